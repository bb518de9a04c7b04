"""What is measured: each measurement is a named function that returns rows."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Times:
    """How what was measured varied, in the row's unit."""

    n: int
    minimum: float
    median: float
    p95: float

    @classmethod
    def of(cls, taken: Sequence[float]) -> "Times":
        p95 = statistics.quantiles(taken, n=20)[-1]
        median = statistics.median(taken)
        return cls(len(taken), round(min(taken), 2), round(median, 2), round(p95, 2))


@dataclass(frozen=True)
class Row:
    """One measured figure beside its baseline of the same run and the bar it has to hold."""

    name: str
    value: float
    unit: str
    baseline: float | None
    ratio: float | None
    bar: str
    holds: bool
    times: Times | None = None


Bench = Callable[[int], list[Row]]
BENCHES: dict[str, Bench] = {}


def bench(name: str) -> Callable[[Bench], Bench]:
    """Register a measurement: `make bench ONLY=name`. It gets the seed."""

    def register(function: Bench) -> Bench:
        BENCHES[name] = function
        return function

    return register
