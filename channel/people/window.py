"""One friend's kept mask, read as the send days of the window."""

from dataclasses import dataclass

from channel.people.patterns import WINDOW

MASK = 2**64 - 1  # kept as a signed number


@dataclass(frozen=True)
class Seen:
    """Send days since a friend became trackable, at most the last 60: `n` bits, 0 the newest."""

    bits: int
    n: int

    @property
    def engaged(self) -> tuple[bool, ...]:
        """The oldest first."""
        return tuple(bool(self.bits >> place & 1) for place in reversed(range(self.n)))

    @property
    def x(self) -> int:
        return self.bits.bit_count()

    @property
    def t(self) -> int:
        """The place of the last answer, counted from 1; 0 where there was none."""
        return self.n - self.silent

    @property
    def silent(self) -> int:
        """Messages since the last answer."""
        return (self.bits & -self.bits).bit_length() - 1 if self.bits else self.n

    @property
    def pattern(self) -> tuple[int, int, int]:
        return self.x, self.t, self.n


def seen(mask: int, mask_ordinal: int, from_ordinal: int | None, newest: int) -> Seen:
    """`newest`: the channel's newest send day. A friend who is not trackable has seen none."""
    if from_ordinal is None:
        return Seen(0, 0)
    n = max(newest - max(from_ordinal, newest - WINDOW + 1) + 1, 0)
    later = newest - mask_ordinal
    bits = (mask & MASK) << later if later >= 0 else (mask & MASK) >> -later
    return Seen(bits & ((1 << n) - 1), n)
