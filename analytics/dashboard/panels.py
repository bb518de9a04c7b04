"""Below the cards: how friends divide, growth against opens, last messages, sources."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from analytics.dashboard.cards import Figures, typed_over
from analytics.dashboard.words import say
from analytics.messages.selectors import tags_of
from analytics.risk.words import Count
from analytics.statements.facts import GROWING_DAYS
from analytics.statements.growth import HALF_A_YEAR_DAYS
from channel.figures.figure import Figure
from channel.models import Broadcast, BroadcastRisk, Channel, Reading, Source
from channel.templatetags.figures import day, figure

LAST_MESSAGES = 5
READ_MESSAGES = 200
MOST_SOURCES = 8
FEWEST_POINTS = 2
TICKS = 4


@dataclass(frozen=True)
class Part:
    label: Any
    number: SafeString | str
    share: float
    tone: str


@dataclass(frozen=True)
class Bar:
    say: SafeString
    parts: list[Part]


def bar(figures: Figures) -> Bar | None:
    """None where nothing is known of opens, or of how many friends there are."""
    if figures["openers_n1"]:
        return _exact(figures)
    openers, friends = figures["openers_low"], figures["friends"]
    if openers is None or friends is None or not friends.value:
        return None
    low, high = figures["ghost_low"], figures["ghost_high"]
    if low and high and low.value:
        return _three(openers, low, high)
    opened = min(openers.value or 0, friends.value)
    rest = Count(friends.value - opened, "people")
    parts = [
        Part(_("열어 본 친구 · 적어도"), figure(openers), 100 * opened / friends.value, "open"),
        Part(_("확인 전"), rest.html(), 100 - 100 * opened / friends.value, "unknown"),
    ]
    if high:
        n = Count(high.n, "messages")
        return Bar(say("ghost.t3", n=n, high=high, openers=openers), parts)
    return Bar(say("bar.t3", openers=openers), parts)


def _three(openers: Figure, low: Figure, high: Figure) -> Bar:
    """Widths are shares of those who could open; what lies between the bounds is not known."""
    silent, most = 100 * (low.value or 0), 100 * (high.value or 0)
    parts = [
        Part(_("열어 본 친구 · 적어도"), figure(openers), 100 - most, "open"),
        Part(_("확인 전"), "", most - silent, "unknown"),
        Part(_("반응 없음 · 적어도"), figure(low), silent, "silent"),
    ]
    n = Count(high.n, "messages")
    return Bar(say("ghost.t3.low", n=n, low=low, high=high), parts)


def _exact(figures: Figures) -> Bar:
    opened, silent = figures.known("openers_n1"), figures.known("ghost_n1_people")
    share = figures.known("ghost_n1")
    width = 100 * (share.value or 0)
    parts = [
        Part(_("한 번 이상 연 친구"), figure(opened), 100 - width, "open"),
        Part(_("한 번도 열지 않은 친구"), figure(silent), width, "silent"),
    ]
    read = figures.until("openers_n1")
    received = figures.known("received_n1")
    said = say(
        "ghost.n1",
        n=typed_over(opened),
        received=received,
        opened=opened,
        silent=silent,
        share=share,
        day=day(read),
    )
    return Bar(said, parts)


def read_messages(channel: Channel) -> list[Broadcast]:
    """Newest first, with result and block signal."""
    found = Broadcast.objects.filter(channel=channel).done().select_related("result", "risk")
    return list(found.newest_first()[:READ_MESSAGES])


@dataclass(frozen=True)
class Growth:
    """`series` and `ticks` as {% line_chart %} takes them; rows for the table."""

    say: SafeString
    series: list[dict[str, Any]]
    ticks: list[tuple[int, str]]
    head: list[Any]
    rows: list[list[Any]]


def growth(figures: Figures, messages: Sequence[Broadcast], today: dt.date) -> Growth:
    since = today - dt.timedelta(days=HALF_A_YEAR_DAYS)
    sends = [m for m in messages if m.sent_on > since and _is_full(m)][::-1]
    growing = sum((today - m.sent_on).days < GROWING_DAYS for m in sends)
    series = [
        _line(_("받은 친구"), [m.result.sent for m in sends], ""),
        _line(_("연 친구"), [m.result.opened for m in sends], "accent", len(sends) - growing),
    ]
    rows = [
        [day(m.sent_on), figure(m.result.sent, "people"), figure(m.result.opened, "people")]
        for m in sends[::-1]
    ]
    drawn = len(sends) >= FEWEST_POINTS
    return Growth(
        _growth_words(figures, drawn), series if drawn else [], _ticks([m.sent_on for m in sends]),
        [_("보낸 날"), _("받은 친구"), _("연 친구")], rows,
    )  # fmt: skip


def _is_full(message: Broadcast) -> bool:
    result = getattr(message, "result", None)
    return (
        message.audience == Broadcast.Audience.ALL
        and result is not None
        and bool(result.sent)
        and result.opened is not None
    )


def _line(
    label: Any, values: Sequence[int | None], tone: str, hollow_from: int | None = None
) -> Any:
    line = {"label": label, "values": values, "tone": tone}
    return line if hollow_from is None else {**line, "hollow_from": hollow_from}


def _ticks(days: Sequence[dt.date]) -> list[tuple[int, str]]:
    """A few months' names below the first message of each."""
    firsts = [n for n, day in enumerate(days) if n == 0 or day.month != days[n - 1].month]
    step = max(1, -(-len(firsts) // TICKS))
    return [(n, date_format(days[n], "M")) for n in firsts[::step]]


def _growth_words(figures: Figures, drawn: bool) -> SafeString:
    received, opened = figures["growth_received"], figures["growth_opened"]
    if received is None or opened is None:
        return say("growth.few" if drawn else "growth.none")
    ways = ["down" if (one.value or 0) < 0 else "up" for one in (received, opened)]
    return say("growth." + "_".join(ways), received=_absolute(received), opened=_absolute(opened))


def _absolute(found: Figure) -> Figure:
    """The sentence says which way it went."""
    return replace(found, value=abs(found.value or 0))


@dataclass(frozen=True)
class MessageRow:
    broadcast: Broadcast
    tags: list[str]
    sent: Figure | None
    opened: Figure | None
    per_open: Figure | None
    risk: BroadcastRisk | None
    growing: bool

    @property
    def has_range(self) -> bool:
        risk = self.risk
        return risk is not None and risk.blocks is not None and risk.lower is not None


def last_messages(
    channel: Channel, messages: Sequence[Broadcast], today: dt.date
) -> list[MessageRow]:
    shown = messages[:LAST_MESSAGES]
    told = Reading.objects.filter(
        channel=channel, subject__in=[f"broadcast:{m.pk}" for m in shown],
        measure__in=["sent", "opened", "per_open"],
    ).newest()  # fmt: skip
    figures = {(r.subject, r.measure): Figure.of(r, channel) for r in told if r.value is not None}
    return [_row(m, figures, today) for m in shown]


def _row(
    message: Broadcast, figures: dict[tuple[str, str], Figure], today: dt.date
) -> MessageRow:  # fmt: skip
    def of(measure: str) -> Figure | None:
        return figures.get((f"broadcast:{message.pk}", measure))

    growing = (today - message.sent_on).days < GROWING_DAYS
    risk = getattr(message, "risk", None)
    return MessageRow(
        message, tags_of(message), of("sent"), of("opened"), of("per_open"), risk, growing
    )


@dataclass(frozen=True)
class SourceRow:
    name: Any
    adds: Figure | None


@dataclass(frozen=True)
class Sources:
    """`unknown`: those who came by no category that Kakao told; always a row."""

    rows: list[SourceRow]
    unknown: SourceRow
    first: dt.date | None = None
    until: dt.date | None = None


def sources(channel: Channel, figures: Figures) -> Sources:
    """The kept counts of the sources page: the same 30 days, the largest first."""
    unknown = SourceRow(_("경로를 모르는 친구"), figures["unknown_adds_30d"])
    reported = figures["reported_adds_30d"]
    if reported is None or reported.value is None:
        return Sources([], unknown)
    kakao = Source.objects.filter(channel=channel, kind=Source.Kind.KAKAO)
    names = {f"source:{pk}": name for pk, name in kakao.values_list("pk", "name")}
    told = Reading.objects.filter(
        channel=channel, subject__in=names, measure="adds_30d", as_of=reported.as_of, value__gt=0
    ).newest()
    rows = [SourceRow(names[one.subject], Figure.of(one, channel)) for one in told]
    rows.sort(key=_most_first)
    first, until = (dt.date.fromisoformat(reported.inputs[name]) for name in ("first", "until"))
    return Sources(rows[:MOST_SOURCES], unknown, first, until)


def _most_first(row: SourceRow) -> tuple[float, str]:
    return -((row.adds and row.adds.value) or 0), row.name
