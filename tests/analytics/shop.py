"""The example channel of 18,000 friends, as plain facts: every figure can be checked by hand."""

import datetime as dt
from typing import Any

from analytics.statements.facts import Day, Facts, Message, Period
from channel.models import PriceRate

TODAY = dt.date(2026, 11, 22)
RATES = (
    PriceRate(item="message_all", won=15, vat_percent=10, valid_from=dt.date(2020, 1, 1)),
    PriceRate(item="message_target", won=20, vat_percent=10, valid_from=dt.date(2020, 1, 1)),
)
# 88,290 sends, 27,712 opens; clicks of the most opened one are unknown
SENDS = (
    (1, dt.date(2026, 10, 22), 17_500, 5_400, 100),
    (2, dt.date(2026, 10, 29), 17_502, 5_500, 110),
    (3, dt.date(2026, 11, 5), 17_526, 5_554, 114),
    (4, dt.date(2026, 11, 12), 17_812, 6_412, None),
    (5, dt.date(2026, 11, 19), 17_950, 4_846, 120),
)
MONTH = Period(
    1, dt.date(2026, 10, 24), dt.date(2026, 11, 22), added=1_204, blocked=664, total_after=18_000
)


def message(
    n: int, day: dt.date, sent: int | None, opened: int | None, clicked: int | None = None,
    **more: Any,
) -> Message:  # fmt: skip
    more.setdefault("full", True)
    return Message(n, f"메시지 {n}", day, sent=sent, opened=opened, clicked=clicked, **more)


def facts(**more: Any) -> Facts:
    """Nobody and nothing but prices, unless told."""
    return Facts(**{"channel_id": 1, "today": TODAY, "now": TODAY, "rates": RATES, **more})


def shop(**more: Any) -> Facts:
    sends = tuple(message(*row) for row in reversed(SENDS))
    return facts(**{"messages": sends, "periods": (MONTH,), **more})


def days(first: dt.date, *rows: tuple[int | None, int | None, int | None]) -> tuple[Day, ...]:
    """(total, added, blocked) of one day after the other."""
    return tuple(Day(first + dt.timedelta(days=n), *row) for n, row in enumerate(rows))


def weekly(n: int, last: dt.date, sent: list[int], opened: list[int]) -> tuple[Message, ...]:
    """n full sends, a week apart, the newest first."""
    rows = [message(i, last - dt.timedelta(weeks=n - 1 - i), sent[i], opened[i]) for i in range(n)]
    return tuple(reversed(rows))
