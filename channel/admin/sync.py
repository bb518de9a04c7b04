from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from channel.admin.base import ReadOnlyAdmin
from channel.models import RateGate, SyncCursor, SyncRun


class _Told(ReadOnlyAdmin):
    """What a support question starts from: whose, which account, what went wrong."""

    list_select_related = ("connection__organisation",)
    search_fields = ("account", "connection__name", "connection__organisation__name")

    @admin.display(description=_("조직"))
    def organisation(self, row: Any) -> str:
        return str(row.connection.organisation)

    @admin.display(description=_("오류의 말"))
    def said(self, row: Any) -> str:
        return str(row.words())


@admin.register(SyncCursor)
class SyncCursorAdmin(_Told):
    list_display = ("connection", "organisation", "platform", "kind", "account", "due_at",
                    "done_at", "failures", "error_kind", "said")  # fmt: skip
    list_filter = ("error_kind", "kind", "platform", "connection__state", "done_at")


@admin.register(SyncRun)
class SyncRunAdmin(_Told):
    list_display = ("at", "connection", "organisation", "platform", "kind", "account", "start_on",
                    "end_on", "state", "error_kind", "error_reason", "rows", "revised",
                    "seconds", "detail")  # fmt: skip
    list_filter = ("state", "error_kind", "error_reason", "kind", "platform", "at")
    show_full_result_count = False


@admin.register(RateGate)
class RateGateAdmin(ReadOnlyAdmin):
    list_display = ("endpoint", "account", "next_at", "limited")
    list_filter = ("endpoint",)
    search_fields = ("account",)
