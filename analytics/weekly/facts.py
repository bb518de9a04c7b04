"""What a week's summary and its page are made of: kept readings and rows, nothing computed."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from analytics.risk.signal import Signal, signal
from analytics.statements.facts import GROWING_DAYS
from analytics.weekly.models import WeeklyVisit
from analytics.weekly.week import Week
from channel.clock import today
from channel.figures.models import ReadingQuerySet
from channel.models import Broadcast, Channel, Reading
from channel.templatetags.figures import short_day


@dataclass(frozen=True)
class WeekMessage:
    id: int
    title: str
    day: dt.date
    figures: dict[str, Reading]
    age_days: int
    is_growing: bool


@dataclass(frozen=True)
class Change:
    """A number of the week before that is no longer what its report said."""

    words: str
    before: float
    after: float
    unit: str
    grew: bool


@dataclass(frozen=True)
class WeekFacts:
    week: Week
    friends: Reading | None
    adds: Reading | None
    blocks: Reading | None
    signal: Signal
    messages: list[WeekMessage] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def friends_on(self) -> dt.date | None:
        """The day of the count where that is not the week's Sunday."""
        day = _counted_on(self.friends)
        return None if day == self.week.last else day


def read_week(channel: Channel, week: Week) -> WeekFacts:
    told = _of_sunday(channel, week)
    return WeekFacts(
        week=week,
        friends=_friends(channel, week, told.get("friends")),
        adds=told.get("week_adds"),
        blocks=told.get("week_blocks"),
        messages=week_messages(channel, week),
        signal=signal(channel),
        changes=changes(channel, week),
    )


def _of_sunday(channel: Channel, week: Week) -> dict[str, Reading]:
    rows = Reading.objects.filter(
        channel=channel, subject="channel", as_of=week.last,
        measure__in=["friends", "week_adds", "week_blocks"],
    ).newest()  # fmt: skip
    return {row.measure: row for row in rows}


def _friends(channel: Channel, week: Week, of_sunday: Reading | None) -> Reading | None:
    """Sunday's count, or else the newest known: who counts on Mondays has none of a Sunday."""
    if _counted_on(of_sunday) == week.last:
        return of_sunday
    told = Reading.objects.filter(
        channel=channel, subject="channel", measure="friends", as_of__lte=today()
    )
    return told.order_by("-as_of", "-pk").first()


def _counted_on(reading: Reading | None) -> dt.date | None:
    if reading is None or reading.value is None:
        return None
    return dt.date.fromisoformat(reading.inputs.get("until") or reading.as_of.isoformat())


def week_messages(channel: Channel, week: Week) -> list[WeekMessage]:
    """Messages of the week, oldest first, each with what is known of it."""
    sent = list(
        Broadcast.objects.filter(channel=channel, sent_on__range=(week.first, week.last))
        .done()
        .select_related("result")
        .order_by("sent_on", "pk")
    )
    figures = figures_of(channel, [message.pk for message in sent])
    return [_message(message, figures.get(message.pk, {})) for message in sent]


def _message(message: Broadcast, figures: dict[str, Reading]) -> WeekMessage:
    result = getattr(message, "result", None)
    age = (result.as_of - message.sent_on).days if result else 0
    growing = "opened" in figures and 0 <= age < GROWING_DAYS
    return WeekMessage(message.pk, message.title, message.sent_on, figures, age, growing)


def figures_of(channel: Channel, ids: Iterable[int]) -> dict[int, dict[str, Reading]]:
    subjects = {f"broadcast:{pk}": pk for pk in ids}
    found: dict[int, dict[str, Reading]] = {}
    for row in Reading.objects.filter(channel=channel, subject__in=subjects).newest():
        if row.value is not None:
            found.setdefault(subjects[row.subject], {})[row.measure] = row
    return found


def changes(channel: Channel, week: Week) -> list[Change]:
    """Against what was known when the week before was reported; none where nothing was."""
    before = WeeklyVisit.objects.filter(channel=channel, week_of=week.before.first).first()
    if before is None or before.finished_at is None:
        return []
    messages = Broadcast.objects.filter(
        channel=channel, sent_on__range=(week.before.first, week.before.last)
    ).done()
    words = {f"broadcast:{m.pk}": m for m in messages}
    rows = Reading.objects.filter(channel=channel, subject__in=words, measure="opened")
    days = Reading.objects.filter(
        channel=channel, subject="channel", as_of=week.before.last,
        measure__in=["week_adds", "week_blocks"],
    )  # fmt: skip
    pairs = [*_pairs(days, before.finished_at), *_pairs(rows, before.finished_at)]
    return [_change(old, new, words.get(new.subject)) for old, new in pairs]


def _pairs(rows: ReadingQuerySet, reported_at: dt.datetime) -> list[tuple[Reading, Reading]]:
    then = {(r.subject, r.measure): r for r in rows.filter(at__lte=reported_at).newest()}
    found = []
    for now in rows.newest():
        old = then.get((now.subject, now.measure))
        if old and old.value is not None and now.value is not None and old.value != now.value:
            found.append((old, now))
    return found


def _change(old: Reading, new: Reading, message: Broadcast | None) -> Change:
    assert old.value is not None
    assert new.value is not None
    if message:
        words = _("%(day)s 메시지 열람") % {"day": short_day(message.sent_on)}
    else:
        words = {"week_adds": _("온 친구"), "week_blocks": _("떠난 친구")}[new.measure]
    grew = message is not None and old.state == Reading.State.PROVISIONAL and new.value > old.value
    return Change(words, old.value, new.value, new.unit, grew)
