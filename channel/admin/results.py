"""What was computed. Read-only: a wrong result is put right in its facts, not here."""

from django.contrib import admin

from channel.admin.base import ReadOnlyAdmin
from channel.models import Alert, AlertMute, BroadcastRisk, Reading, RiskBaseline


@admin.register(Reading)
class ReadingAdmin(ReadOnlyAdmin):
    list_display = ("channel", "subject", "measure", "as_of", "value", "low", "high", "unit",
                    "state", "stale", "at")  # fmt: skip
    list_select_related = ("channel",)
    list_filter = ("state", "stale", "measure", "as_of")
    search_fields = ("channel__name", "channel__slug", "subject", "measure")
    show_full_result_count = False


@admin.register(BroadcastRisk)
class BroadcastRiskAdmin(ReadOnlyAdmin):
    list_display = ("broadcast", "channel", "state", "blocks", "expected", "upper", "z", "at")
    list_select_related = ("broadcast", "channel")
    list_filter = ("state", "held", "shared", "provisional")
    search_fields = ("broadcast__title", "channel__name")


@admin.register(RiskBaseline)
class RiskBaselineAdmin(ReadOnlyAdmin):
    list_display = ("channel", "n", "rate", "cv", "background", "power_blocks", "starts_on",
                    "fitted_at")  # fmt: skip
    list_select_related = ("channel",)
    search_fields = ("channel__name",)


@admin.register(Alert)
class AlertAdmin(ReadOnlyAdmin):
    list_display = ("channel", "kind", "key", "level", "words_id", "opened_at", "acknowledged_by",
                    "snoozed_until", "cleared_at")  # fmt: skip
    list_select_related = ("channel", "acknowledged_by")
    list_filter = ("kind", "level", ("cleared_at", admin.EmptyFieldListFilter), "opened_at")
    search_fields = ("channel__name", "channel__slug", "key", "note")


@admin.register(AlertMute)
class AlertMuteAdmin(ReadOnlyAdmin):
    list_display = ("user", "channel", "kind", "until")
    list_select_related = ("user", "channel")
    list_filter = ("kind",)
    search_fields = ("user__email", "channel__name")
