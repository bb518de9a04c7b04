"""Intervals of a single proportion: Wilson's score interval and Jeffreys' Bayesian one.

Both keep their coverage at small n and near 0 and 1 (Brown, Cai & DasGupta, Statistical Science
16(2), 2001).
"""

from dataclasses import dataclass
from typing import overload

import numpy as np
from scipy import special

from stats.inputs import Floats, Values, counts, number, same_length


@dataclass(frozen=True)
class Interval:
    """Limits of one proportion, both within 0..1."""

    low: float
    high: float


@dataclass(frozen=True)
class Intervals:
    """Limits of several proportions; empty arrays for no proportion."""

    low: Floats
    high: Floats


@overload
def wilson(k: float, n: float, level: float = 0.95) -> Interval: ...
@overload
def wilson(k: Values, n: Values, level: float = 0.95) -> Intervals: ...
def wilson(k: float | Values, n: float | Values, level: float = 0.95) -> Interval | Intervals:
    """Wilson (1927) score interval of k in n, uncorrected; n = 0 gives 0 and 1.

    Numbers give an `Interval`, arrays of equal length `Intervals`. Raises ValueError naming the
    argument on NaN, negative or broken counts, k > n, unequal lengths or a level outside 0..1.
    """
    x, size = _pairs(k, n)
    z2 = float(special.ndtri(_tail(level))) ** 2
    middle = x + z2 / 2
    half = np.sqrt(z2 * (x * (size - x) / np.maximum(size, 1) + z2 / 4))
    low, high = (middle - half) / (size + z2), (middle + half) / (size + z2)
    return _shaped(k, low, high, at_zero=x == 0, at_one=x == size)


@overload
def jeffreys(k: float, n: float, level: float = 0.95) -> Interval: ...
@overload
def jeffreys(k: Values, n: Values, level: float = 0.95) -> Intervals: ...
def jeffreys(k: float | Values, n: float | Values, level: float = 0.95) -> Interval | Intervals:
    """Equal-tailed interval of Beta(k + 1/2, n - k + 1/2), low = 0 at k = 0 and high = 1 at k = n.

    Arguments, errors and n = 0 as `wilson`. Moving the limits to 0 and 1 at the ends follows
    Brown, Cai & DasGupta.
    """
    x, size = _pairs(k, n)
    a, b, tail = x + 0.5, size - x + 0.5, _tail(level)
    low = np.asarray(special.betaincinv(a, b, tail), dtype=float)
    high = np.asarray(special.betaincinv(a, b, 1 - tail), dtype=float)
    return _shaped(k, low, high, at_zero=x == 0, at_one=x == size)


def _tail(level: float) -> float:
    return (1 - number("level", level, np.nextafter(0, 1), np.nextafter(1, 0))) / 2


def _pairs(k: float | Values, n: float | Values) -> tuple[Floats, Floats]:
    x, size = counts("k", np.atleast_1d(k)), counts("n", np.atleast_1d(n))
    same_length(n=size, k=x)
    if (x > size).any():
        raise ValueError("k: more successes than trials")
    return x, size


def _shaped(
    k: float | Values, low: Floats, high: Floats, at_zero: np.ndarray, at_one: np.ndarray
) -> Interval | Intervals:
    low, high = np.where(at_zero, 0.0, low), np.where(at_one, 1.0, high)
    if np.ndim(k) == 0:
        return Interval(float(low[0]), float(high[0]))
    return Intervals(low, high)
