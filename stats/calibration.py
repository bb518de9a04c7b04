"""Whether probabilities come true: a monotone map learned from outcomes, and groups to look at.

The map is isotonic regression (Barlow, Bartholomew, Bremner & Brunk 1972; here scipy's pool of
adjacent violators), which keeps the order of people and needs no form of the error. Clipped to
.005 and .995: no number of outcomes makes a forecast certain.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import optimize

from stats.inputs import Floats, Values, fractions, number, numbers, same_length

LOWEST, HIGHEST = 0.005, 0.995


@dataclass(frozen=True)
class Map:
    """Corners of a rising line from predicted to observed; both None where nothing was seen.

    `n` outcomes taught it.
    """

    predicted: Floats | None = field(repr=False)
    observed: Floats | None = field(repr=False)
    n: float

    def apply(self, p: float | Values) -> Floats:
        """Probabilities within .005 to .995, straight between corners; clipped only, without any."""
        asked = fractions("p", np.atleast_1d(p))
        if self.predicted is not None and self.observed is not None:
            asked = np.interp(asked, self.predicted, self.observed)
        mapped = np.clip(asked, LOWEST, HIGHEST)
        one: Any = mapped if np.ndim(p) else mapped[0]
        return one


@dataclass(frozen=True)
class Groups:
    """Per group, the lowest predictions first: mean predicted, mean actual, people.

    `spread` is the largest |predicted - actual|; all None for nobody.
    """

    predicted: Floats | None
    actual: Floats | None
    n: Floats | None
    spread: float | None


def fit(p: Values, silent: Sequence[bool] | Values, weight: Values | None = None) -> Map:
    """The map of smallest squared error that never falls.

    `p` predicted, `silent` whether it came true (0 or 1; a share with the number of people as
    `weight`). Raises ValueError naming the argument on NaN, values outside 0..1, negative weights
    or unequal lengths. Nobody gives n = 0 and a map that only clips.
    """
    asked, came, people = _checked(p, silent, weight)
    if not people.sum():
        return Map(None, None, 0)
    asked, came, people = _together(asked, came, people)
    smooth = np.asarray(optimize.isotonic_regression(came, weights=people).x)
    corner = np.ones(len(smooth), dtype=bool)
    corner[1:-1] = (np.diff(smooth)[1:] > 0) | (np.diff(smooth)[:-1] > 0)
    return Map(asked[corner], np.clip(smooth[corner], LOWEST, HIGHEST), float(people.sum()))


def groups(
    p: Values, silent: Sequence[bool] | Values, k: int = 10, weight: Values | None = None
) -> Groups:
    """People in order of `p` in k groups of equal size; where k does not divide, the first are
    one larger. Equal predictions share their outcome, so that the order of rows is of no account.
    Arguments and errors as `fit`; fewer people than k make fewer groups."""
    asked, came, people = _checked(p, silent, weight)
    count = int(number("k", k, 1))
    if not people.sum():
        return Groups(None, None, None, None)
    asked, came, people = _together(asked, came, people)
    ends = _ends(float(people.sum()), count)
    sizes = np.diff(ends, prepend=0)

    def means(values: Floats) -> Floats:
        reached = np.concatenate([[0.0], np.cumsum(people * values)])
        upto = np.interp(ends, np.concatenate([[0.0], np.cumsum(people)]), reached)
        return np.diff(upto, prepend=0) / sizes

    predicted, actual = means(asked), means(came)
    return Groups(predicted, actual, sizes, float(np.abs(predicted - actual).max()))


def _ends(people: float, k: int) -> Floats:
    if people != np.floor(people):
        return people * np.arange(1, k + 1) / k
    least, more = divmod(int(people), k)
    sizes = np.array([least + (i < more) for i in range(k)], dtype=float)
    return np.cumsum(sizes[sizes > 0])


def _checked(
    p: Values, silent: Sequence[bool] | Values, weight: Values | None
) -> tuple[Floats, Floats, Floats]:
    asked = fractions("p", p)
    came = fractions("silent", np.asarray(silent, dtype=float))
    people = np.ones(len(asked)) if weight is None else numbers("weight", weight)
    same_length(p=asked, silent=came, weight=people)
    if (people < 0).any():
        raise ValueError("weight: negative")
    return asked, came, people


def _together(asked: Floats, came: Floats, people: Floats) -> tuple[Floats, Floats, Floats]:
    """One entry a prediction, in order."""
    present = people > 0
    asked, came, people = asked[present], came[present], people[present]
    found, which = np.unique(asked, return_inverse=True)
    size = np.bincount(which, weights=people).astype(float)
    return found, np.bincount(which, weights=people * came) / size, size
