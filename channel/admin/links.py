"""Links and their clicks. Read only: people make links on their screens."""

from django.contrib import admin

from channel.admin.base import ReadOnlyAdmin
from channel.admin.people import GrowingAdmin
from channel.models import Click, LinkDay, PublicAddress, TrackedLink


@admin.register(PublicAddress)
class PublicAddressAdmin(ReadOnlyAdmin):
    list_display = ("url", "state", "error", "entered_at", "checked_at")
    list_filter = ("state",)
    search_fields = ("url",)


@admin.register(TrackedLink)
class TrackedLinkAdmin(ReadOnlyAdmin):
    list_display = ("name", "code", "channel", "source", "created_at", "closed_at")
    list_select_related = ("channel", "source")
    list_filter = ("created_at", ("closed_at", admin.EmptyFieldListFilter))
    search_fields = ("name", "code", "channel__name")


@admin.register(Click)
class ClickAdmin(GrowingAdmin):
    list_display = ("id", "channel", "link_id", "at", "visitor", "known_by", "processed_at")
    list_filter = ("visitor", "known_by", ("processed_at", admin.EmptyFieldListFilter))
    search_fields = ("link_id__exact", "key__exact")


@admin.register(LinkDay)
class LinkDayAdmin(GrowingAdmin):
    list_display = ("id", "channel", "link_id", "day", "people", "previews", "scanners")
    list_filter = ("day",)
    search_fields = ("link_id__exact",)
