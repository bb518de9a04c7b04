"""S2 and S3: what the last messages cost, what of it stayed unopened, what one open costs.

S8: what a full send costs, and from how few recipients on a part is cheaper.
"""

from fractions import Fraction

from analytics.statements.facts import Facts, Message
from analytics.statements.flow import total_by
from analytics.statements.telling import missing, rows_of, sources, state_of, tell
from channel.models import Origin, PriceRate, Reading
from channel.prices.costs import NoPrice, break_even_of, cost_of

RECENT_UNITS = {
    "cost_recent": "won", "unopened_cost": "won", "unopened_share": "share",
    "free_sends_recent": "sends", "per_open": "won", "per_click": "won",
}  # fmt: skip
REASON_OF = {
    "per_open": "no_opens", "per_click": "no_clicks", "free_sends_recent": "free_not_given"
}  # fmt: skip


def recent(facts: Facts) -> list[Reading]:
    messages = facts.recent()
    if not messages:
        return missing(facts, RECENT_UNITS, "no_messages")
    try:
        cost = {m.id: facts.cost(m) for m in messages}
    except NoPrice:
        return missing(facts, RECENT_UNITS, "no_price")
    total = sum(cost.values())
    unopened = sum((unopened_of(m, cost[m.id]) for m in messages), Fraction())
    values: dict[str, float | None] = {
        "cost_recent": total,
        "unopened_cost": round(unopened),
        "unopened_share": float(unopened / total) if total else None,
        "free_sends_recent": _free(messages),
    }
    told = [_tell(facts, name, value, messages, cost) for name, value in values.items()]
    return [*told, _per(facts, "per_open", messages, cost), _per_click(facts, messages, cost)]


def _free(messages: tuple[Message, ...]) -> int | None:
    """None where nobody gave any: nine typed numbers do not ask for them."""
    count = sum(m.free for m in messages)
    return count if count or any(m.origin != Origin.TYPED for m in messages) else None


def unopened_of(message: Message, cost: int) -> Fraction:
    assert message.sent and message.opened is not None
    return Fraction(cost * (message.sent - message.opened), message.sent)


def _per(
    facts: Facts, measure: str, messages: tuple[Message, ...], cost: dict[int, int]
) -> Reading:
    count = sum((m.opened if measure == "per_open" else m.clicked) or 0 for m in messages)
    spent = sum(cost[m.id] for m in messages)
    value = spent / count if count else None
    return _tell(facts, measure, value, messages, cost, count=count, spent=spent)


def _per_click(facts: Facts, messages: tuple[Message, ...], cost: dict[int, int]) -> Reading:
    """Only messages whose clicks are known: their cost and nobody else's."""
    clicked = tuple(m for m in messages if m.clicked is not None)
    return _per(facts, "per_click", clicked, cost)


def _tell(
    facts: Facts,
    measure: str,
    value: float | None,
    messages: tuple[Message, ...],
    cost: dict[int, int],
    **numbers: int,
) -> Reading:
    more: dict[str, dict[int, float]] = {
        "cost": dict(cost.items()), "free": {m.id: m.free for m in messages}
    }  # fmt: skip
    if measure == "per_click":
        more["clicked"] = {m.id: m.clicked or 0 for m in messages}
    inputs = {"messages": rows_of(messages, **more), **numbers}
    if value is None:
        inputs["reason"] = REASON_OF.get(measure, "free")
    elif messages:
        inputs["until"] = max(m.day for m in messages).isoformat()
    return tell(
        facts, measure, value, RECENT_UNITS[measure], n=len(messages), inputs=inputs,
        state=state_of(facts, messages), source=sources(m.origin for m in messages),
    )  # fmt: skip


def full_send(facts: Facts) -> list[Reading]:
    units = {"full_send_cost": "won", "break_even": "people"}
    newest = total_by(facts, lambda _day: True)
    if newest is None:
        return missing(facts, units, "no_friends")
    try:
        everyone = facts.rate(PriceRate.Item.MESSAGE_ALL, facts.today)
        part = facts.rate(PriceRate.Item.MESSAGE_TARGET, facts.today)
    except NoPrice:
        return missing(facts, units, "no_price")
    day, count = newest
    inputs = {
        "friends": count, "until": day.isoformat(), "all_won": everyone.won, "part_won": part.won,
        "vat_percent": everyone.vat_percent,
    }  # fmt: skip
    values = {
        "full_send_cost": cost_of(everyone, count),
        "break_even": break_even_of(everyone, part, count),
    }
    return [
        tell(facts, name, value, units[name], n=1, inputs=inputs, source="typed")
        for name, value in values.items()
    ]
