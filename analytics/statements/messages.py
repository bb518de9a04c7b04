"""Every message's own figures. Their day is the day it was sent: later counts are revisions."""

import datetime as dt

from analytics.statements.facts import Facts, Message
from analytics.statements.telling import state_of, tell
from channel.models import Reading
from channel.prices.costs import NoPrice

UNITS = {
    "sent": "people", "opened": "people", "clicked": "times", "cost": "won", "per_open": "won",
    "per_click": "won", "open_share": "share",
}  # fmt: skip


def messages(facts: Facts) -> list[Reading]:
    """Of every message, and what was told of a message that has been changed or deleted since."""
    given = [reading for m in facts.messages if m.sent for reading in _of(facts, m)]
    still = {(reading.subject, reading.measure, reading.as_of) for reading in given}
    return given + [_taken_back(facts, *key) for key in sorted(facts.told_of_messages - still)]


def _taken_back(facts: Facts, subject: str, measure: str, day: dt.date) -> Reading:
    return tell(
        facts, measure, None, UNITS[measure], formula=f"message_{measure}", subject=subject,
        as_of=day, inputs={"reason": "message_changed"},
    )  # fmt: skip


def _of(facts: Facts, message: Message) -> list[Reading]:
    inputs = {
        "message": message.id, "title": message.title, "sent": message.sent,
        "opened": message.opened, "clicked": message.clicked, "free": message.free,
    }  # fmt: skip
    state = state_of(facts, [message])
    return [
        tell(
            facts, name, value, UNITS[name], state=state, formula=f"message_{name}",
            subject=f"broadcast:{message.id}", as_of=message.day, n=message.sent, inputs=inputs,
            source=message.origin,
        )
        for name, value in _values(facts, message).items()
        if value is not None
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
