"""`manage.py measure_risk`: the block signal against simulated channels, with its bars."""

import json
from argparse import ArgumentParser
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError

from analytics.risk.measuring import (
    FIND_WITHIN,
    JUDGED,
    MESSAGES,
    Seen,
    from_totals,
    through_files,
    world,
)

FRIENDS, SMALL = 100_000, 5_000
# World of the simulator, friends, and whether it is held to a bar: the others are only printed.
WORLDS = (
    ("risk", FRIENDS, True),
    ("risk_double", FRIENDS, True),
    ("risk_15", FRIENDS, False),
    ("risk_cv4", FRIENDS, False),
    ("risk_double_cv4", FRIENDS, False),
    ("risk", SMALL, False),
    ("risk_double", SMALL, False),
    ("risk_15", SMALL, False),
)


@dataclass(frozen=True)
class Line:
    """One printed result. holds: None where there is no bar."""

    world: str
    friends: int
    seeds: int
    red_mean: float
    red_median: float
    either_mean: float
    found_within_12: int
    found_after_median: float | None
    holds: bool | None

    def __str__(self) -> str:
        bar = {True: "holds", False: "DOES NOT HOLD", None: "no bar"}[self.holds]
        after = "never" if self.found_after_median is None else f"{self.found_after_median:.0f}"
        found = (
            ""
            if self.world in ("risk", "risk_cv4")
            else f"  red within {FIND_WITHIN}: {self.found_within_12} of {self.seeds}"
            f", median after {after}"
        )
        return (
            f"{self.world:16}{self.friends:>8,}  red {self.red_mean:.2f} (median"
            f" {self.red_median:.0f})  red or yellow {self.either_mean:.2f}{found}  {bar}"
        )


def summary(name: str, friends: int, seen: list[Seen], *, barred: bool) -> Line:
    after = np.array([np.inf if s.found_after is None else s.found_after for s in seen])
    middle = float(np.median(after))
    line = Line(
        world=name, friends=friends, seeds=len(seen),
        red_mean=float(np.mean([s.red_episodes for s in seen])),
        red_median=float(np.median([s.red_episodes for s in seen])),
        either_mean=float(np.mean([s.episodes for s in seen])),
        found_within_12=int((after <= FIND_WITHIN).sum()),
        found_after_median=None if np.isinf(middle) else middle,
        holds=None,
    )  # fmt: skip
    return Line(**{**asdict(line), "holds": holds(line)}) if barred else line


def holds(line: Line) -> bool:
    """A doubling must be found in 19 of 20; no change must stay nearly silent."""
    if line.world == "risk_double":
        return line.found_within_12 >= 0.95 * line.seeds
    return line.red_median <= 1 and line.red_mean <= 0.5 and line.either_mean <= 1


class Command(BaseCommand):
    help = "Measure false alarms and found rises of the block signal on simulated channels."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seeds", type=int, default=20)
        parser.add_argument("--world", help="only this world, with every number of friends")
        parser.add_argument("--pure", action="store_true", help="the maths alone, without files")
        parser.add_argument("--json", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        way = from_totals if options["pure"] else through_files
        how = "daily totals in memory" if options["pure"] else "files through the import"
        self.stdout.write(
            f"block signal · {how} · seeds 0 to {options['seeds'] - 1} · {MESSAGES} messages,"
            f" episodes in the last {JUDGED}"
        )
        lines = []
        for name, friends, barred in WORLDS:
            if options["world"] in (None, name):
                seen = [way(world(name, seed, friends)) for seed in range(options["seeds"])]
                lines.append(summary(name, friends, seen, barred=barred))
                self.stdout.write(str(lines[-1]))
        if options["json"]:
            options["json"].write_text(json.dumps([asdict(line) for line in lines], indent=1))
        if any(line.holds is False for line in lines):
            raise CommandError("a bar does not hold")
