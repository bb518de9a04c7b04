"""`manage.py measure_accuracy`: the ghost model against simulated channels, with its bars."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from analytics.accuracy.bars import Bar, bars
from analytics.accuracy.compare import Judged
from analytics.accuracy.measuring import Result, measure
from kakao.simulator import NATURES

FRIENDS, SEEDS = 100_000, 3


class Command(BaseCommand):
    help = (
        "Measure the forecast of silence on simulated channels, through files and the nightly job."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--world", help=f"only this one of {', '.join(NATURES)}")
        parser.add_argument("--friends", type=int, default=FRIENDS)
        parser.add_argument("--seeds", type=int, default=SEEDS)
        parser.add_argument("--json", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        worlds = [name for name in NATURES if options["world"] in (None, name)]
        if not worlds:  # a world of another measurement
            return
        friends, seeds = options["friends"], range(1, options["seeds"] + 1)
        self.stdout.write(
            f"forecast of silence · files through the import · {friends:,} friends · seeds"
            f" 1 to {len(seeds)} · 160 messages, the last 10 are the outcome"
        )
        told, held = [], True
        for world in worlds:
            results = [self._measured(world, seed, friends) for seed in seeds]
            found = bars(world, [result.judged for result in results])
            held &= all(bar.holds for bar in found)
            self.stdout.write("  " + "\n  ".join(map(str, found)) + "\n")
            told.append(_told(results, found))
        if options["json"]:
            options["json"].write_text(json.dumps(told, indent=1))
        if not held:
            raise CommandError("a bar does not hold")

    def _measured(self, world: str, seed: int, friends: int) -> Result:
        result = measure(world, seed, friends)
        for line in _lines(result):
            self.stdout.write(line)
        self.stdout.flush()
        return result


def _lines(result: Result) -> Iterator[str]:
    interval = "" if result.low is None else f" ({result.low:.3f} to {result.high:.3f})"
    yield (
        f"{result.world} seed {result.seed}: {result.judged.raw.friends:,} in a class, {result.verdict},"
        f" next {result.m} messages, silent {result.judged.raw.actual:.3f}{interval}"
    )
    for name in ("raw", "mapped", "baseline"):
        yield f"  {name:9}{_figures(getattr(result.judged, name))}"


def _figures(judged: Judged) -> str:
    def share(value: float | None) -> str:
        return "none" if value is None else f"{value:.3f}"

    flagged = (
        f"  flagged {judged.flagged:.3f}  right {share(judged.right)}  found {share(judged.found)}"
    )
    return (
        f"predicted {judged.predicted:.3f}{flagged if judged.flagged else '  nobody flagged'}"
        f"  groups off by {judged.gap:.3f}  Brier {judged.brier:.4f}"
    )


def _told(results: list[Result], found: list[Bar]) -> dict[str, Any]:
    return {
        "world": results[0].world,
        "seeds": [asdict(result) for result in results],
        "bars": [asdict(bar) for bar in found],
    }
