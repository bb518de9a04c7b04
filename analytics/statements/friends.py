"""S1: friends, who came and left in a month, and how many leave while a hundred come."""

from analytics.statements.facts import ENOUGH_DAYS, Facts
from analytics.statements.flow import Flow, last_month, total_by
from analytics.statements.telling import (
    ESTIMATE,
    FINAL,
    PROVISIONAL,
    iso,
    missing,
    sources,
    tell,
)
from channel.models import Reading

MONTH = {
    "adds_30d": "people", "blocks_30d": "people", "net_30d": "people", "leak_per_100": "people"
}  # fmt: skip


def friends(facts: Facts) -> list[Reading]:
    newest = total_by(facts, lambda _day: True)
    if newest is None:
        return missing(facts, {"friends": "people"}, "no_friends")
    day, total = newest
    row = next((d for d in facts.days if d.day == day and d.total is not None), None)
    state = PROVISIONAL if row and row.provisional else FINAL
    return [
        tell(
            facts, "friends", total, "people", state=state, n=1,
            source=row.origin if row else "typed", inputs={"until": day.isoformat()},
        )
    ]  # fmt: skip


def month(facts: Facts) -> list[Reading]:
    found = last_month(facts)
    if found is None:
        return missing(facts, MONTH, "no_flow")
    if found.known < ENOUGH_DAYS:
        return missing(
            facts, MONTH, "few_days", gaps=iso(found.gaps), have=found.known, need=ENOUGH_DAYS
        )
    values = {
        "adds_30d": found.added,
        "blocks_30d": found.blocked,
        "net_30d": found.added - found.blocked,
    }
    told = [_tell(facts, measure, value, found) for measure, value in values.items()]
    return [*told, *_leak(facts, found)]


def _leak(facts: Facts, found: Flow) -> list[Reading]:
    if not found.added:
        return missing(facts, {"leak_per_100": "people"}, "no_adds", gaps=iso(found.gaps))
    return [_tell(facts, "leak_per_100", 100 * found.blocked / found.added, found)]


def _tell(facts: Facts, measure: str, value: float, found: Flow) -> Reading:
    inputs = {
        "first": found.first.isoformat(), "until": found.last.isoformat(),
        "added": found.added, "blocked": found.blocked, "periods": list(found.periods),
    }  # fmt: skip
    return tell(
        facts, measure, value, "people", state=_state(found), n=found.known, inputs=inputs,
        gaps=iso(found.gaps), source=sources(found.origins),
    )  # fmt: skip


def _state(found: Flow) -> str:
    if found.shared:
        return ESTIMATE
    return PROVISIONAL if found.provisional or found.gaps else FINAL
