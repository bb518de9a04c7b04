"""Daily figures as a list in which a missing day is a row of its own."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Max, Min

from channel.models import Channel, DailyFriends

# About a year and a month: what a browser still shows at once.
SHOWN_DAYS = 400


@dataclass(frozen=True)
class Day:
    """`row` None is a gap: nothing is known of that day, which is not the same as nobody."""

    day: dt.date
    row: DailyFriends | None


@dataclass(frozen=True)
class Span:
    since: dt.date
    until: dt.date

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1


def span_of(channel: Channel, since: dt.date | None, until: dt.date | None) -> Span | None:
    """What was asked for, cut to the days between the first and the last known figure."""
    known = DailyFriends.objects.filter(channel=channel).aggregate(a=Min("day"), b=Max("day"))
    if known["a"] is None:
        return None
    first, last = max(since or known["a"], known["a"]), min(until or known["b"], known["b"])
    return Span(first, last) if first <= last else None


def days_of(channel: Channel, span: Span) -> Iterator[Day]:
    """Newest first."""
    rows = DailyFriends.objects.filter(channel=channel, day__range=(span.since, span.until))
    by_day = {row.day: row for row in rows}
    for back in range(span.days):
        day = span.until - dt.timedelta(days=back)
        yield Day(day, by_day.get(day))


def gaps_in(days: list[Day]) -> int:
    return sum(day.row is None for day in days)
