"""확인할 것: at most three things that only a person can settle."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from analytics.weekly.models import WeeklyVisit
from analytics.weekly.week import Week
from channel.alerts.wording import body_of, title_of
from channel.clock import today
from channel.figures.figure import Figure
from channel.models import Alert, Channel, Origin, Reading, TypedFigure
from channel.templatetags.figures import short_day

MOST = 3
N1_KEPT_DAYS = 31


@dataclass(frozen=True)
class Check:
    """`answer`: done, later, na, or empty while nobody answered."""

    key: str
    title: str
    text: str = ""
    url: str = ""
    figure: Figure | None = None
    answer: str = ""


def checks(channel: Channel, week: Week, visit: WeeklyVisit | None) -> list[Check]:
    """In the order of what costs most if nobody looks."""
    answers: dict[str, Any] = visit.answers.get("checks", {}) if visit else {}
    found = [
        *_alerts(channel, answers), *_unexplained(channel, week), *_gaps(channel, week),
        *_numbers_due(channel, week),
    ]  # fmt: skip
    return [_answered(check, answers.get(check.key, "")) for check in found[:MOST]]


def _answered(check: Check, answer: str) -> Check:
    return Check(check.key, check.title, check.text, check.url, check.figure, answer)


def _url(name: str, channel: Channel) -> str:
    try:
        return reverse(name, args=[channel.slug])
    except NoReverseMatch:
        return ""


def _alerts(channel: Channel, answers: dict[str, Any]) -> Iterator[Check]:
    """Open ones nobody has seen to, and those that this visit answered."""
    answered = [key.partition(":")[2] for key in answers if key.startswith("alert:")]
    unseen = Q(acknowledged_at=None) & (Q(snoozed_until=None) | Q(snoozed_until__lte=today()))
    mine = Q(pk__in=[int(pk) for pk in answered if pk.isdecimal()])
    for alert in Alert.objects.open().filter(unseen | mine, channel=channel).order_by("opened_at"):
        yield Check(
            f"alert:{alert.pk}", title_of(alert.words_id, alert.params),
            body_of(alert.words_id, alert.params), _url("alerts", channel),
        )  # fmt: skip


def _unexplained(channel: Channel, week: Week) -> Iterator[Check]:
    rows = Reading.objects.filter(
        channel=channel, subject="channel", measure="unexplained",
        as_of__range=(week.first, week.last),
    ).newest()  # fmt: skip
    largest = max((r for r in rows if r.value), key=lambda r: abs(r.value or 0), default=None)
    if largest:
        words = _("%(day)s 친구 수가 추가와 차단으로 설명되지 않습니다.")
        yield Check(
            f"unexplained:{largest.as_of}", words % {"day": short_day(largest.as_of)},
            _("카카오가 나중에 고친 수이거나 잘못 옮긴 수일 수 있습니다."),
            _url("daily", channel), Figure.of(largest, channel),
        )  # fmt: skip


def _gaps(channel: Channel, week: Week) -> Iterator[Check]:
    told = Reading.objects.filter(
        channel=channel, subject="channel", measure="week_adds", as_of=week.last
    ).newest()
    gaps = [dt.date.fromisoformat(day) for row in told for day in row.gaps]
    if gaps:
        days = ", ".join(short_day(day) for day in gaps)
        yield Check(
            f"gaps:{week.first}",
            _("지난주 친구 통계가 모두 비어 있습니다.")
            if len(gaps) == len(week.days)
            else _("친구 통계가 빈 날이 있습니다: %(days)s") % {"days": days},
            _("그날은 계산에서 뺐습니다."), _url("weekly", channel) + "?step=1",
        )  # fmt: skip


def _numbers_due(channel: Channel, week: Week) -> Iterator[Check]:
    """N1 to N3: on the first Monday of a month, or when N1 is older than a month."""
    read = TypedFigure.objects.filter(channel=channel, kind=TypedFigure.Kind.N1)
    newest = read.order_by("-as_of").values_list("as_of", flat=True).first()
    old = newest is None or (today() - newest).days > N1_KEPT_DAYS
    if old or (week.monday.day <= 7 and newest and newest < week.monday.replace(day=1)):
        yield Check(
            f"numbers:{week.monday:%Y-%m}",
            _("한 달에 한 번 읽는 숫자가 있습니다."),
            _numbers_words(channel), _url("typed", channel),
        )  # fmt: skip


def _numbers_words(channel: Channel) -> str:
    """What came by itself is asked of nobody."""
    since = today() - dt.timedelta(days=N1_KEPT_DAYS)
    pulled = TypedFigure.objects.filter(
        channel=channel, kind=TypedFigure.Kind.N2, origin=Origin.PULL, as_of__gte=since
    )
    if pulled.exists():
        return _(
            "최근 메시지를 연 친구, 구매 고객 가운데 친구의 수입니다. 지난 메시지를 받은 친구의 수는 "
            "카카오에서 가져왔습니다."
        )
    return _(
        "최근 메시지를 연 친구, 지난 메시지를 받은 친구, 구매 고객 가운데 친구의 수입니다. 3분이면 됩니다."
    )
