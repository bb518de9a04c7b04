"""The friends of a channel, one by one: when each came, when each left, how often each visits."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kakao.simulator.world import Counts, Flags, Moments

BEFORE = -1.0
# Chance to visit in a week with one message: few hardly ever do, the rest vary widely.
HARDLY_EVER = 0.38
NEWCOMERS_HARDLY_EVER = 0.6


@dataclass(frozen=True)
class People:
    """joined_at, left_at: days since the start (−1: there from the start; inf: still there).

    hazard: rate of visits in a week with one message.
    """

    joined_at: Moments
    left_at: Moments
    hazard: npt.NDArray[np.float32]

    def present(self, at: float) -> Flags:
        return (self.joined_at < at) & (self.left_at >= at)

    def blocks(self, size: int) -> Iterator["People"]:
        for first in range(0, len(self.hazard), size):
            part = slice(first, first + size)
            yield People(self.joined_at[part], self.left_at[part], self.hazard[part])


def draw_people(
    rng: np.random.Generator,
    friends: int,
    added: Counts,
    background: Counts,
    vanished: Counts,
    after: Counts,
    sends: list[float],
) -> People:
    """People whose comings and goings add up to the day's totals and to `friends` at the end.

    added: [source, day]; background, vanished: [day]; after: [message, 0 or 1 days later].
    """
    new = added.sum(axis=0)
    old = friends - int(new.sum()) + int(background.sum() + vanished.sum() + after.sum())
    if old < 0:
        raise ValueError("friends: too few for the adds of the period")
    joined_at = _joined_at(rng, old, new)
    left_at = np.full(len(joined_at), np.inf, dtype=np.float32)
    for day in range(len(new)):
        leaving = _leaving(rng, day, background[day], vanished[day], after, sends)
        # Who joined today may leave from tomorrow on: everyone drawn received today's message.
        there = np.flatnonzero((joined_at < day) & np.isinf(left_at))
        left_at[rng.choice(there, len(leaving), replace=False)] = leaving
    return People(joined_at, left_at, _hazard(rng, old, int(new.sum())))


def _joined_at(rng: np.random.Generator, old: int, new: Counts) -> Moments:
    day = np.repeat(np.arange(len(new)), new)
    hour = rng.uniform(9, 23.5, len(day))
    return np.concatenate([np.full(old, BEFORE), day + hour / 24]).astype(np.float32)


def _leaving(
    rng: np.random.Generator,
    day: int,
    background: int,
    vanished: int,
    after: Counts,
    sends: list[float],
) -> Moments:
    """The moments at which people leave on `day`."""
    parts = [rng.uniform(day, day + 1, background), np.full(vanished, day)]
    for sent_at, (same_day, next_day) in zip(sends, after, strict=True):
        if int(sent_at) == day:
            parts.append(rng.uniform(sent_at + 0.001, day + 1, same_day))
        if int(sent_at) + 1 == day:
            parts.append(rng.uniform(day, day + 1, next_day))
    return np.concatenate(parts).astype(np.float32)


def _hazard(rng: np.random.Generator, old: int, new: int) -> npt.NDArray[np.float32]:
    weekly = rng.beta(1.5, 1.3, old + new)
    rare = np.concatenate([np.full(old, HARDLY_EVER), np.full(new, NEWCOMERS_HARDLY_EVER)])
    hardly = rng.random(old + new) < rare
    weekly[hardly] = rng.beta(1, 80, int(hardly.sum()))
    return -np.log1p(-weekly).astype(np.float32)
