"""What the ghost model computed, fit by fit."""

from django.contrib import admin

from channel.admin.base import ReadOnlyAdmin
from channel.models import GhostBackTest, GhostFit, PatternScore


@admin.register(GhostFit)
class GhostFitAdmin(ReadOnlyAdmin):
    list_display = ("channel", "as_of", "verdict", "m", "friends", "alpha", "beta", "gamma",
                    "delta", "at")  # fmt: skip
    list_select_related = ("channel",)
    list_filter = ("verdict", "m", "as_of")
    search_fields = ("channel__name", "channel__slug")


@admin.register(GhostBackTest)
class GhostBackTestAdmin(ReadOnlyAdmin):
    list_display = ("channel", "as_of", "m", "friends", "expected", "low", "high", "actual")
    list_select_related = ("channel",)
    list_filter = ("m", "as_of")
    search_fields = ("channel__name", "channel__slug")


@admin.register(PatternScore)
class PatternScoreAdmin(ReadOnlyAdmin):
    list_display = ("channel", "run_id", "x", "t", "n", "friends", "silent_raw", "silent", "alive")
    list_select_related = ("channel",)
    list_filter = ("n",)
    search_fields = ("run_id__exact", "channel__name")
    show_full_result_count = False
