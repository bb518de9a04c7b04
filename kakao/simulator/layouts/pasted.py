"""A table copied from a web page: tabs, units, weekdays, "-" for nothing."""

from pathlib import Path

from kakao.simulator.layouts.layout import Layout, Style, heads, with_unit, with_weekday
from kakao.simulator.tables import (
    BROADCASTS,
    DAILY_FRIENDS,
    Table,
    broadcasts,
    daily_friends,
    sources_across,
)
from kakao.simulator.world import World

WORDS = {
    "day": "일자",
    "friends": "친구수",
    "added": "추가수",
    "blocked": "차단수",
    "title": "메시지",
    "sent_at": "발송일",
    "sent": "발송",
    "opened": "열람",
    "clicked": "클릭",
    "impressions": "노출수",
    "free": "무료발송",
    "kakao_id": "메시지 번호",
}


def _table(world: World, kind: str) -> Table:
    if kind == DAILY_FRIENDS:
        return daily_friends(world)
    return broadcasts(world) if kind == BROADCASTS else sources_across(world)


def write(world: World, kind: str, path: Path) -> None:
    table = _table(world, kind)
    rows = [heads(WORDS, table), *Style(with_weekday, with_unit, nothing="-").rows(table)]
    path.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8", newline="")


LAYOUT = Layout(
    "pasted", ".txt", "copied from a web page: tabs, weekdays, units, - for nothing", write
)
