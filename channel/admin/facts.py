"""What was counted and what Kakao charges. Facts come from imports and screens, with undo there."""

from django.contrib import admin

from channel.admin.base import ReadOnlyAdmin
from channel.models import (
    AxisNote,
    Broadcast,
    BroadcastResult,
    DailyFriends,
    PeriodFriends,
    PriceRate,
    Source,
    SourceDay,
    TypedFigure,
)


@admin.register(DailyFriends)
class DailyFriendsAdmin(ReadOnlyAdmin):
    list_display = ("channel", "day", "total", "added", "blocked", "origin", "provisional",
                    "updated_at")  # fmt: skip
    list_select_related = ("channel",)
    list_filter = ("origin", "provisional", "day")
    search_fields = ("channel__name", "channel__slug")
    date_hierarchy = "day"
    show_full_result_count = False


@admin.register(PeriodFriends)
class PeriodFriendsAdmin(ReadOnlyAdmin):
    list_display = ("channel", "first_day", "last_day", "added", "blocked", "total_before",
                    "total_after", "origin")  # fmt: skip
    list_select_related = ("channel",)
    list_filter = ("origin",)
    search_fields = ("channel__name", "channel__slug")


@admin.register(Source)
class SourceAdmin(ReadOnlyAdmin):
    list_display = ("name", "kind", "channel")
    list_select_related = ("channel",)
    list_filter = ("kind",)
    search_fields = ("name", "channel__name")


@admin.register(SourceDay)
class SourceDayAdmin(ReadOnlyAdmin):
    list_display = ("channel", "source", "day", "reported", "origin")
    list_select_related = ("channel", "source")
    list_filter = ("origin", "day")
    search_fields = ("channel__name",)
    show_full_result_count = False


@admin.register(Broadcast)
class BroadcastAdmin(ReadOnlyAdmin):
    list_display = ("title", "channel", "sent_on", "state", "audience", "content", "origin")
    list_select_related = ("channel",)
    list_filter = ("state", "audience", "content", "origin", "sent_on")
    search_fields = ("title", "kakao_id", "channel__name", "channel__slug")
    date_hierarchy = "sent_on"


@admin.register(BroadcastResult)
class BroadcastResultAdmin(ReadOnlyAdmin):
    list_display = ("broadcast", "channel", "as_of", "sent", "opened", "clicked", "free_sends",
                    "origin")  # fmt: skip
    list_select_related = ("broadcast", "channel")
    list_filter = ("origin", "as_of")
    search_fields = ("broadcast__title", "channel__name")


@admin.register(TypedFigure)
class TypedFigureAdmin(ReadOnlyAdmin):
    list_display = ("channel", "kind", "as_of", "values", "origin", "typed_by", "typed_at")
    list_select_related = ("channel", "typed_by")
    list_filter = ("kind", "origin", "as_of")
    search_fields = ("channel__name",)


@admin.register(AxisNote)
class AxisNoteAdmin(admin.ModelAdmin):
    list_display = ("channel", "day", "text", "by", "at")
    list_select_related = ("channel", "by")
    list_filter = ("day",)
    search_fields = ("text", "channel__name")
    autocomplete_fields = ("channel",)


@admin.register(PriceRate)
class PriceRateAdmin(admin.ModelAdmin):
    """The one table an operator writes: a new price is a new row with its start date."""

    list_display = ("item", "won", "vat_percent", "valid_from", "source")
    list_filter = ("item",)
