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
    judged = {
        after.day: reading
        for before, after in pairwise(counted)
        if (reading := _difference(facts, known, before, after)) is not None
    }
    told = {day for measure, day in facts.told if measure == "unexplained"}
    return [
        *(reading for day, reading in judged.items() if reading.value or day in told),
        *(_unknown(facts, day) for day in sorted(told - set(judged))),
    ]


def _difference(facts: Facts, known: dict[dt.date, Day], before: Day, after: Day) -> Reading | None:
    """0 where later facts explain the day; None where a day in between is not known."""
    days = span(before.day + dt.timedelta(days=1), after.day)
    if any(day not in known for day in days):
        return None
    assert before.total is not None and after.total is not None
    rows = [known[day] for day in days]
    added, blocked = sum(d.added or 0 for d in rows), sum(d.blocked or 0 for d in rows)
    difference = after.total - before.total - added + blocked
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


def _unknown(facts: Facts, day: dt.date) -> Reading:
    """Facts of that day were taken back: nobody can say any more that nothing is unexplained."""
    return tell(facts, "unexplained", None, "people", as_of=day)
