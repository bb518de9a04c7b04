"""A pivot: a column a day, a row a figure; "-" on a missing day."""

from pathlib import Path

from kakao.simulator.layouts.book import workbook
from kakao.simulator.layouts.layout import Layout, dotted
from kakao.simulator.tables import (
    DAILY_FRIENDS,
    DAILY_SOURCES,
    daily_friends,
    sources_across,
)
from kakao.simulator.world import World

WORDS = {"friends": "친구수", "added": "친구 추가", "blocked": "친구 차단"}


def write(world: World, kind: str, path: Path) -> None:
    table = daily_friends(world) if kind == DAILY_FRIENDS else sources_across(world)
    corner = "구분" if kind == DAILY_FRIENDS else "유입 경로"
    with workbook(path, world) as book:
        sheet = book.add_worksheet("통계")
        sheet.write_row(0, 0, [corner, *(dotted(day) for day in world.daily.dates())])
        figures = list(zip(*table.rows, strict=True))[1:]
        for n, (name, cells) in enumerate(zip(table.columns[1:], figures, strict=True), start=1):
            shown = ["-" if cell is None else cell for cell in cells]
            sheet.write_row(n, 0, [WORDS.get(name, name), *shown])


LAYOUT = Layout(
    "xlsx_wide", ".xlsx", "days as columns", write, kinds=(DAILY_FRIENDS, DAILY_SOURCES)
)
