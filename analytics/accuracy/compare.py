"""Forecasts against what happened: shares, flags, ten groups and Brier scores. Numbers in and out.

The baseline forecasts for everybody the share of those with an equally long silence who, earlier,
stayed silent: a table that anybody could make.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
GROUPS = 10


@dataclass(frozen=True)
class Forecast:
    """One entry a friend, as stored on a day, beside what then happened.

    raw, mapped: chance of silence before and after recalibration; flagged: said to be a ghost;
    length: messages since the last reaction; silent: reacted to none of the next messages.
    """

    raw: Floats
    mapped: Floats
    flagged: Flags
    length: npt.NDArray[np.int64]
    silent: Flags


@dataclass(frozen=True)
class Past:
    """Earlier outcomes: so many friends with that length of silence, so many of them stayed silent."""

    length: npt.NDArray[np.int64]
    friends: npt.NDArray[np.int64]
    silent: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Judged:
    """Shares of the friends forecast for; gap: the largest |predicted − actual| over ten groups.

    right: of those flagged, found: of the silent. None where there are none.
    """

    friends: int
    predicted: float
    actual: float
    flagged: float
    right: float | None
    found: float | None
    gap: float
    brier: float


def judge(p: Floats, flagged: Flags, silent: Flags) -> Judged:
    """Raises ValueError where nobody was forecast for."""
    if not len(p):
        raise ValueError("p: nobody was forecast for")
    both = int((flagged & silent).sum())
    return Judged(
        friends=len(p),
        predicted=float(p.mean()),
        actual=float(silent.mean()),
        flagged=float(flagged.mean()),
        right=both / int(flagged.sum()) if flagged.any() else None,
        found=both / int(silent.sum()) if silent.any() else None,
        gap=largest_gap(p, silent),
        brier=float(np.mean((p - silent) ** 2)),
    )


def largest_gap(p: Floats, silent: Flags) -> float:
    """Over ten groups of equal size in the order of the forecast.

    Of friends with one and the same forecast none is drawn to one side: they share their outcome.
    """
    _levels, at = np.unique(p, return_inverse=True)
    share = np.bincount(at, silent) / np.bincount(at)
    order = np.argsort(p, kind="stable")
    groups = np.array_split(order, min(GROUPS, len(p)))
    return max(abs(float(p[g].mean() - share[at[g]].mean())) for g in groups)


def by_length(past: Past, length: npt.NDArray[np.int64]) -> Floats:
    """The baseline, from what was known by then. Unseen lengths of silence get the mean."""
    size = int(max(past.length.max(initial=0), length.max(initial=0))) + 1
    count = np.bincount(past.length, past.friends, minlength=size)
    silent = np.bincount(past.length, past.silent, minlength=size)
    mean = past.silent.sum() / past.friends.sum()
    share = np.where(count > 0, silent / np.maximum(count, 1), mean)
    return np.asarray(share[length], dtype=np.float64)
