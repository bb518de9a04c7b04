"""What the forecasts are held to, world by world: the median over the seeds must keep each bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from analytics.accuracy.compare import Judged

SHARE, SHARE_OF_CONTENT = 0.03, 0.05
GAP, GAP_OF_CONTENT = 0.05, 0.08
RIGHT, WHERE_FLAGGED = 0.88, 0.01
FOUND = {"classes": 0.6, "lifetimes": 0.6, "prize": 0.6, "fade": 0.25, "return": 0.25}
BETTER_THAN_BASELINE = 0.95
NO_BASELINE = ("bursty", "season")
# What falls from the forecast day on nobody can foresee: the miss itself has to be noticed.
UNFORESEEN = "season"
NOBODY = "rare"


@dataclass(frozen=True)
class Seed:
    """One seed's results: both forecasts, the baseline, and what must follow besides.

    wrongly_classed: untrackable friends that are in a class; noticed: whether the next back-test
    showed a miss and opened its alert, None where none was to be expected.
    """

    raw: Judged
    mapped: Judged
    baseline: Judged
    wrongly_classed: int = 0
    noticed: bool | None = None


@dataclass(frozen=True)
class Bar:
    """value: None where nobody was flagged, so that there is nothing to hold."""

    name: str
    value: float | None
    limit: float
    holds: bool

    def __str__(self) -> str:
        value = "none" if self.value is None else f"{self.value:.3f}"
        return f"{self.name} {value} ({self.limit}) {'holds' if self.holds else 'DOES NOT HOLD'}"


def bars(world: str, seeds: Sequence[Seed]) -> list[Bar]:
    """Every bar of that world."""
    return [*_shares(world, seeds), *_flags(world, seeds), *_besides(world, seeds)]


def _at_most(name: str, value: float, limit: float) -> Bar:
    return Bar(name, value, limit, value <= limit)


def _shares(world: str, seeds: Sequence[Seed]) -> list[Bar]:
    if world == UNFORESEEN:
        return []
    own = world == "content"
    miss = median(abs(s.mapped.predicted - s.mapped.actual) for s in seeds)
    gap = median(s.mapped.gap for s in seeds)
    return [
        _at_most("share off by", miss, SHARE_OF_CONTENT if own else SHARE),
        _at_most("ten groups off by", gap, GAP_OF_CONTENT if own else GAP),
    ]


def _flags(world: str, seeds: Sequence[Seed]) -> list[Bar]:
    flagged = median(s.mapped.flagged for s in seeds)
    if world == NOBODY:
        return [_at_most("flagged", max(s.mapped.flagged for s in seeds), 0)]
    found = []
    if flagged >= WHERE_FLAGGED:
        right = median(s.mapped.right or 0 for s in seeds)
        found.append(Bar("right among flagged", right, RIGHT, right >= RIGHT))
    if world in FOUND:
        share = median(s.mapped.found or 0 for s in seeds)
        found.append(Bar("found among silent", share, FOUND[world], share >= FOUND[world]))
    return found


def _besides(world: str, seeds: Sequence[Seed]) -> list[Bar]:
    found = [_at_most("untrackable in a class", max(s.wrongly_classed for s in seeds), 0)]
    if world not in NO_BASELINE:
        ratio = median(s.mapped.brier / s.baseline.brier for s in seeds)
        found.append(_at_most("Brier against baseline", ratio, BETTER_THAN_BASELINE))
    if world == UNFORESEEN:
        noticed = sum(bool(s.noticed) for s in seeds) / len(seeds)
        found.append(Bar("miss noticed", noticed, 1, noticed == 1))
    return found
