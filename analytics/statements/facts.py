"""What the statements are made of: plain rows of one channel, read once, never written."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from channel.models import PriceRate
from channel.prices.costs import NoPrice, cost_of

GROWING_DAYS = 7
RECENT = 5
WINDOW_DAYS = 30
# Three of thirty days may be missing and are named; with more, "a month" would be untrue.
ENOUGH_DAYS = 27


@dataclass(frozen=True)
class Day:
    day: dt.date
    total: int | None
    added: int | None
    blocked: int | None
    provisional: bool = False
    origin: str = "file"


@dataclass(frozen=True)
class Period:
    """Sums of `first` … `last`; it fills where days are missing and never overrides a day."""

    id: int
    first: dt.date
    last: dt.date
    added: int | None = None
    blocked: int | None = None
    total_before: int | None = None
    total_after: int | None = None
    origin: str = "typed"

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Message:
    """A sent message. `opened` are people who opened the chat room, never times."""

    id: int
    title: str
    day: dt.date
    full: bool
    sent: int | None = None
    opened: int | None = None
    clicked: int | None = None
    free: int = 0
    origin: str = "file"

    @property
    def has_result(self) -> bool:
        return bool(self.sent) and self.opened is not None


@dataclass(frozen=True)
class Typed:
    id: int
    kind: str
    day: dt.date
    values: dict[str, Any]
    origin: str = "typed"


@dataclass(frozen=True)
class Facts:
    """`today` is the day the statements speak of, `now` the day they are computed on.

    days, periods, typed: oldest first; messages: newest first.
    """

    channel_id: int
    today: dt.date
    now: dt.date
    days: tuple[Day, ...] = ()
    periods: tuple[Period, ...] = ()
    messages: tuple[Message, ...] = ()
    typed: tuple[Typed, ...] = ()
    rates: tuple[PriceRate, ...] = ()
    # (measure, day) of the readings told before: what is no longer so must be taken back
    told: frozenset[tuple[str, dt.date]] = field(default_factory=frozenset)
    # the same of messages, with the subject first
    told_of_messages: frozenset[tuple[str, str, dt.date]] = field(default_factory=frozenset)

    def until(self, day: dt.date) -> "Facts":
        """The same facts as far as they concern the time up to `day`."""
        return replace(
            self,
            today=day,
            days=tuple(row for row in self.days if row.day <= day),
            periods=tuple(row for row in self.periods if row.last <= day),
            messages=tuple(row for row in self.messages if row.day <= day),
            typed=tuple(row for row in self.typed if row.day <= day),
        )

    def recent(self, *, full: bool = False) -> tuple[Message, ...]:
        """The last five messages with a result, newest first."""
        found = [m for m in self.messages if m.has_result and (m.full or not full)]
        return tuple(found[:RECENT])

    def newest_typed(self, kind: str) -> Typed | None:
        return next((row for row in reversed(self.typed) if row.kind == kind), None)

    def is_growing(self, messages: Iterable[Message]) -> bool:
        """Opens still come in for a week."""
        return any((self.now - m.day).days < GROWING_DAYS for m in messages)

    def rate(self, item: str, on: dt.date) -> PriceRate:
        """Raises NoPrice where no rate was entered for that day."""
        for rate in self.rates:
            if rate.item == item and rate.valid_from <= on:
                return rate
        raise NoPrice(f"{item} {on}")

    def cost(self, message: Message) -> int:
        """Won of the sends that were paid for: free sends are not."""
        item = PriceRate.Item.MESSAGE_ALL if message.full else PriceRate.Item.MESSAGE_TARGET
        return cost_of(self.rate(item, message.day), (message.sent or 0) - message.free)
