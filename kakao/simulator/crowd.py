"""Channels whose friends are known one by one: when each came, what each answered, who left.

Two messages a week to all. A third of the friends are there from the start, the others join evenly;
40% can never be tracked. What counts is what happened; parameters are forgotten with the draw.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from kakao.simulator.natures import NATURES, Nature
from kakao.simulator.titles import posts_for
from kakao.simulator.world import (
    DAY,
    NEVER,
    Broadcast,
    BroadcastTruth,
    Counts,
    Crowd,
    Daily,
    Flags,
    Reactions,
    SourceTruth,
    Truth,
    World,
    moment,
)

CHANNEL = "소담책방"
WEEKS = 80  # two messages a week: 160 send days
WEEKDAYS = (1, 4)
HOUR = 3_600
SENT_AT = 11 * HOUR
# Who joins on a day gets its message no more, and who answers does so before the next one's day.
JOINING = (12 * HOUR, 23 * HOUR)
SLOWEST, MEAN_DELAY = 60 * HOUR, 6 * HOUR
FOUNDERS, TRACKABLE = 1 / 3, 0.6
BLOCKS_A_MESSAGE = 0.0005
CHATS, AGAIN = 0.08, 0.1
OPENS_IN_SILENCE = 0.25
SOURCES = {"채널 검색": 0.4, "광고": 0.25, "매장": 0.2, "QR": 0.15}
EVENT = "이벤트"
FIRST_KEY = 4_000_000_000


@dataclass(frozen=True)
class Life:
    """received, answered: [message, friend]."""

    sent_at: Counts
    joined_at: Counts
    blocked_at: Counts
    received: Flags
    answered: Flags


def make_crowd(name: str, seed: int, friends: int, start: date, end: date) -> World:
    """One of NATURES with `friends` people over all. Raises ValueError for a period too short."""
    days = (end - start).days
    on = np.array([n for n in range(days) if (start.weekday() + n) % 7 in WEEKDAYS], np.int64)
    if len(on) < 2:
        raise ValueError("end: the period needs two messages")
    rng = np.random.default_rng(seed)
    nature = NATURES[name](rng, friends, len(on))
    life = _live(rng, nature, friends, days, on)
    crowd = _crowd(rng, nature, life, days)
    daily, sources = _daily(crowd, start, days)
    return World(
        name=name,
        channel=CHANNEL,
        seed=seed,
        start=start,
        end=end,
        daily=daily,
        broadcasts=_broadcasts(rng, start, life, crowd.reactions),
        truth=_truth(start, life, sources),
        sources=sources,
        crowd=crowd,
    )


def _live(rng: np.random.Generator, nature: Nature, friends: int, days: int, on: Counts) -> Life:
    sent_at = on * DAY + SENT_AT
    joined_at = _joined_at(rng, nature.hunters, friends, days)
    blocked_at = np.full(friends, NEVER)
    age = np.full(friends, -1)
    received = np.zeros((len(on), friends), dtype=np.bool_)
    answered = np.zeros((len(on), friends), dtype=np.bool_)
    for n, at in enumerate(sent_at):
        there = (joined_at < at) & (blocked_at == NEVER)
        age[there] += 1
        leaves = there & (rng.random(friends) < BLOCKS_A_MESSAGE)
        chance = nature.answers(n, np.where(there, age, -1))
        received[n] = there
        answered[n] = there & ~leaves & (rng.random(friends) < chance)
        blocked_at[leaves] = at + _delays(rng, int(leaves.sum()))
    return Life(sent_at, joined_at, blocked_at, received, answered)


def _joined_at(rng: np.random.Generator, hunters: Flags | None, friends: int, days: int) -> Counts:
    """Evenly over the period; founders in the year before, hunters on the days of three events."""
    founder = rng.random(friends) < FOUNDERS
    day = np.where(founder, -rng.integers(1, 366, friends), rng.integers(0, days, friends))
    if hunters is not None:
        # A third of all are founders: those who hunt prizes come out of the rest.
        founder[~hunters] = rng.random(int((~hunters).sum())) < FOUNDERS / (1 - hunters.mean())
        day = np.where(founder, -rng.integers(1, 366, friends), rng.integers(0, days, friends))
        day[hunters] = rng.choice([days // 4, days // 2, days * 3 // 4], int(hunters.sum()))
    joined: Counts = day * DAY + rng.integers(*JOINING, friends)
    return joined


def _delays(rng: np.random.Generator, count: int) -> Counts:
    """Seconds until somebody reacts: soon, and never after SLOWEST."""
    longest = -np.expm1(-SLOWEST / MEAN_DELAY)
    delays: Counts = (-MEAN_DELAY * np.log1p(-rng.random(count) * longest)).astype(np.int64)
    return delays + 1


def _crowd(rng: np.random.Generator, nature: Nature, life: Life, days: int) -> Crowd:
    friends = len(life.joined_at)
    source = rng.choice(len(SOURCES), friends, p=list(SOURCES.values()))
    sources = tuple(SOURCES)
    if nature.hunters is not None:
        source[nature.hunters] = len(SOURCES)
        sources = (*SOURCES, EVENT)
    return Crowd(
        key=FIRST_KEY + rng.permutation(friends),
        joined_at=life.joined_at,
        blocked_at=np.where(life.blocked_at < days * DAY, life.blocked_at, NEVER),
        source=source,
        trackable=rng.random(friends) < TRACKABLE,
        sources=sources,
        reactions=_reactions(rng, life, days),
    )


def _reactions(rng: np.random.Generator, life: Life, days: int) -> Reactions:
    message, friend = np.nonzero(life.answered)
    at = life.sent_at[message] + _delays(rng, len(friend))
    # Some look twice: one opportunity taken, two rows.
    twice = rng.random(len(friend)) < AGAIN
    later = np.minimum(
        at[twice] + _delays(rng, int(twice.sum())), life.sent_at[message[twice]] + SLOWEST
    )
    chat = rng.random(len(friend)) < CHATS
    friend = np.concatenate([friend, friend[twice]])
    message = np.concatenate([message, message[twice]])
    at = np.concatenate([at, later])
    chat = np.concatenate([chat, np.zeros(len(later), dtype=np.bool_)])
    order = np.lexsort((friend, at))
    order = order[at[order] < days * DAY]
    return Reactions(friend[order], message[order], at[order], chat[order])


def _daily(crowd: Crowd, start: date, days: int) -> tuple[Daily, dict[str, Counts]]:
    joined = crowd.joined_at // DAY
    new = joined >= 0
    added = np.bincount(joined[new], minlength=days)
    left = crowd.blocked_at[crowd.blocked_at != NEVER] // DAY
    blocked = np.bincount(left, minlength=days)
    friends = int((~new).sum()) + np.cumsum(added - blocked)
    sources = {
        name: np.bincount(joined[new & (crowd.source == n)], minlength=days)
        for n, name in enumerate(crowd.sources)
    }
    shown = np.ones(days, dtype=np.bool_)
    return Daily(start, friends, added, blocked, shown), sources


def _broadcasts(
    rng: np.random.Generator, start: date, life: Life, reactions: Reactions
) -> tuple[Broadcast, ...]:
    sent, answered = life.received.sum(axis=1), life.answered.sum(axis=1)
    opened = answered + rng.binomial(sent - answered, OPENS_IN_SILENCE)
    clicks = np.bincount(reactions.message[~reactions.chat], minlength=len(sent))
    days = [start + timedelta(days=int(at // DAY)) for at in life.sent_at]
    extra = rng.poisson(0.3 * opened)
    return tuple(
        Broadcast(
            title=post.title,
            sent_at=moment(start, life.sent_at[n] / DAY),
            content=post.content,
            benefit=post.benefit,
            sent=int(sent[n]),
            opened=int(opened[n]),
            clicked=int(clicks[n]),
            impressions=int(opened[n] + extra[n]),
            kakao_id=f"M{day:%y%m%d}",
        )
        for n, (day, post) in enumerate(zip(days, posts_for(days), strict=True))
    )


def _truth(start: date, life: Life, sources: dict[str, Counts]) -> Truth:
    return Truth(
        broadcasts=tuple(_broadcast_truths(start, life)),
        background_blocks=0,
        sources=tuple(
            SourceTruth(name, int(counts.sum()), int(counts.sum()))
            for name, counts in sources.items()
        ),
    )


def _broadcast_truths(start: date, life: Life) -> Iterator[BroadcastTruth]:
    posts = posts_for([start + timedelta(days=int(at // DAY)) for at in life.sent_at])
    by_message = np.searchsorted(life.sent_at, life.blocked_at[life.blocked_at != NEVER], "right")
    blocks = np.bincount(by_message - 1, minlength=len(life.sent_at))
    for post, at, left in zip(posts, life.sent_at, blocks, strict=True):
        yield BroadcastTruth(post.title, moment(start, at / DAY), int(left), None)
