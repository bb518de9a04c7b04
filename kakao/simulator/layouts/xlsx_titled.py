"""A workbook for the eye: title rows, a head of two rows with merged cells, real Excel days."""

from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kakao.simulator.layouts.book import workbook
from kakao.simulator.layouts.layout import Layout, dotted
from kakao.simulator.tables import (
    BROADCASTS,
    DAILY_FRIENDS,
    Cell,
    Table,
    broadcasts,
    daily_friends,
    sources_long,
)
from kakao.simulator.world import World

# The upper and the lower row of the head; a head without a lower row spans both.
WORDS = {
    "day": ("일자", ""),
    "friends": ("친구", "전체"),
    "added": ("친구", "추가"),
    "blocked": ("친구", "차단"),
    "source": ("유입", "경로"),
    "title": ("메시지", "제목"),
    "sent_at": ("메시지", "발송일시"),
    "sent": ("결과", "발송수"),
    "opened": ("결과", "열람수"),
    "clicked": ("결과", "클릭수"),
    "impressions": ("결과", "노출수"),
    "free": ("무료발송수", ""),
    "kakao_id": ("메시지 번호", ""),
}
TITLES = {DAILY_FRIENDS: "친구 통계", BROADCASTS: "메시지 통계"}
HEAD = 4


def _table(world: World, kind: str) -> Table:
    if kind == DAILY_FRIENDS:
        return daily_friends(world)
    return broadcasts(world) if kind == BROADCASTS else sources_long(world)


def _head(sheet: Worksheet, table: Table) -> None:
    words = [WORDS[name] for name in table.columns]
    if table.kind not in TITLES:
        words = [("유입", "추가수") if name == "added" else WORDS[name] for name in table.columns]
    left = 0
    for upper, group in groupby(words, key=lambda pair: pair[0]):
        lowers = [lower for _, lower in group]
        right = left + len(lowers) - 1
        if lowers == [""]:
            sheet.merge_range(HEAD, left, HEAD + 1, left, upper)
        else:
            sheet.merge_range(HEAD, left, HEAD, right, upper)
            sheet.write_row(HEAD + 1, left, lowers)
        left = right + 1


def _put(sheet: Worksheet, row: int, column: int, cell: Cell, day: Format, at: Format) -> None:
    if isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell, at)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, day)
    elif cell is not None:
        sheet.write(row, column, cell)


def write(world: World, kind: str, path: Path) -> None:
    table = _table(world, kind)
    with workbook(path, world) as book:
        sheet = book.add_worksheet("통계")
        day, at = (book.add_format({"num_format": f}) for f in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm"))
        last = world.end - timedelta(days=1)
        sheet.write(0, 0, f"{world.channel} {TITLES.get(kind, '유입 경로 통계')}")
        sheet.write(1, 0, f"기간 {dotted(world.start)} ~ {dotted(last)}")
        sheet.write(2, 0, f"내려받은 날 {dotted(world.end)}")
        _head(sheet, table)
        for n, row in enumerate(table.rows, start=HEAD + 2):
            for column, cell in enumerate(row):
                _put(sheet, n, column, cell, day, at)


LAYOUT = Layout("xlsx_titled", ".xlsx", "title rows, a merged head of two rows, Excel days", write)
