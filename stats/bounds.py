"""What totals alone can say about how many friends stayed silent through k messages.

Only totals per message are known, never who opened: the share of friends who opened none is
bounded, not estimated. Sources: Frechet (1935) bounds of an intersection; the beta-binomial reach
of Metheringham (J. Advertising Research 4(4), 1964).
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from stats.inputs import Floats, Values, counts, fractions, number, same_length


@dataclass(frozen=True)
class Bounds:
    """Share of friends silent through all n messages; None when there was no message."""

    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class Present:
    """Per message, the open share among the friends there from the first to the last message.

    `low_shares[i] <= true share <= high_shares[i]`. `steady` is False where adds or blocks passed
    20% of the friends at the start: use fewer messages then. `silent_low` and `silent_high` bound
    the share of those friends who opened none; None without a message, or when everybody may have
    left.
    """

    low_shares: Floats
    high_shares: Floats
    silent_low: float | None
    silent_high: float | None
    steady: bool
    n: int


def silent_share(shares: Values) -> Bounds:
    """Frechet bounds max(0, 1 - sum p) and 1 - max p, without any assumption.

    shares: per message the share (0 to 1) opened by one fixed group of friends. Raises ValueError
    on NaN or outside 0 to 1.
    """
    p = fractions("shares", shares)
    if not p.size:
        return Bounds(None, None, 0)
    return Bounds(max(0.0, 1.0 - float(p.sum())), 1.0 - float(p.max()), p.size)


def positive_dependence_low(shares: Values) -> float | None:
    """Lower bound prod(1 - p), if who opens one message is not less likely to open another.

    Same argument as `silent_share`; None without a message.
    """
    p = fractions("shares", shares)
    return float(np.prod(1.0 - p)) if p.size else None


def present(opened: Values, friends: int, adds: Values | int, blocks: Values | int) -> Present:
    """Bounds among those present throughout, when friends come and go between the messages.

    opened: people (not times) who opened message i. friends: number before message 1. adds,
    blocks: **so far**, that is between message 1 and message i, never falling; one number stands
    for the total up to the last message and is taken to have happened at the worst moment. Raises
    ValueError naming the argument on NaN, negative or falling values, unequal lengths, or more
    openers than friends there can have been.

    With F friends, a_i adds before message i and x_i blocks after it: of the o_i openers at most
    a_i are new and at most x_i left later. The share of stayers is therefore at least (o_i - a_i -
    x_i) / (F - x_i), and at most o_i / (F - X) with all X leavers from among the first F. Leavers
    must be taken off: they may have opened before they left.
    """
    o = counts("opened", opened)
    start = number("friends", friends)
    a = _so_far("adds", adds, o, worst=1)
    gone = _so_far("blocks", blocks, o, worst=o.size - 1)
    if (o > start + a).any():
        raise ValueError("opened: more people than there were friends")
    if not o.size:
        return Present(o, o, None, None, True, 0)
    low, high = _opened_by_stayers(o, start, a, gone)
    moved = max(a[-1], gone[-1])
    someone_stayed = start > gone[-1]
    return Present(
        low_shares=low,
        high_shares=high,
        silent_low=silent_share(high).low if someone_stayed else None,
        silent_high=silent_share(low).high if someone_stayed else None,
        steady=bool(moved <= 0.2 * start),
        n=o.size,
    )


def reach(mean: float, rho: float, k: int) -> float:
    """P0(k), the share silent through k messages if openers are beta-binomial (Metheringham 1964).

    mean: open share of one message. rho: correlation between two messages of one friend, 0
    (independent) to 1 (always the same people). Totals cannot tell rho: without `rho` from a
    measured overlap this marks a scenario, no estimate. Raises ValueError naming the argument when
    out of range.
    """
    mu, r = number("mean", mean, high=1), number("rho", rho, high=1)
    messages = counts("k", [k])[0]
    if messages == 0:
        return 1.0
    if r == 1 or mu in (0.0, 1.0):
        return 1.0 - mu
    if r == 0:
        return float((1.0 - mu) ** messages)
    opening, silent = mu * (1 - r) / r, (1 - mu) * (1 - r) / r
    return float(
        np.exp(special.betaln(opening, silent + messages) - special.betaln(opening, silent))
    )


def rho(mean: float, overlap: float) -> float:
    """(D - mu^2) / (mu - mu^2) from the mean share D of friends who opened both of two messages.

    Negative where they overlap less than chance. Raises ValueError for a mean of 0 or 1 (nothing
    to correlate) or an overlap above the mean.
    """
    mu = number("mean", mean, high=1)
    if mu in (0.0, 1.0):
        raise ValueError("mean: 0 or 1 leaves nothing to correlate")
    return (number("overlap", overlap, high=mu) - mu**2) / (mu - mu**2)


def _so_far(name: str, values: Values | int, opened: Floats, worst: int) -> Floats:
    """The number so far at each message; one total is counted from message index `worst` on."""
    if isinstance(values, int | float | np.number):
        total = counts(name, [float(values)])[0]
        return np.where(np.arange(opened.size) >= min(worst, opened.size - 1), total, 0.0)
    found = counts(name, values)
    same_length(opened=opened, **{name: found})
    if (np.diff(found) < 0).any():
        raise ValueError(f"{name}: must be the number so far, which cannot fall")
    return found


def _opened_by_stayers(o: Floats, start: float, a: Floats, gone: Floats) -> tuple[Floats, Floats]:
    later, stayed_least = gone[-1] - gone, start - gone[-1]
    low, high = np.zeros_like(o), np.ones_like(o)
    np.divide(o - a - later, start - later, out=low, where=start > later)
    if stayed_least > 0:
        high = o / stayed_least
    return np.clip(low, 0.0, 1.0), np.clip(high, 0.0, 1.0)
