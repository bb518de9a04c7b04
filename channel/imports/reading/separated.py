"""Separated text to a grid: CSV, tabs, pasted tables."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from channel.imports.reading.grid import Grid, refuse_too_many, refuse_too_wide
from channel.imports.reading.problems import ReadingError

# In the order in which an undecided text is taken.
_SEPARATORS = ("\t", ",", ";", "|")
_SPACES = re.compile(r"\s{2,}")
_SAMPLE_LINES = 60


def grid_of_text(text: str, encoding: str = "") -> Grid:
    """Split text by the separator that most of its first lines agree on."""
    text = text.replace("\x00", "")
    separator = find_separator(text)
    lines = _lines(text)
    if not separator:
        rows = [_SPACES.split(line.strip()) for line in lines]
        return Grid(rows, list(range(1, len(rows) + 1)), encoding, "spaces")
    try:
        rows, numbers = _records(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error:
        # A stray quote would swallow the rest of the file: read each line by itself.
        rows, numbers = _records(_Lines(_lines(text), separator))
    return Grid(rows, numbers, encoding, separator)


def find_separator(text: str) -> str:
    """The separator of a text, or "" where only runs of spaces divide the cells."""
    sample: list[str] = []
    for line in io.StringIO(text[:2_000_000], newline=""):
        if line.strip():
            sample.append(line)
        if len(sample) == _SAMPLE_LINES:
            break
    scores = {separator: _agreement(sample, separator) for separator in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda separator: scores[separator])
    return best if scores[best] else ""


def _agreement(lines: list[str], separator: str) -> int:
    """How many lines share the most frequent number of cells above one."""
    if not any(separator in line for line in lines):
        return 0
    try:
        counts = Counter(len(row) for row in csv.reader(lines, delimiter=separator))
    except csv.Error:
        counts = Counter(line.count(separator) + 1 for line in lines)
    return max((n for cells, n in counts.items() if cells > 1), default=0)


def _lines(text: str) -> Iterable[str]:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return io.StringIO(text.rstrip("\n"))


class _Lines:
    """A reader whose records never pass the end of a line."""

    def __init__(self, lines: Iterable[str], separator: str) -> None:
        self._lines = iter(lines)
        self._separator = separator
        self.line_num = 0

    def __iter__(self) -> Iterator[list[str]]:
        return self

    def __next__(self) -> list[str]:
        line = next(self._lines)
        self.line_num += 1
        try:
            return next(csv.reader([line], delimiter=self._separator), [])
        except csv.Error:
            return line.split(self._separator)


def _records(reader: Iterable[list[str]]) -> tuple[list[list[str]], list[int]]:
    """All records with the line on which each begins."""
    rows: list[list[str]] = []
    numbers: list[int] = []
    begins, cells = 1, 0
    for row in reader:
        if len(row) > 100:
            refuse_too_wide(len(row), begins)
        cells += len(row)
        rows.append(row)
        numbers.append(begins)
        begins = reader.line_num + 1  # type: ignore[attr-defined]
        if not len(rows) % 65_536:
            refuse_too_many(cells)
    refuse_too_many(cells)
    if not cells:
        raise ReadingError("empty_file")
    return rows, numbers
