"""광고: what Kakao's ads did for one channel."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from analytics.sync import actions, table
from analytics.sync.forms import ReceiversForm
from analytics.sync.receivers import before, by_name, sent_before
from analytics.sync.strips import STATES
from campaigns.models import AdAccount, AdDay, FriendGroup, GroupReceivers
from channel import clock
from channel.access import allows, channel_view, organisation_role
from channel.exports.files import exported
from channel.exports.tables import Column, Table
from channel.forms import PeriodFilter
from channel.models import Broadcast, Channel, Role

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


Known = Mapping[tuple[int, str], int | None]
GROUP_KINDS = {
    "APP_USER_ID": gettext_lazy("앱 사용자"), "PHONE_NUMBER": gettext_lazy("전화번호"),
    FriendGroup.RECEIVERS: gettext_lazy("메시지를 받은 사람"),
}  # fmt: skip


def _first(row: table.Row) -> dt.date | str:
    return row.day or row.name


def _figure(key: str, name: Any) -> Column:
    return Column(name, lambda row: row.figures[key])


COLUMNS = [
    Column(gettext_lazy("날짜·이름"), _first),
    Column(gettext_lazy("어디에서"), lambda row: row.under),
    *(_figure(key, name) for key, name in NAMES.items()),
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
    named, strips = table.named_metrics(channel), table.strips_of(channel, since, until)
    rows = table.rows(channel, way, since, until, named)
    if way == "day":
        rows = table.with_every_day(rows, strips, named)
    columns = [*COLUMNS, *(_figure(key, name) for key, name in named.items())]
    if file := exported(request, Table(_("광고"), columns, rows), channel):
        return file
    may_edit = allows(channel.role, Role.EDITOR)  # type: ignore[attr-defined]
    may_connect = organisation_role(request.user, channel.organisation)  # type: ignore[arg-type]
    context = {
        "channel": channel, "form": form, "way": way, "ways": WAYS.items(), "rows": _cells(rows, named),
        "heads": [*NAMES.values(), *named.values()], "since": since, "until": until,
        "strips": strips, "strip_states": STATES.items(), "groups": _group_rows(channel, may_edit=may_edit),
        "any": bool(rows) or AdDay.objects.filter(channel=channel).exists(),
        "connected": AdAccount.objects.filter(channel=channel, connection__isnull=False).exists(),
        "may_connect": allows(may_connect, Role.EDITOR),
        "may_edit": may_edit,
    }  # fmt: skip
    return render(request, "sync/ads.html", context)


def _cells(
    rows: list[table.Row], named: Mapping[str, str]
) -> list[tuple[table.Row, list[tuple[int | None, str]]]]:
    keys = (*NAMES, *named)
    return [(row, [(row.figures[key], UNITS.get(key, "")) for key in keys]) for row in rows]


@dataclass(frozen=True)
class GroupRow:
    """A friend group; `message`: whose receivers it is made of, `choices` where a person may say."""

    group: FriendGroup
    kind: Any
    message: Broadcast | None
    receivers: bool
    form: ReceiversForm | None


def _group_rows(channel: Channel, *, may_edit: bool) -> list[GroupRow]:
    groups = _groups(channel)
    messages = sent_before(channel) if any(map(_of_receivers, groups)) else []
    said = GroupReceivers.objects.filter(account__in={one.account_id for one in groups})
    known = {(one.account_id, one.kakao_id): one.broadcast_id for one in said}
    return [_group_row(one, messages, known, may_edit=may_edit) for one in groups]


def _of_receivers(group: FriendGroup) -> bool:
    return group.file_type == FriendGroup.RECEIVERS


def _group_row(
    group: FriendGroup, messages: Sequence[Broadcast], known: Known, *, may_edit: bool
) -> GroupRow:
    kind = GROUP_KINDS.get(group.file_type, group.file_type)
    if not _of_receivers(group):
        return GroupRow(group, kind, None, receivers=False, form=None)
    key, earlier = (group.account_id, group.kakao_id), before(group, messages)
    if key in known:
        message = next((one for one in messages if one.pk == known[key]), None)
    else:
        message = by_name(group, earlier)
    form = ReceiversForm(group=group, messages=earlier, chosen=message) if may_edit else None
    return GroupRow(group, kind, message, receivers=True, form=form)


@require_POST
@channel_view()
def group_receivers(request: HttpRequest, channel: Channel, pk: int) -> HttpResponse:
    """A person says which message's receivers a friend group is made of."""
    found = FriendGroup.objects.select_related("account__channel")
    group = get_object_or_404(found, pk=pk, account__channel=channel)
    form = ReceiversForm(request.POST, group=group, messages=before(group, sent_before(channel)))
    if form.is_valid():
        actions.set_receivers(
            user=request.user, channel=channel, group=group, broadcast=form.broadcast()  # type: ignore[arg-type]
        )  # fmt: skip
        messages.success(request, _("저장했습니다. 이 그룹의 수가 '남은 친구'가 됩니다."))
    else:
        messages.error(request, _("목록에 있는 메시지를 골라 주세요."))
    return redirect(reverse("ads", args=[channel.slug]) + "#groups")


def _groups(channel: Channel) -> list[FriendGroup]:
    """The newest count of each friend group of the channel's accounts."""
    found = FriendGroup.objects.filter(account__channel=channel).select_related("account")
    newest = found.order_by("account", "kakao_id", "-day").distinct("account", "kakao_id")
    left = [group for group in newest if group.status != "DELETE"]
    return sorted(left, key=lambda group: group.name)
