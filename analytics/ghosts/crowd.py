"""Friends grouped by what the model knows of them, and what it says of each group. No database."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from stats import bgbb, calibration
from stats.inputs import Bools, Floats, Ints

PRIOR_SD, SOURCE_SD = 1.5, 0.5
LEAST_FRIENDS, LEAST_MESSAGES, LEAST_OUTCOMES, LEAST_FLAGGED = 200, 5, 1_000, 20
AHEAD = (10, 20, 40)
SILENT, GAP, FAN, RATIO = 0.90, 0.20, 0.50, 1 / 3
LEVEL, DRAWS = 0.90, 40
# Worlds that do not follow the model are off by 2 to 5 points; less is no news.
MODEL_ERROR = 0.02
NO_MAP = calibration.fit([], [])


@dataclass(frozen=True)
class Crowd:
    """One entry a pattern; `friends` have it."""

    x: Ints
    t: Ints
    n: Ints
    friends: Ints

    @classmethod
    def of(cls, rows: Iterable[Any]) -> "Crowd":
        """Of rows with x, t, n and friends."""
        table = [(row.x, row.t, row.n, row.friends) for row in rows]
        return cls(*np.array(table, dtype=np.int64).reshape(-1, 4).T)

    @property
    def total(self) -> int:
        return int(self.friends.sum())

    def where(self, kept: Bools) -> "Crowd":
        return Crowd(self.x[kept], self.t[kept], self.n[kept], self.friends[kept])

    @property
    def judged(self) -> "Crowd":
        return self.where(self.n >= LEAST_MESSAGES)

    def fit(self, sd: float = PRIOR_SD, centre: bgbb.BGBB | None = None) -> bgbb.BGBB:
        return bgbb.fit(self.x, self.t, self.n, self.friends, prior_sd=sd, centre=centre)


@dataclass(frozen=True)
class Scores:
    """Of each pattern: chances of silence for the next m messages, raw and after the map."""

    raw: Floats
    silent: Floats
    staying: Floats

    @property
    def flagged(self) -> Bools:
        """Silent with .90, and .20 above a friend who goes on as until his last reaction."""
        return np.asarray((self.silent >= SILENT) & (self.silent - self.staying >= GAP))


def score(model: bgbb.BGBB, seen: calibration.Map, who: Crowd, m: int) -> Scores:
    raw = model.p_silent(who.x, who.t, who.n, m)
    mapped = seen.apply(raw) if seen.n else raw
    return Scores(raw, mapped, model.p_silent_staying(who.x, who.t, who.n, m))


@dataclass(frozen=True)
class Range:
    """A count of people with its interval."""

    value: float
    low: float
    high: float

    def widened(self, error: float, most: float) -> "Range":
        """At least `error` people to each side, within 0 and `most`."""
        low, high = min(self.low, self.value - error), max(self.high, self.value + error)
        return Range(self.value, max(low, 0.0), min(high, most))


def expected_silent(
    model: bgbb.BGBB, seen: calibration.Map, who: Crowd, m: int, error: float = 0.0
) -> Range:
    """How many stay silent; `error`: share by which the last such forecast missed."""
    value = float(who.friends @ score(model, seen, who, m).silent)
    drawn = model.silent_total(who.x, who.t, who.n, who.friends, m, LEVEL)
    if drawn.value is None or drawn.low is None or drawn.high is None:
        return Range(0, 0, 0)
    moved = value - drawn.value
    found = Range(value, max(0, drawn.low + moved), min(who.total, drawn.high + moved))
    return found.widened(error * who.total, who.total)


def flagged_friends(
    model: bgbb.BGBB, seen: calibration.Map, who: Crowd, m: int, error: float = 0.0
) -> Range:
    """How many are flagged; low and high from parameters as uncertain as they are."""
    value = float(who.friends @ score(model, seen, who, m).flagged)
    drawn = [who.friends @ score(one, seen, who, m).flagged for one in model.draws(DRAWS)]
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    found = Range(value, min(float(low), value), max(float(high), value))
    return found.widened(error * who.total, who.total)
