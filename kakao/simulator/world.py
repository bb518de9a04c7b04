"""The truth of one simulated channel: what happened, never the parameters it was drawn from.

Days are KST. A world made for `start` and `end` holds the days start … end − 1 and is seen at 00:00
of `end`, so `end` plays today and the last complete day is yesterday.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

KST = ZoneInfo("Asia/Seoul")

Counts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Moments = npt.NDArray[np.float32]

DAY = 86_400
NEVER = np.iinfo(np.int64).max


def moment(start: date, days: float) -> datetime:
    """`days` since 00:00 KST of `start` as a datetime in KST, to the minute."""
    whole = datetime.combine(start, time(), KST)
    return whole + timedelta(minutes=round(days * 24 * 60))


@dataclass(frozen=True)
class Daily:
    """Friends at the end of each day, its adds and blocks; `shown`: not a missing day."""

    first: date
    friends: Counts
    added: Counts
    blocked: Counts
    shown: Flags

    def dates(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range(len(self.friends))]


@dataclass(frozen=True)
class Broadcast:
    """One message to all friends, with what Kakao shows for it when the world is seen.

    sent, opened: friends; clicked, impressions: times; free: sends that cost nothing.
    """

    title: str
    sent_at: datetime
    content: str
    benefit: bool
    sent: int
    opened: int
    clicked: int
    impressions: int
    free: int = 0
    audience: str = "전체"
    kakao_id: str = ""


@dataclass(frozen=True)
class Silence:
    """Who opened none of the last `k` messages, counted person by person when the world is seen.

    received_all   received each of the k messages
    opened_any     of those, opened at least one; `silent` is the rest and `silent_share` its share
    openers        opened at least one of the k, received all of them or not, still here or not
    openers_here   of the openers, still friends: what an audience "opened one of these" would hold
    """

    k: int
    received_all: int
    opened_any: int
    silent: int
    silent_share: float
    openers: int
    openers_here: int


@dataclass(frozen=True)
class BroadcastTruth:
    """`blocks`: people who left because of this message, without the background.

    opened_in_the_end: openers after 7 days; None while they run and in worlds without people.
    """

    title: str
    sent_at: datetime
    blocks: int
    opened_in_the_end: int | None


@dataclass(frozen=True)
class SourceTruth:
    """Adds that really came this way, and those Kakao names it for."""

    source: str
    added: int
    reported: int


@dataclass(frozen=True)
class Truth:
    """`unexplained`: day and friends who vanished on it without a block."""

    broadcasts: tuple[BroadcastTruth, ...]
    background_blocks: int
    silence: tuple[Silence, ...] = ()
    sources: tuple[SourceTruth, ...] = ()
    unexplained: tuple[tuple[date, int], ...] = ()
    missing: tuple[date, ...] = ()


@dataclass(frozen=True)
class Reactions:
    """What people did, in the order of time: one entry a reaction.

    friend: index into the crowd; message: index into the broadcasts; at: seconds since 00:00 KST of
    the world's start; chat: an inquiry, which does not say which message it was about.
    """

    friend: Counts
    message: Counts
    at: Counts
    chat: Flags


@dataclass(frozen=True)
class Crowd:
    """A channel's friends one by one, and what they did. Moments are seconds since the start.

    key: what the shop and Kakao call him; joined_at: negative for who was there from the start;
    blocked_at: NEVER for who is still a friend; source: index into `sources`; trackable: whether
    his reactions can be seen from the day he joined, or never.
    """

    key: Counts
    joined_at: Counts
    blocked_at: Counts
    source: Counts
    trackable: Flags
    sources: tuple[str, ...]
    reactions: Reactions


@dataclass(frozen=True)
class World:
    """One channel's figures as Kakao shows them, with the truth beside them.

    sources: per category of Kakao the adds of each day; their sum may fall short of the day's adds.
    crowd: the friends one by one, where the channel itself can see some of them; until: where the
    world goes on after `end`, the day on which it is over.
    """

    name: str
    channel: str
    seed: int
    start: date
    end: date
    daily: Daily
    broadcasts: tuple[Broadcast, ...]
    truth: Truth
    sources: Mapping[str, Counts] = field(default_factory=dict)
    crowd: Crowd | None = None
    until: date | None = None

    def seconds(self, day: date) -> int:
        """00:00 KST of `day` as a moment of the crowd."""
        return (day - self.start).days * DAY

    def people(self) -> Crowd:
        """Raises ValueError for a world that knows totals only."""
        if self.crowd is None:
            raise ValueError(f"world: {self.name} has totals only and knows nobody")
        return self.crowd

    def seen(self, day: date) -> "World":
        """The files of 00:00 KST of `day`: what comes later is not in them. The crowd is whole."""
        days = min(max((day - self.start).days, 1), (self.end - self.start).days)
        end = self.start + timedelta(days=days)
        d = self.daily
        return replace(
            self,
            end=end,
            until=self.until or self.end,
            daily=Daily(
                d.first, d.friends[:days], d.added[:days], d.blocked[:days], d.shown[:days]
            ),
            broadcasts=tuple(b for b in self.broadcasts if b.sent_at.date() < end),
            sources={name: counts[:days] for name, counts in self.sources.items()},
        )
