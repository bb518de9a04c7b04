"""Days on which the friend count is not yesterday's plus adds minus blocks. Kept, never forced."""

import datetime as dt
from itertools import pairwise

from analytics.statements.facts import Day, Facts
from analytics.statements.flow import known_days, span
from analytics.statements.telling import sources, tell
from channel.models import Reading


def unexplained(facts: Facts) -> list[Reading]:
    known = known_days(facts)
    counted = [d for d in facts.days if d.total is not None]
    found = {
        after.day: reading
        for before, after in pairwise(counted)
        if (reading := _difference(facts, known, before, after)) is not None
    }
    gone = {day for measure, day in facts.told if measure == "unexplained"} - set(found)
    return [*found.values(), *(_settled(facts, day) for day in sorted(gone))]


def _difference(facts: Facts, known: dict[dt.date, Day], before: Day, after: Day) -> Reading | None:
    days = span(before.day + dt.timedelta(days=1), after.day)
    if any(day not in known for day in days):
        return None
    assert before.total is not None and after.total is not None
    rows = [known[day] for day in days]
    added, blocked = sum(d.added or 0 for d in rows), sum(d.blocked or 0 for d in rows)
    difference = after.total - before.total - added + blocked
    if not difference:
        return None
    inputs = {
        "before_on": before.day.isoformat(), "before": before.total, "after": after.total,
        "added": added, "blocked": blocked, "until": after.day.isoformat(),
    }  # fmt: skip
    return tell(
        facts,
        "unexplained",
        difference,
        "people",
        as_of=after.day,
        n=len(days),
        inputs=inputs,
        source=sources(d.origin for d in rows),
    )


def _settled(facts: Facts, day: dt.date) -> Reading:
    """Later facts explain the day: the earlier reading stays in its history."""
    return tell(facts, "unexplained", 0, "people", as_of=day, n=1, inputs={"settled": True})
