"""Message ads v2 of one account: a message every Thursday at 11:00, to all friends."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from kakao.simulator.ads.accounts import Account
from kakao.simulator.world import KST

THURSDAY = 3
WINDOW = timedelta(days=7)
REPORT_LAG = timedelta(hours=6)
TITLES = ("이번 주 1+1", "새 메뉴", "단골 쿠폰", "주말 행사", "마감 할인", "인사드립니다")


@dataclass(frozen=True)
class Message:
    """The truth of one message: friends sent to and failed, opens and clicks after 7 days."""

    id: str
    name: str
    title: str
    send_at: datetime
    sent: int
    opened: int
    clicked: int
    failed: int

    def metrics(self, now: datetime) -> dict[str, int] | None:
        """What the list says at `now`; None before sending."""
        if now < self.send_at:
            return None
        grown = growth(now - self.send_at)
        return {
            "cost": self.sent * 15,
            "msg_send": self.sent,
            "msg_open": int(self.opened * grown),
            "msg_click": int(self.clicked * grown),
            "msg_send_fail": self.failed,
        }


def growth(since: timedelta) -> float:
    """The share of a message's opens that are in after this time; 1 after 7 days."""
    if since >= WINDOW:
        return 1.0
    hours = max(since.total_seconds() / 3_600, 0.0)
    return (1 - math.exp(-hours / 20)) / (1 - math.exp(-168 / 20))


def messages(account: Account, seed: int, start: date, end: date) -> Iterator[Message]:
    """Messages with a sending day in start … end, oldest first."""
    day = max(start, account.first)
    while day <= end:
        if day.weekday() == THURSDAY:
            yield _message(account, seed, day)
        day += timedelta(days=1)


def _message(account: Account, seed: int, day: date) -> Message:
    rng = np.random.default_rng([seed, account.id, day.toordinal(), 2])
    week = (day - account.first).days // 7
    sent = 3_000 + account.id % 100 * 700 + week * 9 + int(rng.integers(0, 40))
    opened = int(rng.binomial(sent, 0.35))
    return Message(
        id=f"msg-ad-{account.id}{day:%y%m%d}",
        name=f"{day.month}월 {day.day}일 메시지",
        title=TITLES[week % len(TITLES)],
        send_at=datetime.combine(day, time(11), KST),
        sent=sent,
        opened=opened,
        clicked=int(rng.binomial(opened, 0.04)),
        failed=int(rng.binomial(sent, 0.001)),
    )
