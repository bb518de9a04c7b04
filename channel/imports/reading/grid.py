"""Rows of cells as text, each with the line number it has in its own file."""

from dataclasses import dataclass, field

from channel.imports.reading import limits
from channel.imports.reading.problems import Problem, ReadingError


@dataclass
class Grid:
    """The raw rows of one table. `lines` counts from 1 and runs beside `rows`."""

    rows: list[list[str]]
    lines: list[int]
    encoding: str = ""
    separator: str = ""
    format: str = "text"
    sheet: str = ""
    problems: list[Problem] = field(default_factory=list)


def refuse_too_wide(cells: int, line: int | None) -> None:
    """Refuse a row of more cells than a table may have."""
    if cells > limits.COLUMNS:
        raise ReadingError("too_many_columns", line, limit=limits.COLUMNS, found=cells)


def refuse_too_many(cells: int) -> None:
    """Refuse a table of more cells than fit in memory."""
    if cells > limits.CELLS:
        raise ReadingError("too_many_rows", limit_cells=limits.CELLS)
