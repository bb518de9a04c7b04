"""A table ready to leave: columns know how to read one row."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from channel.clock import KST

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Cell = str | int | float | bool | dt.date | dt.datetime | None
# Excel and others run these as formulas; tab and line ends can carry one into the next cell.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Column:
    name: "str | _StrPromise"
    cell: Callable[[Any], Cell]


@dataclass(frozen=True)
class Table:
    """`rows` is read once, so a queryset's iterator streams."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Any]

    @property
    def head(self) -> list[str]:
        return [str(column.name) for column in self.columns]

    def lines(self) -> Iterator[list[Cell]]:
        for row in self.rows:
            yield [plain(column.cell(row)) for column in self.columns]


def plain(cell: Cell) -> Cell:
    """Text that cannot be run, moments in Korean time, yes and no as words."""
    if isinstance(cell, bool):
        return _("예") if cell else _("아니요")
    if isinstance(cell, dt.datetime):
        return cell.astimezone(KST).replace(tzinfo=None, microsecond=0)
    if cell is None or isinstance(cell, int | float | dt.date):
        return cell
    return safe_text(str(cell))


def safe_text(text: str) -> str:
    return "'" + text if text.startswith(DANGEROUS) else text
