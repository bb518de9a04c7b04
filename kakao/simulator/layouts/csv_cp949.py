"""A CSV of an older Windows: CP949, thousands in quotes, a total row, blanks on a missing day."""

import csv
from pathlib import Path

from kakao.simulator.layouts.layout import Layout, Style, dotted, heads, with_commas
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
    "day": "일자",
    "friends": "전체 친구",
    "added": "신규 친구",
    "blocked": "차단 친구",
    "source": "경로",
    "title": "메시지 제목",
    "sent_at": "발송 시각",
    "sent": "발송",
    "opened": "열람",
    "clicked": "클릭",
    "impressions": "노출",
    "free": "무료 발송",
    "kakao_id": "메시지 번호",
}


def _table(world: World, kind: str) -> Table:
    if kind == DAILY_FRIENDS:
        return daily_friends(world)
    return broadcasts(world) if kind == BROADCASTS else sources_long(world)


def _total(table: Table, style: Style) -> list[str]:
    cells = zip(table.columns, table.total(), strict=True)
    return [style.cell(name, cell) for name, cell in cells]


def write(world: World, kind: str, path: Path) -> None:
    table, style = _table(world, kind), Style(dotted, with_commas)
    with path.open("w", encoding="cp949", newline="") as file:
        out = csv.writer(file)
        out.writerow(heads(WORDS, table))
        out.writerows(style.rows(table))
        out.writerow(_total(table, style))


LAYOUT = Layout("csv_cp949", ".csv", "CP949, thousands in quotes, a total row", write)
