from django.contrib import admin

from campaigns.models import (
    AdAccount,
    AdAnswer,
    AdCampaign,
    AdDay,
    AdDayRevision,
    AdGroup,
    Creative,
    DiscoveredMetric,
    FriendGroup,
    GroupReceivers,
    Keyword,
)
from channel.admin.base import ReadOnlyAdmin


@admin.register(AdAccount)
class AdAccountAdmin(ReadOnlyAdmin):
    list_display = ("name", "platform", "kakao_id", "organisation", "channel", "connection",
                    "wanted", "vat_included", "history_from")  # fmt: skip
    list_select_related = ("organisation", "channel", "connection")
    list_filter = ("platform", "wanted", "config", "connection__state")
    search_fields = ("name", "kakao_id", "channel__name", "organisation__name")


@admin.register(AdCampaign)
class AdCampaignAdmin(ReadOnlyAdmin):
    list_display = ("name", "kakao_id", "account", "kind", "config", "channel", "seen_at")
    list_select_related = ("account", "channel")
    list_filter = ("config", "kind")
    search_fields = ("name", "kakao_id", "account__name", "account__kakao_id")


@admin.register(AdDay)
class AdDayAdmin(ReadOnlyAdmin):
    list_display = ("day", "account", "level", "object_id", "channel", "impressions", "clicks",
                    "cost_won", "sent", "provisional", "origin", "updated_at")  # fmt: skip
    list_select_related = ("account", "channel")
    list_filter = ("level", "origin", "provisional", "account__platform")
    search_fields = ("=object_id", "=account__kakao_id")
    show_full_result_count = False


@admin.register(AdAnswer)
class AdAnswerAdmin(ReadOnlyAdmin):
    list_display = ("day", "account", "level", "rows", "provisional", "refused", "doubts",
                    "answered_at")  # fmt: skip
    list_select_related = ("account",)
    list_filter = ("refused", "provisional", "level", "account__platform")
    search_fields = ("=account__kakao_id", "account__name")
    show_full_result_count = False


@admin.register(AdDayRevision)
class AdDayRevisionAdmin(ReadOnlyAdmin):
    list_display = ("ad_day", "account", "replaced_at", "metrics")
    list_select_related = ("ad_day", "account")
    search_fields = ("=account__kakao_id", "=ad_day__object_id")
    show_full_result_count = False


@admin.register(DiscoveredMetric)
class DiscoveredMetricAdmin(ReadOnlyAdmin):
    """Naming a key is an owner's act, on the page of connections."""

    list_display = ("key", "platform", "organisation", "name", "account", "first_seen_at",
                    "named_by")  # fmt: skip
    list_select_related = ("organisation", "account", "named_by")
    list_filter = ("platform", ("named_by", admin.EmptyFieldListFilter))
    search_fields = ("key", "name", "organisation__name")


@admin.register(FriendGroup)
class FriendGroupAdmin(ReadOnlyAdmin):
    list_display = ("day", "name", "account", "file_type", "status", "friends")
    list_select_related = ("account",)
    list_filter = ("file_type", "status")


@admin.register(GroupReceivers)
class GroupReceiversAdmin(ReadOnlyAdmin):
    list_display = ("kakao_id", "account", "broadcast", "said_by")
    list_select_related = ("account", "broadcast", "said_by")
    search_fields = ("=kakao_id", "=account__kakao_id")


@admin.register(AdGroup, Creative, Keyword)
class NamedAdmin(ReadOnlyAdmin):
    list_display = ("name", "kakao_id", "account", "config", "seen_at")
    list_select_related = ("account",)
    list_filter = ("config",)
    search_fields = ("name", "=kakao_id", "=account__kakao_id")
