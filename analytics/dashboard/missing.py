"""What is in until when, and what is missing: days without figures, messages without results."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from analytics.dashboard.cards import Figures
from analytics.statements.flow import span
from analytics.weekly.grid import ASKED_FROM_DAYS, ASKED_UNTIL_DAYS
from analytics.weekly.week import Week
from channel.models import Broadcast

# As a Monday's grid takes: three cells in about twenty seconds.
DAY_SECONDS, RESULT_SECONDS = 20, 40
NAMED_DAYS = 3
FILE_MINUTES = 3


@dataclass(frozen=True)
class Missing:
    """`days`: friend figures that a month's statements lack; `results`: messages 3 to 10 days old
    whose sends or opens nobody typed."""

    until: dt.date | None
    days: tuple[dt.date, ...]
    results: tuple[Broadcast, ...]
    minutes: int
    by_file: bool

    @property
    def named(self) -> tuple[dt.date, ...]:
        """Days few enough to be named in one line."""
        return self.days if len(self.days) <= NAMED_DAYS else ()

    @property
    def anything(self) -> bool:
        return bool(self.days or self.results)


def missing(figures: Figures, messages: Sequence[Broadcast], today: dt.date) -> Missing:
    until = last_day(figures)
    days, results = _days(figures, today), _results(messages, today)
    week = Week.told_on(today)
    by_file = any(day < week.first for day in days)
    seconds = len(days) * DAY_SECONDS + len(results) * RESULT_SECONDS
    minutes = FILE_MINUTES if by_file else max(1, round(seconds / 60))
    return Missing(until, days, results, minutes, by_file)


def last_day(figures: Figures) -> dt.date | None:
    found = [figures.until(m) for m in ("friends", "adds_30d", "openers_low", "risk_state")]
    return max((day for day in found if day), default=None)


def _days(figures: Figures, today: dt.date) -> tuple[dt.date, ...]:
    """Kakao's day is complete on the next one: today is never missing."""
    told = figures.told.get("adds_30d")
    until = figures.until("adds_30d")
    gaps = [dt.date.fromisoformat(day) for day in told.gaps] if told else []
    yesterday = today - dt.timedelta(days=1)
    since = span(until + dt.timedelta(days=1), yesterday) if until and until < yesterday else []
    return tuple(sorted({day for day in chain(gaps, since) if day <= yesterday}))


def _results(messages: Sequence[Broadcast], today: dt.date) -> tuple[Broadcast, ...]:
    return tuple(m for m in messages if _is_due(m, today) and not _has_result(m))


def _is_due(message: Broadcast, today: dt.date) -> bool:
    return ASKED_FROM_DAYS <= (today - message.sent_on).days <= ASKED_UNTIL_DAYS


def _has_result(message: Broadcast) -> bool:
    result = getattr(message, "result", None)
    return result is not None and result.sent is not None and result.opened is not None
