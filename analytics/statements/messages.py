"""Every message's own figures. Their day is the day it was sent: later counts are revisions.

A figure told before whose numbers were taken back is told again, as missing.
"""

from analytics.statements.facts import Facts, Message
from analytics.statements.telling import state_of, tell
from channel.models import Reading
from channel.prices.costs import NoPrice

UNITS = {
    "sent": "people", "opened": "people", "clicked": "times", "cost": "won", "per_open": "won",
    "per_click": "won", "open_share": "share",
}  # fmt: skip


def messages(facts: Facts) -> list[Reading]:
    return [reading for m in facts.messages for reading in _of(facts, m)]


def _of(facts: Facts, message: Message) -> list[Reading]:
    inputs = {
        "message": message.id, "title": message.title, "sent": message.sent,
        "opened": message.opened, "clicked": message.clicked, "free": message.free,
    }  # fmt: skip
    state = state_of(facts, [message])
    values = _values(facts, message) if message.sent else dict.fromkeys(UNITS)
    return [
        tell(
            facts, name, value, UNITS[name], state=state, formula=f"message_{name}",
            subject=f"broadcast:{message.id}", as_of=message.day, n=message.sent, inputs=inputs,
            source=message.origin,
        )
        for name, value in values.items()
        if value is not None or (message.id, name) in facts.told_of_messages
    ]  # fmt: skip


def _values(facts: Facts, message: Message) -> dict[str, float | None]:
    sent, opened, clicked = message.sent or 0, message.opened, message.clicked
    try:
        cost: int | None = facts.cost(message)
    except NoPrice:
        cost = None
    return {
        "sent": sent,
        "opened": opened,
        "clicked": clicked,
        "cost": cost,
        "per_open": cost / opened if cost is not None and opened else None,
        "per_click": cost / clicked if cost is not None and clicked else None,
        "open_share": opened / sent if opened is not None else None,
    }
