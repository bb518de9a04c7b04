"""What a person does in the first ten minutes."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from analytics.messages.actions import change_message
from analytics.start.forms import TypedMessage
from channel.clock import today
from channel.imports.actions import import_rows
from channel.models import Channel, User

MONTH_DAYS = 30


@transaction.atomic
def save_nine_numbers(
    *,
    user: User,
    channel: Channel,
    friends: int | None,
    added: int | None,
    blocked: int | None,
    messages: Sequence[TypedMessage],
) -> None:
    """Typed rows take the way of a file: the same keys, an undo, an audit row, recomputing.

    Raises RowsRefused where they contradict what is stored, and then keeps none.
    """
    rows: list[dict[str, Any]] = []
    if friends is not None:
        rows.append({"day": today(), "total": friends})
    if added is not None and blocked is not None:
        rows.append({**_month(), "added": added, "blocked": blocked})
    if rows:
        import_rows(channel, "daily_friends", rows, by=user)
    for typed in messages:
        if typed.corrects:
            values = {"sent_on": typed.day, "sent": typed.sent, "opened": typed.opened}
            change_message(user=user, broadcast=typed.corrects, values=values)
    sends = [
        {"sent_on": m.day, "sent": m.sent, "opened": m.opened, "audience": "all"}
        for m in messages
        if not m.corrects
    ]
    if sends:
        import_rows(channel, "broadcasts", sends, by=user)


def _month() -> dict[str, dt.date]:
    """Kakao's last 30 days end yesterday."""
    last = today() - dt.timedelta(days=1)
    return {"period_from": last - dt.timedelta(days=MONTH_DAYS - 1), "period_to": last}
