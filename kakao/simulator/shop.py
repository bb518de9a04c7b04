"""The demo shop: weekly messages, known to its owner by totals, known here person by person."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from kakao.simulator.people import People, draw_people
from kakao.simulator.titles import Post, posts_for
from kakao.simulator.visits import (
    DAYS_TO_READ,
    daily_weight,
    draw_visits,
    earliest_hour,
    without_absent,
)
from kakao.simulator.world import (
    Broadcast,
    BroadcastTruth,
    Counts,
    Daily,
    Flags,
    Silence,
    SourceTruth,
    Truth,
    World,
    moment,
)

CHANNEL = "무드옷장"
THURSDAY = 3
# Kakao's categories of where a friend added the channel, with the share of adds.
SOURCES = {
    "채널 검색": 0.22,
    "광고": 0.18,
    "QR": 0.08,
    "매장": 0.13,
    "웹": 0.12,
    "알림톡 친구추가": 0.10,
    "카카오싱크": 0.12,
    "기타": 0.05,
}
NAMED_BY_KAKAO = 0.88
NET_A_DAY = 0.001
LARGEST_GROWTH = 0.5
BACKGROUND_A_DAY = 0.0009
BLOCKS_A_MESSAGE = 0.0015
BLOCKS_CV = 0.25
FIRST_DAY_OF_BLOCKS = 0.65
LAST_MESSAGE_AGE = 3
FREE_EVERY = 6
BLOCK = 4_096
# Content decides how strongly a message pulls people into the chat room and how many of them click.
PULL = {"신상품": 1.0, "정보": 0.85, "할인": 1.2, "이벤트": 1.1, "공지": 0.75}
CLICKS = {"신상품": 0.022, "정보": 0.012, "할인": 0.045, "이벤트": 0.038, "공지": 0.006}


@dataclass(frozen=True)
class Send:
    at: float
    post: Post


@dataclass(frozen=True)
class Flows:
    """added, named: [source, day]; background, vanished: [day]; after: [message, days later]."""

    added: Counts
    named: Counts
    background: Counts
    after: Counts
    vanished: Counts


@dataclass(frozen=True)
class Story:
    """What happened in the shop: per message who received it and who has opened it before `end`."""

    start: date
    days: int
    sends: list[Send]
    flows: Flows
    people: People
    received: list[Flags]
    opened: list[Flags]


def make_shop(seed: int, friends: int, start: date, end: date) -> World:
    """A shop with `friends` friends on the day before `end`.

    Raises ValueError where the period is too short for a message three days before its end.
    """
    if (end - start).days < 2 * LAST_MESSAGE_AGE:
        raise ValueError("end: the shop needs at least 6 days")
    rng = np.random.default_rng(seed)
    story = _live(rng, friends, start, (end - start).days)
    return World(
        name="shop",
        channel=CHANNEL,
        seed=seed,
        start=start,
        end=end,
        daily=_daily(story, friends),
        broadcasts=_broadcasts(rng, story),
        truth=_truth(story),
        sources=dict(zip(SOURCES, story.flows.named, strict=True)),
    )


def _live(rng: np.random.Generator, friends: int, start: date, days: int) -> Story:
    sends = plan_sends(start, start + timedelta(days=days))
    at = [send.at for send in sends]
    flows = draw_flows(rng, friends, start, days, sends)
    people = draw_people(
        rng, friends, flows.added, flows.background, flows.vanished, flows.after, at
    )
    received = [people.present(when) for when in at]
    opened = _opened(rng, people, days, sends)
    return Story(start, days, sends, flows, people, received, opened)


def plan_sends(start: date, end: date) -> list[Send]:
    """Thursdays at 18:30; the last message three days before `end`, on whatever weekday that is.

    The one before is at least five days older: its opens have grown to the end.
    """
    last = end - timedelta(days=LAST_MESSAGE_AGE)
    span = [start + timedelta(days=n) for n in range((last - start).days)]
    on = [day for day in span if day.weekday() == THURSDAY and (last - day).days >= 5] + [last]
    pairs = zip(on, posts_for(on), strict=True)
    return [Send((day - start).days + 18.5 / 24, post) for day, post in pairs]


def draw_flows(
    rng: np.random.Generator, friends: int, start: date, days: int, sends: list[Send]
) -> Flows:
    # Friends grow in a line to `friends`; over years they at most double.
    net = min(NET_A_DAY, LARGEST_GROWTH / days)
    size = friends * np.linspace(1 - net * days, 1, days)
    leaving = size * (BACKGROUND_A_DAY + BLOCKS_A_MESSAGE / 7)
    coming = (leaving + friends * net) * _rush(start, days)
    added = rng.poisson(np.outer(list(SOURCES.values()), coming))
    vanished = np.zeros(days, dtype=np.int64)
    vanished[days * 2 // 3] = round(friends * 0.0025)
    return Flows(
        added=added,
        named=rng.binomial(added, NAMED_BY_KAKAO),
        background=rng.poisson(BACKGROUND_A_DAY * size),
        after=_after_messages(rng, size, start, sends),
        vanished=vanished,
    )


def _rush(start: date, days: int) -> npt.NDArray[np.float64]:
    """Adds against a usual day: more at weekends, and three days of an event in the shop."""
    weekday = (start.weekday() + np.arange(days)) % 7
    rush = np.where(weekday >= 5, 1.25, 0.9)
    rush[days // 2 : days // 2 + 3] *= 2.5
    return rush


def _after_messages(
    rng: np.random.Generator, size: npt.NDArray[np.float64], start: date, sends: list[Send]
) -> Counts:
    day = np.array([int(send.at) for send in sends])
    weekday = (start.weekday() + day) % 7
    usual = BLOCKS_A_MESSAGE * size[day] * (1 + 0.25 * np.cos(2 * np.pi * (weekday - 4) / 7))
    shape = 1 / BLOCKS_CV**2
    total = rng.poisson(usual * rng.gamma(shape, 1 / shape, len(sends)))
    same_day = rng.binomial(total, FIRST_DAY_OF_BLOCKS)
    return np.column_stack([same_day, total - same_day])


def _opened(rng: np.random.Generator, people: People, days: int, sends: list[Send]) -> list[Flags]:
    """Per message who opened it. People come in blocks, so that years of visits fit in memory."""
    at = [send.at for send in sends]
    weight = daily_weight(days, at, [PULL[send.post.content] for send in sends])
    # People cool down: the channel grows while the number of those who open hardly does.
    weight *= np.linspace(1.1, 0.9, days, dtype=np.float32)
    hour = earliest_hour(days, at)
    blocks: list[Flags] = []
    for part in people.blocks(BLOCK):
        drawn = draw_visits(rng, part.hazard, weight, hour)
        visits = without_absent(drawn, part.joined_at, part.left_at)
        blocks.append(np.array([visits.readers(part.present(s), s, days) for s in at]))
    return list(np.concatenate(blocks, axis=1))


def _missing(days: int) -> int:
    """The one day for which Kakao shows nothing."""
    return days * 4 // 5


def _daily(story: Story, friends: int) -> Daily:
    flows = story.flows
    added = flows.added.sum(axis=0)
    blocked = flows.background.copy()
    for send, (same_day, next_day) in zip(story.sends, flows.after, strict=True):
        blocked[int(send.at)] += same_day
        blocked[int(send.at) + 1] += next_day
    change = np.cumsum(added - blocked - flows.vanished)
    shown = np.arange(story.days) != _missing(story.days)
    return Daily(story.start, friends + change - change[-1], added, blocked, shown)


def _broadcasts(rng: np.random.Generator, story: Story) -> tuple[Broadcast, ...]:
    rows: list[Broadcast] = []
    for n, (send, got) in enumerate(zip(story.sends, story.received, strict=True)):
        opened, sent = int(story.opened[n].sum()), int(got.sum())
        clickers = story.opened[n] & (rng.random(len(got)) < CLICKS[send.post.content])
        rows.append(
            Broadcast(
                title=send.post.title,
                sent_at=moment(story.start, send.at),
                content=send.post.content,
                benefit=send.post.benefit,
                sent=sent,
                opened=opened,
                clicked=int(clickers.sum()),
                impressions=opened + int(rng.poisson(0.38 * opened)),
                free=min(1_000, sent) if n % FREE_EVERY == 0 else 0,
            )
        )
    return tuple(rows)


def _truth(story: Story) -> Truth:
    flows, received, opened = story.flows, story.received, story.opened
    here = story.people.present(story.days)
    ks = [k for k in (3, 4, 5) if k <= len(received)]
    return Truth(
        broadcasts=tuple(_broadcast_truth(story, n) for n in range(len(received))),
        background_blocks=int(flows.background.sum()),
        silence=tuple(silence(k, received, opened, here) for k in ks),
        sources=tuple(
            SourceTruth(source, int(flows.added[n].sum()), int(flows.named[n].sum()))
            for n, source in enumerate(SOURCES)
        ),
        unexplained=tuple(
            (story.start + timedelta(days=int(day)), int(flows.vanished[day]))
            for day in np.flatnonzero(flows.vanished)
        ),
        missing=(story.start + timedelta(days=_missing(story.days)),),
    )


def _broadcast_truth(story: Story, n: int) -> BroadcastTruth:
    send = story.sends[n]
    over = send.at + DAYS_TO_READ <= story.days
    return BroadcastTruth(
        title=send.post.title,
        sent_at=moment(story.start, send.at),
        blocks=int(story.flows.after[n].sum()),
        opened_in_the_end=int(story.opened[n].sum()) if over else None,
    )


def silence(k: int, received: list[Flags], opened: list[Flags], here: Flags) -> Silence:
    """Count the silent over the last `k` messages."""
    all_k = np.logical_and.reduce(received[-k:])
    any_k = np.logical_or.reduce(opened[-k:])
    total, opener = int(all_k.sum()), int((all_k & any_k).sum())
    return Silence(
        k=k,
        received_all=total,
        opened_any=opener,
        silent=total - opener,
        silent_share=(total - opener) / total if total else 0.0,
        openers=int(any_k.sum()),
        openers_here=int((any_k & here).sum()),
    )
