"""One table for many channels, the name in the first column; written row by row, for any number."""

import csv
from collections.abc import Iterable
from pathlib import Path

from kakao.simulator.layouts.layout import Layout, Style, heads, iso
from kakao.simulator.tables import (
    BROADCASTS,
    DAILY_FRIENDS,
    Table,
    broadcasts,
    daily_friends,
    sources_long,
)
from kakao.simulator.world import Daily, World

WORDS = {
    "day": "날짜",
    "friends": "친구수",
    "added": "추가",
    "blocked": "차단",
    "source": "유입 경로",
    "title": "메시지",
    "sent_at": "발송일시",
    "sent": "발송",
    "opened": "열람",
    "clicked": "클릭",
    "impressions": "노출수(회)",
    "free": "무료발송",
    "kakao_id": "메시지 번호",
}
DAILY_HEADS = ("채널명", "날짜", "친구수", "추가", "차단")


def _table(world: World, kind: str) -> Table:
    if kind == DAILY_FRIENDS:
        return daily_friends(world).shown()
    return broadcasts(world) if kind == BROADCASTS else sources_long(world)


def write(world: World, kind: str, path: Path) -> None:
    table = _table(world, kind)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(["채널명", *heads(WORDS, table)])
        out.writerows([world.channel, *row] for row in Style(iso).rows(table))


def write_daily(channels: Iterable[tuple[str, Daily]], path: Path) -> int:
    """Write the days of all channels, one channel at a time; returns the number of rows."""
    rows = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(DAILY_HEADS)
        for name, daily in channels:
            columns = (daily.friends.tolist(), daily.added.tolist(), daily.blocked.tolist())
            days = (day.isoformat() for day in daily.dates())
            out.writerows((name, *row) for row in zip(days, *columns, strict=True))
            rows += len(daily.friends)
    return rows


LAYOUT = Layout("csv_channels", ".csv", "one table with a channel-name column", write)
