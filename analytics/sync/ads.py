"""광고: what Kakao's ads did for one channel."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from analytics.sync import table
from analytics.sync.strips import STATES
from campaigns.models import AdAccount, AdDay, FriendGroup
from channel import clock
from channel.access import allows, channel_view, organisation_role
from channel.exports.files import exported
from channel.exports.tables import Column, Table
from channel.forms import PeriodFilter
from channel.models import Channel, Role

NAMES = {
    "cost_won": gettext_lazy("비용(부가세 별도)"), "impressions": gettext_lazy("노출"),
    "clicks": gettext_lazy("클릭"), "sent": gettext_lazy("발송"),
    "opened": gettext_lazy("열람"), "message_clicks": gettext_lazy("메시지 클릭"),
    "friends_added": gettext_lazy("친구 추가"),
}  # fmt: skip
UNITS = {
    "cost_won": "won", "impressions": "times", "clicks": "times", "sent": "people",
    "opened": "people", "message_clicks": "times", "friends_added": "people",
}  # fmt: skip
WAYS = {
    "day": gettext_lazy("날짜별"), "account": gettext_lazy("계정별"),
    "campaign": gettext_lazy("캠페인별"),
}  # fmt: skip


def _first(row: table.Row) -> dt.date | str:
    return row.day or row.name


def _figure(name: str) -> Column:
    return Column(NAMES[name], lambda row: row.figures[name])


COLUMNS = [
    Column(gettext_lazy("날짜·이름"), _first),
    Column(gettext_lazy("어디에서"), lambda row: row.under),
    *map(_figure, NAMES),
    Column(gettext_lazy("아직 바뀔 수 있음"), lambda row: row.provisional),
    Column(gettext_lazy("빠진 계정"), lambda row: row.missing),
]


@require_GET
@channel_view(Role.VIEWER)
def ads(request: HttpRequest, channel: Channel) -> HttpResponseBase:
    form = PeriodFilter(request.GET or None)
    wanted: dict[str, Any] = form.wanted()
    until = wanted.get("until") or clock.today() - dt.timedelta(days=1)
    since = wanted.get("since") or until - dt.timedelta(days=table.SHOWN_DAYS - 1)
    way = request.GET.get("by", "")
    way = way if way in WAYS else "day"
    rows, strips = table.rows(channel, way, since, until), table.strips_of(channel, since, until)
    if way == "day":
        rows = table.with_every_day(rows, strips)
    if file := exported(request, Table(_("광고"), COLUMNS, rows), channel):
        return file
    may_connect = organisation_role(request.user, channel.organisation)  # type: ignore[arg-type]
    context = {
        "channel": channel, "form": form, "way": way, "ways": WAYS.items(), "rows": _cells(rows),
        "heads": NAMES.values(), "since": since, "until": until,
        "strips": strips, "strip_states": STATES.items(), "groups": _groups(channel),
        "any": bool(rows) or AdDay.objects.filter(channel=channel).exists(),
        "connected": AdAccount.objects.filter(channel=channel, connection__isnull=False).exists(),
        "may_connect": allows(may_connect, Role.EDITOR),
        "may_edit": allows(channel.role, Role.EDITOR),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "sync/ads.html", context)


def _cells(rows: list[table.Row]) -> list[tuple[table.Row, list[tuple[int | None, str]]]]:
    return [(row, [(row.figures[name], UNITS[name]) for name in NAMES]) for row in rows]


def _groups(channel: Channel) -> list[FriendGroup]:
    """The newest count of each friend group of the channel's accounts."""
    found = FriendGroup.objects.filter(account__channel=channel).exclude(status="DELETE")
    found = found.select_related("account")
    newest = found.order_by("account", "kakao_id", "-day").distinct("account", "kakao_id")
    return sorted(newest, key=lambda group: group.name)
