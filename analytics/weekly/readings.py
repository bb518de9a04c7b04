"""Who came and left in a week, as kept figures with papers; the week before may have changed."""

from analytics.statements.facts import Facts
from analytics.statements.flow import Flow, flow
from analytics.statements.selectors import load
from analytics.statements.telling import ESTIMATE, FINAL, PROVISIONAL, iso, missing, sources, tell
from analytics.weekly.week import Week
from channel.figures.readings import append
from channel.models import Channel, Reading

UNITS = {"week_adds": "people", "week_blocks": "people"}


def refresh(channel: Channel) -> None:
    """Safe to run twice: a reading that says nothing new is not written again."""
    facts = load(channel)
    newest = Week.told_on(facts.now)
    append([reading for week in (newest.before, newest) for reading in of_week(facts, week)])


def of_week(facts: Facts, week: Week) -> list[Reading]:
    facts = facts.until(week.last)
    found = flow(facts, week.first, week.last)
    if not found.known:
        return missing(facts, UNITS, "no_flow", gaps=iso(found.gaps))
    inputs = {
        "first": week.first.isoformat(), "until": week.last.isoformat(),
        "added": found.added, "blocked": found.blocked, "periods": list(found.periods),
    }  # fmt: skip
    return [
        tell(
            facts, measure, value, "people", state=_state(found), n=found.known,
            inputs=inputs, gaps=iso(found.gaps), source=sources(found.origins),
        )
        for measure, value in (("week_adds", found.added), ("week_blocks", found.blocked))
    ]  # fmt: skip


def _state(found: Flow) -> str:
    if found.shared:
        return ESTIMATE
    return PROVISIONAL if found.provisional or found.gaps else FINAL
