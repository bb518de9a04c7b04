"""People the channel knows. Read only: rows come from imports, Kakao and links."""

from django.contrib import admin

from channel.admin.base import ReadOnlyAdmin
from channel.models import (
    CountedBroadcast,
    Engagement,
    Friend,
    FriendActivity,
    FriendEvent,
    FriendIdentity,
    FriendMerge,
    PrunedReactions,
    SendDay,
)


class GrowingAdmin(ReadOnlyAdmin):
    """A table of millions: no count of all, no sorting by what has no index."""

    list_select_related = ("channel",)
    show_full_result_count = False
    list_per_page = 50
    ordering = ("-pk",)


@admin.register(Friend)
class FriendAdmin(GrowingAdmin):
    list_display = ("id", "channel", "relation", "relation_at", "joined_on", "trackable_from",
                    "trackable_by", "returned_on", "merged_into", "origin")  # fmt: skip
    list_filter = (
        "relation",
        "trackable_by",
        "origin",
        ("merged_into", admin.EmptyFieldListFilter),
    )
    search_fields = ("id__exact",)
    search_help_text = "id"


@admin.register(FriendIdentity)
class FriendIdentityAdmin(GrowingAdmin):
    """Values are personal and shown to nobody here; one is found by its whole value."""

    list_display = ("id", "channel", "kind", "issuer", "friend_id")
    list_filter = ("kind",)
    search_fields = ("value__exact", "friend_id__exact")


@admin.register(FriendEvent)
class FriendEventAdmin(GrowingAdmin):
    list_display = ("id", "channel", "event", "occurred_at", "friend_id", "delivery_key")
    list_filter = ("event", "occurred_at")
    search_fields = ("friend_id__exact", "delivery_key__exact")


@admin.register(SendDay)
class SendDayAdmin(ReadOnlyAdmin):
    list_display = ("channel", "day", "ordinal")
    list_select_related = ("channel",)
    list_filter = ("day",)
    search_fields = ("channel__name", "channel__slug")
    date_hierarchy = "day"


@admin.register(Engagement)
class EngagementAdmin(GrowingAdmin):
    list_display = ("id", "channel", "kind", "at", "friend_id", "broadcast_id", "source_id",
                    "batch_id")  # fmt: skip
    list_filter = ("kind",)
    search_fields = ("friend_id__exact", "key__exact")


@admin.register(FriendActivity)
class FriendActivityAdmin(GrowingAdmin):
    list_display = ("friend_id", "channel", "state", "state_changed_on", "from_ordinal",
                    "last_engaged_at", "engaged_total")  # fmt: skip
    list_filter = ("state",)
    search_fields = ("friend_id__exact",)


@admin.register(PrunedReactions)
class PrunedReactionsAdmin(GrowingAdmin):
    list_display = ("id", "channel", "friend_id", "total", "last_at")
    search_fields = ("friend_id__exact",)


@admin.register(FriendMerge)
class FriendMergeAdmin(GrowingAdmin):
    list_display = ("id", "channel", "kept_id", "dropped_id", "at")
    search_fields = ("kept_id__exact", "dropped_id__exact")


@admin.register(CountedBroadcast)
class CountedBroadcastAdmin(ReadOnlyAdmin):
    """What the numbering of send days knows of a message; differs from it only while a job waits."""

    list_display = ("broadcast_id", "channel", "day", "full")
    list_select_related = ("channel",)
    list_filter = ("full", "day")
    search_fields = ("broadcast_id__exact", "channel__name")
