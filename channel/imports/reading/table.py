"""A grid to a table: one header, only data rows, each with the line it came from."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from channel.imports.kinds import ImportKind
from channel.imports.reading import limits
from channel.imports.reading.grid import Grid
from channel.imports.reading.header import Header, find_header
from channel.imports.reading.problems import Problem, ReadingError
from channel.imports.reading.words import header_hash

_TOTAL = re.compile(
    r"\s*(?:(?:총\s*)?합\s*계|총\s*계|소\s*계|(?:일\s*|월\s*|전체\s*)?평\s*균|누\s*계|계|총\s*합"
    r"|(?:grand |sub)?total|sum|average|avg)\s*(?:[(:\[].*)?$",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_TOTAL = 80
# Asked of every row: few cells begin like one.
_BEGINS_TOTAL = frozenset("총합소평일월전누계gGsStTaA \t\n\r\u3000\xa0")
_NOTE = re.compile(r"\s*(?:※|\*|주\)|주:|참고|출처|\[참고)")
_TITLES = 40
_YEAR = re.compile(r"(?<!\d)(20[1-9]\d)(?!\d)")


@dataclass(frozen=True)
class Table:
    """Cells as text in columns 0 to n - 1; `lines` runs beside the rows of `frame`."""

    headers: tuple[str, ...]
    frame: pd.DataFrame
    lines: npt.NDArray[np.int64]
    header_line: int | None = None
    dropped: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    year: int | None = None
    titles: tuple[str, ...] = ()  # cells above the header: they may name the channel
    wide: bool = False
    format: str = "text"
    encoding: str = ""
    separator: str = ""
    sheet: str = ""

    @property
    def hash(self) -> str:
        """What a mapping for this shape is remembered by."""
        return header_hash(self.headers)

    def row_of_line(self, line: int) -> list[str]:
        """The cells of the first row from that line, for the error file; [] if it was no row."""
        found = np.flatnonzero(self.lines == line)
        return [str(cell) for cell in self.frame.iloc[found[0]]] if len(found) else []

    def samples(self, index: int, count: int = limits.SAMPLES) -> list[str]:
        """The first different values of a column that are not blank."""
        head = self.frame[index].iloc[: count * 5].unique()
        return [value for value in head if value.strip()][:count]


def is_total(cell: str) -> bool:
    """Whether a row that begins with this cell sums up others."""
    return cell[:1] in _BEGINS_TOTAL and len(cell) < _LONGEST_TOTAL and _sums_up(cell)


@lru_cache(maxsize=4096)
def _sums_up(cell: str) -> bool:
    return bool(_TOTAL.match(cell))


def table_of_grid(grid: Grid, kinds: Iterable[ImportKind]) -> Table:
    """Find the header and drop titles, totals, repeated headers, notes and blank rows."""
    rows = _without_frame(grid.rows)
    header = find_header(rows, kinds)
    body = _Body(header, rows)
    body.take(rows[header.row + 1 :], grid.lines[header.row + 1 :])
    if not body.kept:
        raise ReadingError("header_only", _line(grid, header))
    titles = rows[: max(header.row + 1 - header.depth, 0)]
    body.dropped["titles"] += sum(1 for row in titles if any(map(str.strip, row)))
    return Table(
        headers=body.names,
        frame=_frame(body.kept, len(body.names)),
        lines=np.array(body.lines, dtype=np.int64),
        header_line=_line(grid, header) if header.depth else None,
        dropped={name: n for name, n in body.dropped.items() if n},
        problems=(*grid.problems, *body.problems),
        year=_year(titles),
        titles=tuple(cell.strip() for row in titles for cell in row if cell.strip())[:_TITLES],
        format=grid.format,
        encoding=grid.encoding,
        separator=grid.separator,
        sheet=grid.sheet,
    )


def _line(grid: Grid, header: Header) -> int:
    return grid.lines[max(header.row, 0)]


def _frame(rows: list[list[str]], width: int) -> pd.DataFrame:
    columns = list(zip(*rows, strict=True))
    return pd.DataFrame(
        {i: pd.Series(np.array(columns[i], dtype=object), dtype=object) for i in range(width)}
    )


def _without_frame(rows: list[list[str]]) -> list[list[str]]:
    """Drop the empty first column of tables drawn with | on both sides."""
    sample = [row for row in rows[: limits.HEADER_ROWS] if any(map(str.strip, row))]
    if not sample or any(row[0].strip() for row in sample) or min(map(len, sample)) < 3:
        return rows
    return [row[1:] for row in rows]


def _year(titles: list[list[str]]) -> int | None:
    """The only year that the titles name, for days written without one."""
    years = {int(found) for row in titles for cell in row for found in _YEAR.findall(cell)}
    return years.pop() if len(years) == 1 else None


class _Body:
    """Collects data rows of one width and counts what is dropped."""

    def __init__(self, header: Header, rows: list[list[str]]) -> None:
        below = rows[header.row + 1 :]
        self.names = self._wide_enough(header.names, below)
        heads = rows[max(header.row + 1 - header.depth, 0) : header.row + 1]
        self._heads = {"".join(map(str.strip, row)) for row in heads}
        self._firsts = {next(filter(None, map(str.strip, row)), "") for row in heads}
        self.kept: list[list[str]] = []
        self.lines: list[int] = []
        self.problems: list[Problem] = []
        self.dropped: Counter[str] = Counter()

    @staticmethod
    def _wide_enough(names: tuple[str, ...], below: list[list[str]]) -> tuple[str, ...]:
        """Add unnamed columns where most rows have cells behind the last name."""
        widths = Counter(_used(row) for row in below[: limits.SAMPLES] if any(row))
        usual = widths.most_common(1)[0][0] if widths else 0
        return names + ("",) * (usual - len(names))

    def take(self, rows: list[list[str]], lines: list[int]) -> None:
        width = len(self.names)
        for row, line in zip(rows, lines, strict=True):
            joined = "".join(row)
            if not joined or joined.isspace():
                self.dropped["blank"] += 1
                continue
            if not (reason := self._dropped_as(row, joined)):
                if len(row) != width:
                    row = self._fitted(row, width, line)
                if "\ufffd" in joined:
                    self.problems.append(Problem("undecodable", line))
                elif row:
                    self.kept.append(row)
                    self.lines.append(line)
                continue
            self.dropped[reason] += 1

    def _dropped_as(self, row: list[str], joined: str) -> str:
        first = row[0] or next(filter(None, row))
        if len(first) < _LONGEST_TOTAL and is_total(first):
            return "totals"
        if first.strip() in self._firsts and "".join(map(str.strip, row)) in self._heads:
            return "headers"
        if joined == first and _NOTE.match(first):
            return "notes"
        if joined[0] not in "-=:+ |" or joined.strip("-=:+ |"):
            return ""
        return "rules" if all(len(cell.strip()) > 2 for cell in row if cell) else ""

    def _fitted(self, row: list[str], width: int, line: int) -> list[str]:
        if len(row) <= width:
            return row + [""] * (width - len(row))
        if _used(row) > width:
            self.problems.append(
                Problem("too_many_cells", line, None, {"found": _used(row), "expected": width})
            )
            return []
        return row[:width]


def _used(row: list[str]) -> int:
    used = len(row)
    while used and not row[used - 1].strip():
        used -= 1
    return used
