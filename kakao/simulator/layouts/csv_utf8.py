"""A CSV of a recent Excel: UTF-8 with a mark, missing days left out, the marketer's three tags."""

import csv
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
from kakao.simulator.world import World

WORDS = {
    "day": "날짜",
    "friends": "친구수",
    "added": "친구 추가",
    "blocked": "친구 차단",
    "source": "유입 경로",
    "title": "메시지",
    "sent_at": "발송일시",
    "sent": "발송수",
    "opened": "열람수",
    "clicked": "클릭수",
    "impressions": "노출수(회)",
    "free": "무료발송수",
    "kakao_id": "메시지 번호",
    "content": "내용 태그",
    "audience": "대상",
    "benefit": "혜택",
}


def _table(world: World, kind: str) -> Table:
    if kind == DAILY_FRIENDS:
        return daily_friends(world).shown()
    return broadcasts(world, tags=True) if kind == BROADCASTS else sources_long(world)


def write(world: World, kind: str, path: Path) -> None:
    table = _table(world, kind)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(heads(WORDS, table))
        out.writerows(Style(iso).rows(table))


LAYOUT = Layout("csv_utf8", ".csv", "UTF-8 with a byte order mark, ISO days, tags", write)
