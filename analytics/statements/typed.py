"""N1 to N3: counts read off Kakao's own screens, which turn a bound into a count."""

from typing import Any

from analytics.statements.facts import RECENT, Facts, Typed
from analytics.statements.telling import ESTIMATE, FINAL, missing, rows_of, tell
from channel.models import Reading

N1_UNITS = {
    "openers_n1": "people", "received_n1": "people", "ghost_n1": "share",
    "ghost_n1_people": "people",
}  # fmt: skip


def _count(row: Typed, name: str) -> int | None:
    value: Any = row.values.get(name)
    return value if isinstance(value, int) and value >= 0 else None


def opened_any(facts: Facts) -> list[Reading]:
    """1 − U / received all five. Without the second count the smallest of the five stands in."""
    row = facts.newest_typed("n1")
    size = _count(row, "size") if row else None
    if row is None or size is None:
        return missing(facts, N1_UNITS, "no_n1")
    if sum(1 for m in facts.messages if m.full and m.day > row.day) >= RECENT:
        return missing(facts, N1_UNITS, "n1_old", read_on=row.day.isoformat())
    messages = facts.until(row.day).recent(full=True)
    received = _count(row, "received")
    stood_in = received is None
    if received is None:
        received = min((m.sent or 0 for m in messages), default=0)
    if not received or size > received:
        return missing(facts, N1_UNITS, "n1_received", size=size, received=received)
    values = {
        "openers_n1": size, "received_n1": received, "ghost_n1": 1 - size / received,
        "ghost_n1_people": received - size,
    }  # fmt: skip
    inputs = {
        "typed": row.id, "read_on": row.day.isoformat(), "until": row.day.isoformat(),
        "size": size, "received": received, "received_stood_in": stood_in,
        "messages": rows_of(messages), "recent": len(messages) or RECENT,
    }  # fmt: skip
    return [
        tell(
            facts, name, value, N1_UNITS[name], n=max(len(messages), 1), source="typed",
            inputs=inputs, state=ESTIMATE if stood_in and name != "openers_n1" else FINAL,
        )
        for name, value in values.items()
    ]  # fmt: skip


def retained(facts: Facts) -> list[Reading]:
    row = facts.newest_typed("n2")
    friends = _count(row, "friends") if row else None
    received = _count(row, "received") if row else None
    if row is None or friends is None or not received:
        return missing(facts, {"retained_n2": "share"}, "no_n2")
    inputs = {
        "typed": row.id, "until": row.day.isoformat(), "friends": friends, "received": received,
        "sent_on": row.values.get("sent_on"),
    }  # fmt: skip
    return [
        tell(
            facts, "retained_n2", friends / received, "share", n=received, source=row.origin,
            inputs=inputs,
        )
    ]  # fmt: skip


def customers(facts: Facts) -> list[Reading]:
    row = facts.newest_typed("n3")
    friends = _count(row, "friends") if row else None
    if row is None or friends is None:
        return missing(facts, {"customers_n3": "people"}, "no_n3")
    inputs = {"typed": row.id, "until": row.day.isoformat(), **row.values}
    return [
        tell(
            facts, "customers_n3", friends, "people", n=_count(row, "tried"), source="typed",
            inputs=inputs,
        )
    ]  # fmt: skip
