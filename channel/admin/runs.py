from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from channel.admin.base import ReadOnlyAdmin, act_on_each
from channel.models import Run
from channel.runs import actions as runs


@admin.register(Run)
class RunAdmin(ReadOnlyAdmin):
    list_display = ("pk", "kind", "channel", "state", "done", "total", "attempts", "error_kind",
                    "problem", "created_at", "finished_at")  # fmt: skip
    list_select_related = ("channel",)
    list_filter = ("state", "kind", "error_kind", "created_at")
    search_fields = ("kind", "key", "channel__name", "channel__slug", "error_kind")
    actions = ("retry", "cancel")

    @admin.display(description=_("문제"))
    def problem(self, run: Run) -> str:
        return run.words()

    @admin.action(description=_("지금 다시 하기"), permissions=["operate"])
    def retry(self, request: HttpRequest, rows: QuerySet[Run]) -> None:
        act_on_each(request, rows, runs.retry_run, "run")

    @admin.action(description=_("취소"), permissions=["operate"])
    def cancel(self, request: HttpRequest, rows: QuerySet[Run]) -> None:
        act_on_each(request, rows, runs.cancel_run, "run")
