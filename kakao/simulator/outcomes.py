"""What happened after a day, friend by friend and source by source.

This is what forecasts are held to. It tells what people did on the next messages and nothing of
what they were drawn from.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from kakao.simulator.world import NEVER, Counts, Flags, World

AFTER = 10
FRIENDS_FILE, SOURCES_FILE = "outcomes_friends.csv", "outcomes_sources.csv"
FRIEND_HEADS = ("key", "source", "trackable", "messages", "answered", "silent", "blocked")
SOURCE_HEADS = ("source", "friends", "messages", "answered", "silent", "blocked")


@dataclass(frozen=True)
class Outcomes:
    """One entry for each friend of 00:00 KST of the day.

    messages: how many there were; answered: on how many of them he did something; silent: on none;
    blocked: he left before the last of them was over (and may have been silent for that reason).
    """

    messages: int
    key: Counts
    source: Counts
    trackable: Flags
    answered: Counts
    blocked: Flags

    @property
    def silent(self) -> Flags:
        nothing: Flags = self.answered == 0
        return nothing


def outcomes(world: World, day: date, after: int = AFTER) -> Outcomes:
    """What came of the first `after` messages sent on `day` or later.

    Raises ValueError where the world ends before that many messages, or knows nobody.
    """
    crowd, now = world.people(), world.seconds(day)
    later = [n for n, b in enumerate(world.broadcasts) if b.sent_at.date() >= day][:after]
    if len(later) < after:
        raise ValueError(f"from: only {len(later)} messages follow {day}, not {after}")
    last = later[-1]
    over = world.seconds(world.end if last + 1 == len(world.broadcasts) else
                         world.broadcasts[last + 1].sent_at.date())  # fmt: skip
    there = (crowd.joined_at < now) & (crowd.blocked_at >= now)
    return Outcomes(
        messages=after,
        key=crowd.key[there],
        source=crowd.source[there],
        trackable=crowd.trackable[there],
        answered=_answered(world, later[0], last)[there],
        blocked=(crowd.blocked_at != NEVER)[there] & (crowd.blocked_at < over)[there],
    )


def _answered(world: World, first: int, last: int) -> Counts:
    """Per friend on how many of the messages first … last he reacted."""
    done, size = world.people().reactions, len(world.people().key)
    among = (done.message >= first) & (done.message <= last)
    pairs = np.unique(done.message[among] * size + done.friend[among])
    counts: Counts = np.bincount(pairs % size, minlength=size)
    return counts


def write_outcomes(world: World, day: date, data: Path, after: int = AFTER) -> tuple[Path, Path]:
    """Both tables as UTF-8 CSV; raises ValueError as `outcomes`."""
    told, names = outcomes(world, day, after), world.people().sources
    data.mkdir(parents=True, exist_ok=True)
    files = data / FRIENDS_FILE, data / SOURCES_FILE
    friends = zip(
        told.key.tolist(),
        (names[n] for n in told.source.tolist()),
        told.trackable.astype(int).tolist(),
        [told.messages] * len(told.key),
        told.answered.tolist(),
        told.silent.astype(int).tolist(),
        told.blocked.astype(int).tolist(),
        strict=True,
    )
    _write(files[0], FRIEND_HEADS, friends)
    rows = ((name, *_of_source(told, told.source == n)) for n, name in enumerate(names))
    _write(files[1], SOURCE_HEADS, rows)
    return files


def _of_source(told: Outcomes, those: Flags) -> tuple[int, ...]:
    return (
        int(those.sum()),
        told.messages,
        int((told.answered[those] > 0).sum()),
        int(told.silent[those].sum()),
        int(told.blocked[those].sum()),
    )


def _write(path: Path, heads: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(heads)
        out.writerows(rows)
