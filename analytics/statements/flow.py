"""Adds and blocks over a stretch of days: days first, periods where days are missing."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analytics.statements.facts import WINDOW_DAYS, Day, Facts, Period


@dataclass(frozen=True)
class Flow:
    """People over `first` … `last`. `gaps`: days nobody knows; `shared`: a period's part is taken
    in proportion to its days, so the sums are estimates."""

    first: dt.date
    last: dt.date
    added: int
    blocked: int
    known: int
    gaps: tuple[dt.date, ...]
    shared: bool
    provisional: bool
    origins: tuple[str, ...]
    periods: tuple[int, ...]


def span(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]


def known_days(facts: Facts) -> dict[dt.date, Day]:
    return {d.day: d for d in facts.days if d.added is not None and d.blocked is not None}


def last_month(facts: Facts) -> Flow | None:
    """The 30 days up to the newest day with adds and blocks; None where there is none."""
    ends = [*known_days(facts), *(p.last for p in _with_sums(facts))]
    if not ends:
        return None
    last = max(ends)
    return flow(facts, last - dt.timedelta(days=WINDOW_DAYS - 1), last)


def flow(facts: Facts, first: dt.date, last: dt.date) -> Flow:
    known = known_days(facts)
    inside = [known[day] for day in span(first, last) if day in known]
    gaps = {day for day in span(first, last) if day not in known}
    added, blocked = sum(d.added or 0 for d in inside), sum(d.blocked or 0 for d in inside)
    shared, used = False, []
    for period in sorted(_with_sums(facts), key=lambda p: (p.days, p.id)):
        wanted = [day for day in span(period.first, period.last) if day in gaps]
        rest = _rest(period, known) if wanted else None
        if rest is None:
            continue
        part = len(wanted) / rest.days
        added, blocked = added + round(rest.added * part), blocked + round(rest.blocked * part)
        shared, gaps = shared or part < 1, gaps - set(wanted)
        used.append(period)
    return Flow(
        first=first, last=last, added=added, blocked=blocked,
        known=len(span(first, last)) - len(gaps), gaps=tuple(sorted(gaps)), shared=shared,
        provisional=any(d.provisional for d in inside), periods=tuple(p.id for p in used),
        origins=tuple(d.origin for d in inside) + tuple(p.origin for p in used),
    )  # fmt: skip


@dataclass(frozen=True)
class _Rest:
    added: int
    blocked: int
    days: int


def _rest(period: Period, known: dict[dt.date, Day]) -> _Rest | None:
    """What a period tells of its days without an own row; None where days say more than it."""
    own = [known[day] for day in span(period.first, period.last) if day in known]
    added = (period.added or 0) - sum(d.added or 0 for d in own)
    blocked = (period.blocked or 0) - sum(d.blocked or 0 for d in own)
    if added < 0 or blocked < 0 or len(own) == period.days:
        return None
    return _Rest(added, blocked, period.days - len(own))


def _with_sums(facts: Facts) -> Sequence[Period]:
    return [p for p in facts.periods if p.added is not None and p.blocked is not None]


def total_by(facts: Facts, allowed: Callable[[dt.date], bool]) -> tuple[dt.date, int] | None:
    """The newest friend count on an allowed day, from a day's row or beside a period."""
    found = {p.last: p.total_after for p in facts.periods if p.total_after is not None}
    found |= {
        p.first - dt.timedelta(days=1): p.total_before
        for p in facts.periods
        if p.total_before is not None
    }
    found |= {d.day: d.total for d in facts.days if d.total is not None}
    days = [day for day in found if allowed(day)]
    return (max(days), found[max(days)]) if days else None
