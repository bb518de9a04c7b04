"""What is measured: each measurement is a named function that returns rows."""

from collections.abc import Callable
from dataclasses import dataclass


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


Bench = Callable[[int], list[Row]]
BENCHES: dict[str, Bench] = {}


def bench(name: str) -> Callable[[Bench], Bench]:
    """Register a measurement: `make bench ONLY=name`. It gets the seed."""

    def register(function: Bench) -> Bench:
        BENCHES[name] = function
        return function

    return register
