"""Find the row that names the columns, below titles and above figures."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from channel.imports.kinds import Column, ImportKind
from channel.imports.reading import dates, limits
from channel.imports.reading.likeness import SURE, likeness
from channel.imports.reading.problems import ReadingError

_FIGURE = re.compile(
    r"[-+−△▲(₩￦]*\s*[\d,]*\.?\d+(?:e[+-]?\d+)?\s*[만천k]?\s*(?:%|명|회|건|개|원|번|통)?\)?$",
    re.IGNORECASE,
)
_DASHES = frozenset(["-", "–", "—", "N/A", "n/a"])
_DAY_START = re.compile(r"\s*['\"=]*\s*\d{1,4}\s*[-./년월]\s*\d|\s*20\d{6}")
_WIDE_DAYS = 3
_YEARLESS = dates.DayHints(year=2024)  # a leap year: only the shape is asked


@dataclass(frozen=True)
class Header:
    """Where the names are: `row` is the lower of `depth` rows; depth 0 means there are none."""

    row: int
    depth: int
    names: tuple[str, ...]


def is_day(cell: str) -> bool:
    """Whether a cell reads as a day, with or without its year."""
    if len(cell) > dates.LONGEST or not _DAY_START.match(cell):
        return False
    try:
        dates.period(cell, _YEARLESS)
    except dates.BadValueError:
        return False
    return True


def is_figure(cell: str) -> bool:
    """Whether a cell holds a number, a day or the mark of a missing number."""
    if len(cell) > dates.LONGEST:
        return False
    cell = cell.strip()
    return (
        cell in _DASHES
        or bool(_FIGURE.match(cell))
        or is_day(cell)
        or bool(_DAY_START.match(cell) and dates.is_period(cell))
    )


def find_header(rows: Sequence[list[str]], kinds: Iterable[ImportKind]) -> Header:
    """The most likely header row of a grid; refuses a grid that holds no table."""
    places = [i for i, row in enumerate(rows[: limits.HEADER_ROWS]) if _filled(row)]
    if not places:
        raise ReadingError("empty_file")
    columns = [column for kind in kinds for column in kind.columns]
    best, best_score = -1, 0.0
    for order, place in enumerate(places):
        below = [rows[after] for after in places[order + 1 : order + 6]]
        score = _score(rows[place], below, columns)
        if score > best_score:
            best, best_score = place, score
    if best < 0:
        return _headless(rows, places)
    if not any(_filled(row) for row in rows[best + 1 :]):
        raise ReadingError("header_only", best + 1)
    return _joined(rows, best)


def _score(row: list[str], below: list[list[str]], columns: list[Column]) -> float:
    cells = _filled(row)
    days = [cell for cell in cells if is_day(cell)]
    texts = [cell for cell in cells if not is_figure(cell)]
    wide = len(days) >= _WIDE_DAYS and 2 * len(days) >= len(cells)
    if len(cells) < 2 or (len(texts) < len(cells) and not wide):
        return 0.0
    known = sum(any(likeness(column, cell) >= SURE for column in columns) for cell in texts)
    follows = sum(_is_data(other, len(cells)) for other in below)
    above_data = bool(below) and _is_data(below[0], 2)
    if not above_data and known < 2:
        return 0.0
    return max(min(len(cells), 20) + 2 * known + follows - (0 if above_data else 4), 0.5)


def _is_data(row: list[str], cells: int) -> bool:
    filled = _filled(row)
    return 2 * len(filled) >= cells and any(map(is_figure, filled))


def _headless(rows: Sequence[list[str]], places: list[int]) -> Header:
    """A table whose first row is data already: its columns are known by their values only."""
    for place in places:
        cells = _filled(rows[place])
        if len(cells) >= 2 and any(map(is_figure, cells)):
            return Header(place - 1, 0, ("",) * len(rows[place]))
    if len(_filled(rows[places[0]])) >= 2 and len(places) == 1:
        raise ReadingError("header_only", places[0] + 1)
    raise ReadingError("no_table")


def _joined(rows: Sequence[list[str]], place: int) -> Header:
    """Put a merged row of group names in front of the names below it."""
    names = [cell.strip() for cell in rows[place]]
    while names and not names[-1]:
        names.pop()
    above = [cell.strip() for cell in rows[place - 1]] if place else []
    if not _is_group_row(above, names):
        return Header(place, 1, tuple(names))
    width = max(len(names), max(i + 1 for i, cell in enumerate(above) if cell))
    names += [""] * (width - len(names))
    above += [""] * (width - len(above))
    group, joined = "", []
    for upper, lower in zip(above, names, strict=False):
        group = upper or group
        joined.append(f"{group} {lower}".strip() if lower != group else lower)
    return Header(place, 2, tuple(joined))


def _is_group_row(above: list[str], names: list[str]) -> bool:
    filled = _filled(above)
    if len(filled) < 2 or any(map(is_figure, filled)):
        return False
    fills_gap = any(
        cell and (i >= len(names) or not names[i] or names[i] == cell)
        for i, cell in enumerate(above)
    )
    return fills_gap or not above[0]


def _filled(row: list[str]) -> list[str]:
    return [cell for cell in row if cell and not cell.isspace()]
