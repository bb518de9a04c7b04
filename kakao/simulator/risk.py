"""Channels for the block signal: three messages a week, totals only.

Blocks fall on every day; each message adds its own on the day it is sent and the next. Their rate
varies from message to message (coefficient of variation `cv`) and by weekday, and in some worlds it
changes for good with the 80th message. There are no people here: opens are drawn as totals.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from kakao.simulator.titles import posts_for
from kakao.simulator.world import (
    Broadcast,
    BroadcastTruth,
    Counts,
    Daily,
    Truth,
    World,
    moment,
)

CHANNEL = "다온상회"
SOURCE = "채널 검색"
CHANGES_WITH = 80
BLOCKS_A_MESSAGE = 0.0015
BACKGROUND_A_DAY = 0.0005
FIRST_DAY_OF_BLOCKS = 0.7
SENT_AT = 11 / 24
# Tuesday, Thursday, Saturday: the rate of blocks against the average weekday.
WEEKDAYS = {1: 0.75, 3: 1.0, 5: 1.25}
OPENED = 0.3
CLICKED = 0.02


@dataclass(frozen=True)
class Blocks:
    """ratio: the rate from the 80th message on against the rate before."""

    ratio: float = 1.0
    cv: float = 0.25


WORLDS = {
    "risk": Blocks(),
    "risk_double": Blocks(ratio=2.0),
    "risk_15": Blocks(ratio=1.5),
    "risk_cv4": Blocks(cv=0.4),
    "risk_double_cv4": Blocks(ratio=2.0, cv=0.4),
}


def make_risk(name: str, seed: int, friends: int, start: date, end: date) -> World:
    """One of WORLDS with about `friends` friends on every day."""
    rng = np.random.default_rng(seed)
    span = (end - start).days
    days = np.array([n for n in range(span) if (start.weekday() + n) % 7 in WEEKDAYS], np.int64)
    after = _after_messages(rng, WORLDS[name], friends, start, days)
    background = rng.poisson(BACKGROUND_A_DAY * friends, span)
    daily = _daily(rng, friends, start, background, days, after)
    broadcasts = _broadcasts(rng, start, days, daily)
    return World(
        name=name,
        channel=CHANNEL,
        seed=seed,
        start=start,
        end=end,
        daily=daily,
        broadcasts=broadcasts,
        truth=_truth(broadcasts, after, background),
        sources={SOURCE: rng.binomial(daily.added, 0.9)},
    )


def weeks_for(messages: int) -> timedelta:
    """The period that holds `messages` messages, a multiple of three."""
    return timedelta(weeks=-(-messages // len(WEEKDAYS)))


def _after_messages(
    rng: np.random.Generator, blocks: Blocks, friends: int, start: date, days: Counts
) -> Counts:
    """Blocks because of each message on its day and the next: [message, 2]."""
    weekday = np.array([WEEKDAYS[(start.weekday() + int(day)) % 7] for day in days])
    changed = np.where(np.arange(1, len(days) + 1) >= CHANGES_WITH, blocks.ratio, 1.0)
    shape = 1 / blocks.cv**2
    varied: npt.NDArray[np.float64] = rng.gamma(shape, 1 / shape, len(days))
    total = rng.poisson(BLOCKS_A_MESSAGE * friends * weekday * changed * varied)
    same_day = rng.binomial(total, FIRST_DAY_OF_BLOCKS)
    return np.column_stack([same_day, total - same_day])


def _daily(
    rng: np.random.Generator,
    friends: int,
    start: date,
    background: Counts,
    days: Counts,
    after: Counts,
) -> Daily:
    blocked = background.copy()
    np.add.at(blocked, days, after[:, 0])
    # What a message sent on the last day does tomorrow has not happened yet.
    told = days + 1 < len(blocked)
    np.add.at(blocked, days[told] + 1, after[told, 1])
    added = rng.poisson(blocked.mean() if len(blocked) else 0, len(blocked))
    change = np.cumsum(added - blocked)
    shown = np.ones(len(blocked), dtype=np.bool_)
    return Daily(start, friends + change, added, blocked, shown)


def _broadcasts(
    rng: np.random.Generator, start: date, days: Counts, daily: Daily
) -> tuple[Broadcast, ...]:
    posts = posts_for([start + timedelta(days=int(day)) for day in days])
    sent = daily.friends[days] - daily.added[days] + daily.blocked[days]
    opened = rng.binomial(sent, OPENED)
    clicked = rng.binomial(sent, OPENED * CLICKED)
    extra = rng.poisson(0.38 * opened)
    return tuple(
        Broadcast(
            title=post.title,
            sent_at=moment(start, int(days[n]) + SENT_AT),
            content=post.content,
            benefit=post.benefit,
            sent=int(sent[n]),
            opened=int(opened[n]),
            clicked=int(clicked[n]),
            impressions=int(opened[n] + extra[n]),
        )
        for n, post in enumerate(posts)
    )


def _truth(broadcasts: tuple[Broadcast, ...], after: Counts, background: Counts) -> Truth:
    return Truth(
        broadcasts=tuple(
            BroadcastTruth(b.title, b.sent_at, int(lost.sum()), None)
            for b, lost in zip(broadcasts, after, strict=True)
        ),
        background_blocks=int(background.sum()),
    )
