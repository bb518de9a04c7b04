"""Opens as Kakao counts them: visits to the chat room.

A visit marks every unread message of the last 7 days as read. Nobody opens a message by itself, so
the opens of neighbouring messages depend on each other and those of one message grow for 7 days.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kakao.simulator.world import Flags, Moments

DAYS_TO_READ = 7
# Share of a week's visiting that falls on the n-th day after a message; EVEN falls on every day.
AFTER_A_MESSAGE = (0.46, 0.17, 0.09, 0.06, 0.04, 0.03, 0.03)
EVEN = 0.12 / 7


@dataclass(frozen=True)
class Visits:
    """`at[i, d]`: when person i visits on day d, in days since the start; inf without a visit."""

    at: Moments

    def readers(self, received: Flags, sent_at: float, until: float) -> Flags:
        """Who of those who `received` the message of `sent_at` opened it before `until` (days)."""
        first = int(sent_at)
        window = self.at[:, first : first + DAYS_TO_READ + 1]
        end = min(sent_at + DAYS_TO_READ, until)
        read: Flags = np.any((window >= sent_at) & (window < end), axis=1)
        return received & read


def daily_weight(days: int, sends: list[float], pull: list[float]) -> npt.NDArray[np.float32]:
    """Share of a week's hazard that falls on each day. `pull` is 1 for a usual message."""
    weight = np.full(days, EVEN, dtype=np.float32)
    for sent_at, strength in zip(sends, pull, strict=True):
        day = int(sent_at)
        tail = AFTER_A_MESSAGE[: days - day]
        weight[day : day + len(tail)] += np.float32(strength) * np.array(tail, dtype=np.float32)
    return weight


def earliest_hour(days: int, sends: list[float]) -> npt.NDArray[np.float32]:
    """The first hour at which a day's visits fall: on a day with a message most come after it."""
    hour = np.full(days, 8, dtype=np.float32)
    for sent_at in sends:
        hour[int(sent_at)] = sent_at % 1 * 24 - 2
    return hour


def draw_visits(
    rng: np.random.Generator,
    hazard: npt.NDArray[np.float32],
    weight: npt.NDArray[np.float32],
    hour: npt.NDArray[np.float32],
) -> Visits:
    """At most one visit a person and day; `hazard`: visits in a week with one message."""
    shape = (len(hazard), len(weight))
    chance = -np.expm1(-np.outer(hazard, weight))
    came = rng.random(shape, dtype=np.float32) < chance
    at = rng.random(shape, dtype=np.float32)
    at *= (24 - hour) / 24
    at += hour / 24 + np.arange(shape[1], dtype=np.float32)
    at[~came] = np.inf
    return Visits(at)


def without_absent(visits: Visits, joined_at: Moments, left_at: Moments) -> Visits:
    """Nobody visits before joining or after leaving."""
    at = visits.at.copy()
    at[(at < joined_at[:, None]) | (at >= left_at[:, None])] = np.inf
    return Visits(at)
