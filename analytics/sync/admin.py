"""What an administrator does with pulls: the actions of the screens, for several rows at once."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from analytics.sync import actions
from channel.admin.base import act_on_each
from channel.admin.connections import ConnectionAdmin
from channel.admin.sync import SyncCursorAdmin
from channel.models import Connection, SyncCursor

admin.site.unregister((Connection, SyncCursor))


@admin.register(Connection)
class PulledConnectionAdmin(ConnectionAdmin):
    """Webhooks are paused on their own page: a pull is of Kakao's business connections."""

    actions = ("pull", "pause", "resume")

    @admin.action(description=_("지금 가져오기"), permissions=["operate"])
    def pull(self, request: HttpRequest, rows: QuerySet[Connection]) -> None:
        act_on_each(request, _pulled(rows), actions.pull_now, "connection")

    @admin.action(description=_("멈추기"), permissions=["operate"])
    def pause(self, request: HttpRequest, rows: QuerySet[Connection]) -> None:
        act_on_each(request, _pulled(rows), actions.pause_connection, "connection")

    @admin.action(description=_("다시 시작"), permissions=["operate"])
    def resume(self, request: HttpRequest, rows: QuerySet[Connection]) -> None:
        act_on_each(request, _pulled(rows), actions.resume_connection, "connection")


def _pulled(rows: QuerySet[Connection]) -> QuerySet[Connection]:
    return rows.filter(kind=Connection.Kind.BUSINESS, removed_at=None)


@admin.register(SyncCursor)
class PulledCursorAdmin(SyncCursorAdmin):
    actions = ("pull", "fill")

    @admin.action(description=_("지금 가져오기"), permissions=["operate"])
    def pull(self, request: HttpRequest, rows: QuerySet[SyncCursor]) -> None:
        act_on_each(request, rows, actions.pull_cursor, "cursor")

    @admin.action(description=_("처음부터 다시 채우기"), permissions=["operate"])
    def fill(self, request: HttpRequest, rows: QuerySet[SyncCursor]) -> None:
        act_on_each(request, rows, actions.fill_again, "cursor")
