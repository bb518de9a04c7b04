"""Make a forecast probability agree with what happened, and show how well it agrees.

The map is monotone: isotonic regression of outcomes on forecasts (pool adjacent violators, Barlow
et al. 1972), joined by straight lines between the middles of its steps, so that two friends of
different forecast keep their order (centred isotonic regression, Oron & Flournoy 2017).
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import isotonic_regression

from stats.inputs import Floats, Ints, Values, counts, fractions, number, same_length

VERSION = "isotonic 1"
LOWEST, HIGHEST = 0.005, 0.995


@dataclass(frozen=True)
class Map:
    """Forecasts `x` and what they are mapped to, both rising; n weighs the outcomes learned from."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    n: float
    version: str = VERSION

    def apply(self, p: Values) -> Floats:
        """Mapped forecasts, within .005 and .995; unchanged but for that where nothing was learned."""
        raw = fractions("p", p)
        found = np.interp(raw, self.x, self.y) if self.x else raw
        return np.asarray(np.clip(found, LOWEST, HIGHEST))


@dataclass(frozen=True)
class Groups:
    """Equal groups by rising forecast: mean forecast, share that stayed silent, and their size."""

    predicted: Floats
    actual: Floats
    n: Ints


def fit(p: Values, silent: Values, weight: Values | None = None) -> Map:
    """`p`: forecasts; `silent`: 1 where it came true (with `weight`: the share for which it did).

    Raises ValueError naming the argument on NaN, values outside 0..1 or unequal lengths; nothing
    learned gives a map with n = 0 that changes nothing.
    """
    raw, came, size = _outcomes(p, silent, weight)
    if not len(raw):
        return Map((), (), 0.0)
    steps = isotonic_regression(came, weights=size)
    edges = np.asarray(steps.blocks)
    sizes = np.add.reduceat(size, edges[:-1])
    middles = np.add.reduceat(raw * size, edges[:-1]) / sizes
    values = np.asarray(steps.x)[edges[:-1]]
    return Map(tuple(map(float, middles)), tuple(map(float, values)), float(size.sum()))


def groups(p: Values, silent: Values, k: int = 10, weight: Values | None = None) -> Groups:
    """`k` groups of equal size; friends of one forecast are shared out where a border falls."""
    raw, came, size = _outcomes(p, silent, weight)
    k = int(number("k", k, 1, 1000))
    if not len(raw):
        return Groups(np.empty(0), np.empty(0), np.empty(0, dtype=np.int64))
    until = np.concatenate([[0.0], np.cumsum(size)])
    borders = np.linspace(0, until[-1], k + 1)

    def sums(values: Floats) -> Floats:
        return np.diff(np.interp(borders, until, np.concatenate([[0.0], np.cumsum(values)])))

    each = np.diff(borders)
    return Groups(sums(raw * size) / each, sums(came * size) / each, np.rint(each).astype(np.int64))


def _outcomes(p: Values, silent: Values, weight: Values | None) -> tuple[Floats, Floats, Floats]:
    """By rising forecast, equal forecasts together, without what weighs nothing."""
    raw, came = fractions("p", p), fractions("silent", silent)
    size = np.ones(len(raw)) if weight is None else counts("weight", weight)
    same_length(p=raw, silent=came, weight=size)
    raw, came, size = (values[size > 0] for values in (raw, came, size))
    each, which = np.unique(raw, return_inverse=True)
    sizes = np.bincount(which, weights=size, minlength=len(each))
    return each, np.bincount(which, weights=came * size, minlength=len(each)) / sizes, sizes
