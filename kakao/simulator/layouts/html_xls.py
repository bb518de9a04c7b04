"""An HTML table named .xls, as old admin pages give it: worded days, units, totals in the foot."""

from collections.abc import Iterable
from html import escape
from pathlib import Path

from kakao.simulator.layouts.layout import Layout, Style, heads, with_unit, worded
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
    "day": "날짜",
    "friends": "전체 친구수",
    "added": "증가",
    "blocked": "감소",
    "title": "메시지명",
    "sent_at": "발송일시",
    "sent": "발송 수",
    "opened": "오픈 수",
    "clicked": "클릭 수",
    "impressions": "노출 수",
    "free": "무료 발송 수",
    "kakao_id": "메시지 번호",
}
PAGE = """<html><head><meta charset="utf-8"><title>{title}</title></head><body>
<table border="1">
<thead>
{head}
</thead>
<tbody>
{body}
</tbody>
<tfoot>
{foot}
</tfoot>
</table></body></html>
"""


def _table(world: World, kind: str) -> Table:
    if kind == DAILY_FRIENDS:
        return daily_friends(world)
    return broadcasts(world) if kind == BROADCASTS else sources_across(world)


def _line(cells: Iterable[str], tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"


def write(world: World, kind: str, path: Path) -> None:
    table, style = _table(world, kind), Style(worded, with_unit, nothing="-")
    page = PAGE.format(
        title=escape(world.channel),
        head=_line(heads(WORDS, table), "th"),
        body="\n".join(_line(row) for row in style.rows(table)),
        foot=_line(style.row(table.columns, table.total())),
    )
    path.write_text(page, encoding="utf-8", newline="")


LAYOUT = Layout("html_xls", ".xls", "an HTML table named .xls, worded days, units, totals", write)
