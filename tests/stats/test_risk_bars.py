"""How often the block signal alarms without cause and how soon it finds a rise, from daily totals.

The generator follows none of the models: gamma variation between messages, weekdays, a background
that varies by day, blocks trickling over two days, one total per day. `python -m
tests.stats.test_risk_bars` prints further worlds that have no bar.
"""

from dataclasses import dataclass

import numpy as np
import pytest

from stats import surprise

SEEDS = range(20)
MESSAGES, FIRST_JUDGED, CHANGE_AT = 192, 36, 80
SEND_WEEKDAYS = (0, 2, 4)


@dataclass(frozen=True)
class World:
    """Every message loses `rate` of the friends, `change` times as many from CHANGE_AT on."""

    friends: int = 100_000
    rate: float = 0.0015
    cv: float = 0.25
    weekday: float = 0.25
    background: float = 0.0005
    background_cv: float = 0.1
    on_send_day: float = 0.7
    change: float = 1.0


@dataclass(frozen=True)
class Alarms:
    """Episodes after the first 36 messages, and messages from the change to red (None: never)."""

    red: int
    any: int
    found_after: int | None


def send_days() -> np.ndarray:
    """Day indices of three messages a week after two weeks of quiet; day 0 is a Monday."""
    days = np.arange(14, 14 + 7 * MESSAGES)
    return days[np.isin(days % 7, SEND_WEEKDAYS)][:MESSAGES]


def daily_totals(world: World, seed: int) -> np.ndarray:
    rng, sends = np.random.default_rng(seed), send_days()
    usual = world.friends * world.background
    daily = rng.poisson(usual * vary(rng, world.background_cv, sends[-1] + 2))
    weekday = 1 + world.weekday * np.cos(2 * np.pi * np.arange(7) / 7)
    mean = world.friends * world.rate * weekday[sends % 7] * vary(rng, world.cv, MESSAGES)
    mean[CHANGE_AT:] *= world.change
    np.add.at(daily, sends, rng.poisson(mean * world.on_send_day))
    np.add.at(daily, sends + 1, rng.poisson(mean * (1 - world.on_send_day)))
    return daily


def vary(rng: np.random.Generator, cv: float, n: int) -> np.ndarray:
    return rng.gamma(1 / cv**2, cv**2, n)


def alarms(world: World, seed: int) -> Alarms:
    sends, delivered = send_days(), np.full(MESSAGES, world.friends)
    found = surprise.windows(daily_totals(world, seed), sends, delivered)
    scores = surprise.score(found.blocks, delivered, sends % 7)
    after = np.flatnonzero(scores.rising[CHANGE_AT:])
    return Alarms(
        red=episodes(scores.rising[FIRST_JUDGED:]),
        any=episodes((scores.rising | scores.spike | scores.held)[FIRST_JUDGED:]),
        found_after=int(after[0]) + 1 if after.size else None,
    )


def episodes(on: np.ndarray) -> int:
    return int((on & ~np.append(False, on[:-1])).sum())


@pytest.fixture(scope="module")
def unchanged() -> list[Alarms]:
    return [alarms(World(), seed) for seed in SEEDS]


def test_red_rarely_alarms_without_a_change(unchanged):
    red = [found.red for found in unchanged]
    assert np.median(red) <= 1
    assert np.mean(red) <= 0.5


def test_red_or_yellow_alarms_at_most_once_a_year_without_a_change(unchanged):
    assert np.mean([found.any for found in unchanged]) <= 1


def test_a_doubling_is_red_within_twelve_messages():
    found = [alarms(World(change=2), seed).found_after for seed in SEEDS]
    assert sum(after is not None and after <= 12 for after in found) >= 19


def print_worlds(seeds: int = 100) -> None:
    """One line per world: mean episodes in 156 messages, share found within 12."""
    worlds = {
        "N=100k": World(),
        "N=100k x2": World(change=2),
        "N=100k x1.5": World(change=1.5),
        "cv .4": World(cv=0.4),
        "cv .4 x2": World(cv=0.4, change=2),
        "N=5k": World(friends=5000),
        "N=5k x1.5": World(friends=5000, change=1.5),
        "N=5k x2": World(friends=5000, change=2),
    }
    for name, world in worlds.items():
        found = [alarms(world, seed) for seed in range(seeds)]
        after = np.array([np.inf if one.found_after is None else one.found_after for one in found])
        red, either = np.mean([one.red for one in found]), np.mean([one.any for one in found])
        print(
            f"{name:12} red {red:.2f} red or yellow {either:.2f}"
            f" red within 12 {np.mean(after <= 12):.2f} median {np.median(after):.0f}"
        )


if __name__ == "__main__":
    print_worlds()
