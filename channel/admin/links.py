"""Links and their clicks, for support questions: does this code lead anywhere, is it counted?"""

from django.contrib import admin

from channel.admin.base import ReadOnlyAdmin
from channel.models import Click, LinkDay, PublicAddress, TrackedLink


@admin.register(TrackedLink)
class TrackedLinkAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "channel", "target", "created_at", "closed_at")
    list_select_related = ("channel",)
    search_fields = ("code", "name", "channel__name", "channel__slug")


@admin.register(Click)
class ClickAdmin(ReadOnlyAdmin):
    list_display = ("at", "channel", "link_id", "visitor", "known_by", "shared", "processed_at")
    list_select_related = ("channel",)
    list_filter = ("visitor", "known_by", "shared")
    search_fields = ("link_id",)
    show_full_result_count = False


@admin.register(LinkDay)
class LinkDayAdmin(ReadOnlyAdmin):
    list_display = ("day", "channel", "link_id", "people", "previews", "scanners", "shared")
    list_select_related = ("channel",)
    search_fields = ("link_id",)
    show_full_result_count = False


@admin.register(PublicAddress)
class PublicAddressAdmin(ReadOnlyAdmin):
    list_display = ("url", "state", "error", "organisation", "entered_by", "checked_at")
    list_select_related = ("organisation", "entered_by")
