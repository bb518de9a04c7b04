"""One friend's kept mask, read as the send days of the window."""

from dataclasses import dataclass

from channel.people.patterns import WINDOW


@dataclass(frozen=True)
class Seen:
    """Send days since a friend became trackable, at most the last 60, the oldest first."""

    engaged: tuple[bool, ...]

    @property
    def x(self) -> int:
        return sum(self.engaged)

    @property
    def t(self) -> int:
        """The place of the last answer, counted from 1; 0 where there was none."""
        return max((n for n, yes in enumerate(self.engaged, 1) if yes), default=0)

    @property
    def n(self) -> int:
        return len(self.engaged)

    @property
    def silent(self) -> int:
        """Messages since the last answer."""
        return self.n - self.t

    @property
    def pattern(self) -> tuple[int, int, int]:
        return self.x, self.t, self.n


def seen(mask: int, mask_ordinal: int, from_ordinal: int | None, newest: int) -> Seen:
    """`newest`: the channel's newest send day. A friend who is not trackable has seen none."""
    if from_ordinal is None:
        return Seen(())
    first = max(from_ordinal, newest - WINDOW + 1)
    places = (mask_ordinal - ordinal for ordinal in range(first, newest + 1))
    return Seen(tuple(0 <= place < 64 and bool(mask >> place & 1) for place in places))
