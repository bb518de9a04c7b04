"""Typed columns from text cells: every different value is parsed once."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from channel.imports.kinds import Column
from channel.imports.reading import dates, numbers, words
from channel.imports.reading.dates import BadValueError, DayHints

Codes = npt.NDArray[np.intp]
Bad = Mapping[int, BadValueError]
_LONGEST_PLAIN = 12  # digits that cannot pass the largest count

_ISO = "%Y-%m-%d %H:%M:%S"
NOON = dt.timedelta(hours=12)
_EMPTY_DAYS = frozenset([*numbers.MISSING, "미정", "-~-"])


@dataclass(frozen=True)
class Typed:
    """A typed column; `bad` holds what is wrong by the code of the value, -1 is nothing."""

    values: pd.Series
    codes: Codes
    bad: Bad

    @property
    def bad_rows(self) -> Codes:
        """Positions of the rows whose cell cannot be read."""
        return np.flatnonzero(np.isin(self.codes, list(self.bad)))


@dataclass(frozen=True)
class Context:
    """What is known about a column beyond its cells."""

    year: int | None = None
    percent: bool = False
    order: str = ""


def typed(cells: pd.Series, column: Column, context: Context) -> Typed:
    """Parse one column by its type. Counts are Int64, days datetime64, text is "" if missing."""
    codes, uniques = pd.factorize(cells.to_numpy(dtype=object))
    texts = [str(value) for value in uniques]
    values, bad = _parsed(texts, column, context)
    return Typed(values[codes].reset_index(drop=True), codes, bad)


def _parsed(texts: list[str], column: Column, context: Context) -> tuple[pd.Series, Bad]:
    """Moments that are written out in full are usual and many: they are read at once."""
    plain = pd.Series(pd.NaT, index=range(len(texts)), dtype="datetime64[s]")
    if column.type == "moment":
        read = pd.to_datetime(pd.Series(texts, dtype=object), format=_ISO, errors="coerce")
        known = read.between("2010-01-01", "2101-01-01") & (read != read.dt.normalize())
        plain = read.where(known).astype("datetime64[s]")
    left = np.flatnonzero(plain.isna())
    parsed, bad = _each([texts[n] for n in left], _parser(column, context, texts))
    values = _series(parsed, column.type)
    if len(left) < len(texts):
        plain.iloc[left] = values.to_numpy()
        values = plain
    return values, {int(left[n]): error for n, error in bad.items()}


def periods(cells: pd.Series, context: Context) -> tuple[Typed, pd.Series]:
    """A column of days and periods: the first days with what is bad, and the last days."""
    codes, uniques = pd.factorize(cells.to_numpy(dtype=object))
    texts = [str(value) for value in uniques]
    hints = _hints(texts, context)

    def parse(text: str) -> Any:
        return None if _no_day(text) else dates.period(text, hints)

    parsed, bad = _each(texts, parse)
    begins = _series([pair and pair[0] for pair in parsed], "day")
    ends = _series([pair and pair[1] for pair in parsed], "day")
    first = Typed(begins[codes].reset_index(drop=True), codes, bad)
    return first, ends[codes].reset_index(drop=True)


def fit(samples: list[str], column: Column, context: Context) -> float:
    """The share of sample cells that the column's type can hold."""
    filled = [text for text in samples if not numbers.is_missing(text)]
    if not filled:
        return 0.5
    parse = _parser(column, context, filled)
    if column.type == "day":
        hints = _hints(filled, context)

        def parse(text: str) -> Any:
            return dates.period(text, hints)

    _, bad = _each(filled, parse)
    return 1 - len([error for error in bad.values() if error.code not in _FITTING]) / len(filled)


# What is wrong with these is the figure, not the type.
_FITTING = frozenset(
    [
        "impossible_day",
        "day_without_year",
        "ambiguous_day",
        "day_out_of_range",
        "negative_count",
        "count_too_large",
        "period_backwards",
        "share_out_of_range",
    ]
)


def _each(
    texts: list[str], parse: Callable[[str], Any]
) -> tuple[list[Any], dict[int, BadValueError]]:
    parsed: list[Any] = []
    bad: dict[int, BadValueError] = {}
    for text in texts:
        try:
            parsed.append(parse(text))
        except BadValueError as error:
            bad[len(parsed)] = error
            parsed.append(None)
    return parsed, bad


def _parser(column: Column, context: Context, texts: list[str]) -> Callable[[str], Any]:
    if column.type == "count":
        return _count(column.people)
    if column.type == "won":
        return numbers.won
    if column.type == "share":
        return lambda text: numbers.share(text, context.percent)
    if column.type in ("day", "moment"):
        return _days(column, _hints(texts, context))
    if column.choices:
        return lambda text: choice(text, column)
    fold = words.key if column.type == "key" else words.text
    return lambda text: words.short_enough(fold(text), column.longest)


def _count(people: bool) -> Callable[[str], int | None]:
    def parse(text: str) -> int | None:
        if text.isdecimal() and len(text) <= _LONGEST_PLAIN:
            return int(text)
        return numbers.count(text, people)

    return parse


def _days(column: Column, hints: DayHints) -> Callable[[str], Any]:
    def parse(text: str) -> Any:
        if _no_day(text):
            return None
        if column.type == "day":
            return dates.day(text, hints)
        moment, timed = dates.moment(text, hints)
        return moment + NOON if column.noon and not timed else moment

    return parse


def _no_day(text: str) -> bool:
    return len(text) < _LONGEST_PLAIN and "".join(text.split()).lower() in _EMPTY_DAYS


def _hints(texts: list[str], context: Context) -> DayHints:
    return DayHints(context.year, context.order or dates.year_order(texts))


def choice(text: str, column: Column) -> str:
    """The fixed value that a cell's words stand for, "" for a blank cell."""
    word = words.header_word(text)
    if not word:
        return ""
    for value, names in column.choices:
        if word in names:
            return value
    if numbers.is_missing(text):
        return ""
    for value, names in column.choices:
        if any(len(name) > 1 and word.startswith(name) for name in names):
            return value
    if column.otherwise is None:
        raise BadValueError(
            "unknown_choice", value=text, choices=[names[0] for _, names in column.choices]
        )
    return column.otherwise


def _series(values: list[Any], kind: str) -> pd.Series:
    if kind in ("count", "won"):
        return pd.Series(values, dtype="Int64")
    if kind == "share":
        return pd.Series(values, dtype="float64")
    if kind in ("day", "moment"):
        return pd.Series(np.array(values, dtype="datetime64[s]"))
    return pd.Series(["" if value is None else value for value in values], dtype=object)
