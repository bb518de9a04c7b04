"""What a shop's own systems know of a crowd, as the two files it would bring in.

Only what had happened by 00:00 KST of the world's end is in them; with `since` only what is new.
Moments are KST to the second.
"""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import repeat
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kakao.simulator.world import DAY, Counts, Flags, World

FRIENDS, ENGAGEMENTS = "friends", "engagements"
FRIEND_HEADS = (
    "고객키",
    "키 종류",
    "친구가 된 날",
    "관계",
    "차단한 날",
    "반응 확인 시작일",
    "유입 경로",
)
REACTION_HEADS = ("고객키", "키 종류", "반응", "일시", "반응 번호", "메시지 번호")
ADDED, BLOCKED = "친구", "차단"
CLICK, CHAT = "클릭", "문의"
# The webhook calls people by the same ids, so that both know one person.
KEY_KIND = "앱 사용자 아이디"
OLDEST = 366
Texts = npt.NDArray[np.object_]


def write_friends(world: World, path: Path, since: date | None = None) -> None:
    """A row a friend; who can never be tracked has no day from which his reactions are seen.

    Raises ValueError for a world that knows nobody.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(FRIEND_HEADS)
        out.writerows(_friends(world, since))


def write_engagements(world: World, path: Path, since: date | None = None) -> None:
    """A row a reaction of those who can be tracked. Raises ValueError as above."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(REACTION_HEADS)
        out.writerows(_engagements(world, since))


def window(world: World, at: Counts, since: date | None) -> Flags:
    """Which of these moments lie in [since, the world's end)."""
    before: Flags = at < world.seconds(world.end)
    return before if since is None else before & (at >= world.seconds(since))


def _friends(world: World, since: date | None) -> Iterator[tuple[str, ...]]:
    crowd, end = world.people(), world.seconds(world.end)
    left = crowd.blocked_at < end
    told = (crowd.joined_at < end) & (
        window(world, crowd.joined_at, since) | window(world, crowd.blocked_at, since)
    )
    days = _days(world)
    joined = days[crowd.joined_at[told] // DAY + OLDEST]
    # Nobody's reactions were looked at before the first day.
    tracked = np.where(crowd.trackable, np.maximum(crowd.joined_at // DAY, -1), 0)[told]
    left_on = np.where(left, crowd.blocked_at // DAY, 0)[told]
    return zip(
        crowd.key[told].astype(str).tolist(),
        repeat(KEY_KIND, int(told.sum())),
        joined.tolist(),
        np.where(left[told], BLOCKED, ADDED).tolist(),
        np.where(left[told], days[left_on + OLDEST], "").tolist(),
        np.where(crowd.trackable[told], days[tracked + OLDEST], "").tolist(),
        np.array(crowd.sources, dtype=object)[crowd.source[told]].tolist(),
        strict=True,
    )


def _engagements(world: World, since: date | None) -> Iterator[tuple[str, ...]]:
    crowd, messages = world.people(), [b.kakao_id for b in world.broadcasts]
    done = crowd.reactions
    told = np.flatnonzero(crowd.trackable[done.friend] & window(world, done.at, since))
    at, chat = done.at[told], done.chat[told]
    moments = _days(world)[at // DAY + OLDEST] + _times()[at % DAY]
    number = np.array(messages, dtype=object)[done.message[told]]
    return zip(
        crowd.key[done.friend[told]].astype(str).tolist(),
        repeat(KEY_KIND, len(told)),
        np.where(chat, CHAT, CLICK).tolist(),
        moments.tolist(),
        (f"R{n:08d}" for n in told.tolist()),
        np.where(chat, "", number).tolist(),
        strict=True,
    )


def _days(world: World) -> Texts:
    """Each day of the world as text, from OLDEST days before its start on."""
    first = world.start - timedelta(days=OLDEST)
    count = OLDEST + (world.end - world.start).days
    return np.array([f"{first + timedelta(days=n)}" for n in range(count)], dtype=object)


def _times() -> Texts:
    clock = [f" {n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d}" for n in range(DAY)]
    return np.array(clock, dtype=object)
