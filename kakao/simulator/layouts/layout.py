"""What a layout is, and how it words days and numbers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from kakao.simulator.tables import KINDS, Cell, Row, Table
from kakao.simulator.world import World

WEEKDAYS = "월화수목금토일"
UNITS = {"clicked": "회", "impressions": "회", "free": "건"}


@dataclass(frozen=True)
class Layout:
    """`write(world, kind, path)` writes one file; `about` is for people, in one line."""

    name: str
    suffix: str
    about: str
    write: Callable[[World, str, Path], None]
    kinds: tuple[str, ...] = KINDS


def iso(day: date) -> str:
    return f"{day:%Y-%m-%d}"


def dotted(day: date) -> str:
    return f"{day:%Y.%m.%d}"


def unpadded(day: date) -> str:
    return f"{day.year}. {day.month}. {day.day}."


def worded(day: date) -> str:
    return f"{day.year}년 {day.month}월 {day.day}일"


def with_weekday(day: date) -> str:
    return f"{day:%Y-%m-%d}({WEEKDAYS[day.weekday()]})"


def plain(_column: str, count: int) -> str:
    return str(count)


def with_commas(_column: str, count: int) -> str:
    return f"{count:,}"


def with_unit(column: str, count: int) -> str:
    return f"{count:,}{UNITS.get(column, '명')}"


@dataclass(frozen=True)
class Style:
    """How days, numbers and nothing are written."""

    day: Callable[[date], str]
    number: Callable[[str, int], str] = plain
    nothing: str = ""

    def cell(self, column: str, cell: Cell) -> str:
        if cell is None:
            return self.nothing
        if isinstance(cell, datetime):
            return f"{self.day(cell)} {cell:%H:%M}"
        if isinstance(cell, date):
            return self.day(cell)
        return self.number(column, cell) if isinstance(cell, int) else cell

    def row(self, columns: Iterable[str], row: Row) -> list[str]:
        return [self.cell(name, cell) for name, cell in zip(columns, row, strict=True)]

    def rows(self, table: Table) -> Iterable[list[str]]:
        return (self.row(table.columns, row) for row in table.rows)


def heads(words: Mapping[str, str], table: Table) -> list[str]:
    """The table's columns in a layout's own words; a category of Kakao keeps its name."""
    return [words.get(name, name) for name in table.columns]
