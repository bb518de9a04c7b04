"""The same statements as they would have stood on the last Sundays, for trends."""

import datetime as dt

from analytics.statements.costs import recent
from analytics.statements.facts import Facts
from analytics.statements.friends import friends
from analytics.statements.openers import ghosts, openers
from analytics.statements.telling import MISSING
from channel.models import Reading

WEEKS = 26
SUNDAY = 6
MEASURES = (
    "friends", "openers_low", "openers_share", "ghost_low", "ghost_high", "cost_recent",
    "unopened_cost", "unopened_share", "per_open",
)  # fmt: skip


def sundays(today: dt.date) -> list[dt.date]:
    """The last 26 Sundays before today, oldest first."""
    newest = today - dt.timedelta(days=(today.weekday() - SUNDAY) % 7 or 7)
    return [newest - dt.timedelta(weeks=n) for n in range(WEEKS)][::-1]


def weeks(facts: Facts) -> list[Reading]:
    """Readings of past Sundays; a week without facts is left out unless it was told before."""
    return [r for sunday in sundays(facts.now) for r in _week(facts.until(sunday))]


def _week(facts: Facts) -> list[Reading]:
    told = [
        reading
        for group in (friends, openers, ghosts, recent)
        for reading in group(facts)
        if reading.measure in MEASURES
    ]
    for reading in told:
        reading.inputs = {**reading.inputs, "recomputed": True}
    return [r for r in told if r.state != MISSING or (r.measure, facts.today) in facts.told]
