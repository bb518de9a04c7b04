"""A mapped table to a typed frame; a bad row is named with its line and loses no good one."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from channel.imports.kinds import Column, ImportKind
from channel.imports.reading import mapping as maps
from channel.imports.reading import values, words
from channel.imports.reading.mapping import MappingChoice
from channel.imports.reading.problems import Problem, ReadingError
from channel.imports.reading.rules import Mask, Rows, refuse_above, without_doubles
from channel.imports.reading.table import Table, is_total

_ALL_DAYS = frozenset(["전체", "전체기간", "기간합계", "전체합계"])


@dataclass(frozen=True)
class Parsed:
    """`frame` has every column of the kind and `line`; what is not mapped is missing.

    Days and moments are datetime64[s] without a zone: KST days, KST wall-clock times.
    Counts and won are Int64, shares float64, texts and keys "" where missing. `dropped`
    counts rows left out without being wrong: totals, empty, doubles and so on.
    """

    frame: pd.DataFrame
    problems: tuple[Problem, ...]
    dropped: Mapping[str, int]


def parse(
    table: Table, mapping: MappingChoice, kind: ImportKind, today: dt.date | None = None
) -> Parsed:
    """Type every row. Days after `today` are problems. Raises ReadingError for a bad mapping."""
    _refuse_mapping(table, mapping, kind)
    table, mapping = _melt(table, mapping, kind)
    rows = Rows(table.lines, dropped=Counter(table.dropped), problems=list(table.problems))
    cells = {name: table.frame[index] for name, index in mapping.columns.items()}
    _leave_out_totals(rows, cells, kind)
    if kind.melt:
        _fill_down(cells, kind)
    for column in kind.columns:
        _add(rows, column, kind, cells, _context(table, mapping, column.name))
    _settle_days(rows, kind)
    _refuse_rows(rows, kind, today)
    without_doubles(rows, kind)
    return Parsed(rows.kept(), tuple(rows.sorted_problems()), dict(rows.dropped))


def _refuse_mapping(table: Table, mapping: MappingChoice, kind: ImportKind) -> None:
    """Refuse times as persons, and columns that are not there."""
    names = {column.name for column in kind.columns}
    for name, index in mapping.columns.items():
        if name not in names or not 0 <= index < len(table.headers):
            raise ReadingError("mapping_does_not_fit", field=name)
        if not kind.column(name).people:
            continue
        header = table.headers[index]
        unit = mapping.units.get(name) or maps.stated_unit(table, index)
        if unit == "times":
            raise ReadingError("times_as_people", table.header_line, field=name, header=header)
        if not unit and maps.unit_in_doubt(table, index):
            raise ReadingError("unit_unknown", table.header_line, field=name, header=header)
    covered = {*mapping.columns, *(kind.melt if kind.melt and mapping.melted else ())}
    for group in (*kind.one_of, *((c.name,) for c in kind.columns if c.required)):
        if not covered & set(group):
            raise ReadingError("column_missing", table.header_line, field=group[0])


def _melt(table: Table, mapping: MappingChoice, kind: ImportKind) -> tuple[Table, MappingChoice]:
    """Columns named after sources become rows of source and count."""
    if not mapping.melted or not kind.melt:
        return table, mapping
    many, rows = len(mapping.melted), len(table.frame)
    columns = {
        number: np.repeat(table.frame[index].to_numpy(dtype=object), many)
        for number, index in enumerate(mapping.columns.values())
    }
    width = len(columns)
    names = np.array([table.headers[i] for i in mapping.melted], dtype=object)
    columns[width] = np.tile(names, rows)
    columns[width + 1] = table.frame[list(mapping.melted)].to_numpy(dtype=object).reshape(-1)
    chosen = {name: number for number, name in enumerate(mapping.columns)}
    chosen |= {kind.melt[0]: width, kind.melt[1]: width + 1}
    frame = pd.DataFrame({n: pd.Series(cells, dtype=object) for n, cells in columns.items()})
    headers = tuple(str(name) for name in chosen)
    long = Table(headers, frame, np.repeat(table.lines, many), table.header_line, table.dropped,
                 table.problems, table.year)  # fmt: skip
    return long, MappingChoice(chosen, mapping.units, (), mapping.year, mapping.day_order)


def _context(table: Table, mapping: MappingChoice, name: str) -> values.Context:
    header = table.headers[mapping.columns[name]] if name in mapping.columns else ""
    percent = words.header_unit(header) == "percent"
    return values.Context(mapping.year or table.year, percent, mapping.day_order)


def _leave_out_totals(rows: Rows, cells: Mapping[str, pd.Series], kind: ImportKind) -> None:
    """A total may name itself in the day's column instead of the first."""
    for name in {column.name for column in kind.columns if column.type in ("day", "moment")}:
        if name in cells:
            codes, uniques = pd.factorize(cells[name].to_numpy(dtype=object))
            totals = [
                code for code, text in enumerate(uniques)
                if is_total(text) or (text.lstrip()[:1] == "전" and words.folded(text) in _ALL_DAYS)
            ]  # fmt: skip
            rows.leave_out(np.isin(codes, totals), "totals")


def _fill_down(cells: dict[str, pd.Series], kind: ImportKind) -> None:
    """A merged day stands in its first row only."""
    if not kind.period or not kind.melt or kind.melt[0] not in cells:
        return
    named = cells[kind.melt[0]].str.strip() != ""
    for name in ("channel", *kind.period):
        if name in cells:
            filled = cells[name].where(cells[name].str.strip() != "").ffill().fillna("")
            cells[name] = cells[name].where(~named, filled)


def _add(
    rows: Rows,
    column: Column,
    kind: ImportKind,
    cells: Mapping[str, pd.Series],
    context: values.Context,
) -> None:
    if column.name not in cells:
        blank = values.typed(pd.Series([""] * len(rows.lines), dtype=object), column, context)
        rows.columns.setdefault(column.name, blank.values)
        return
    if kind.period and column.name == kind.period[0]:
        typed, ends = values.periods(cells[column.name], context)
        rows.columns["_ends"] = ends
    else:
        typed = values.typed(cells[column.name], column, context)
    rows.columns[column.name] = typed.values
    rows.refuse_cells(column.name, typed)


def _settle_days(rows: Rows, kind: ImportKind) -> None:
    """One day is a day, several are a period; a moment fills the day."""
    columns = rows.columns
    if kind.period:
        day, begin, end = kind.period
        ends = columns.pop("_ends", columns[day])
        several = ends.notna() & (ends != columns[day])
        columns[begin] = columns[begin].where(~several, columns[day])
        columns[end] = columns[end].where(~several, ends)
        columns[day] = columns[day].where(~several)
        columns[end] = columns[end].where(columns[end].notna(), columns[begin])
        single = columns[day].isna() & columns[begin].notna() & (columns[begin] == columns[end])
        columns[day] = columns[day].where(~single, columns[begin])
        known = columns[day].notna()
        columns[begin], columns[end] = columns[begin].where(~known), columns[end].where(~known)
    if kind.moment_day:
        moment, day = kind.moment_day
        at_midnight = columns[moment] == columns[moment].dt.normalize()
        columns[day] = columns[day].where(columns[day].notna(), columns[moment].dt.normalize())
        columns[moment] = columns[moment].where(~at_midnight)


def _refuse_rows(rows: Rows, kind: ImportKind, today: dt.date | None) -> None:
    figures = [rows.columns[name] for name in kind.figures]
    none = np.logical_and.reduce([figure.isna().to_numpy() for figure in figures])
    rows.leave_out(none & rows.good, "empty")
    for group in kind.one_of:
        _refuse_missing(rows, group)
    for column in kind.columns:
        if column.required:
            _refuse_missing(rows, (column.name,))
    if kind.period:
        _, begin, end = kind.period
        backwards = (rows.columns[end] < rows.columns[begin]).fillna(False)
        rows.refuse(backwards.to_numpy(dtype=bool), "period_backwards", begin)
    if today:
        for column in kind.columns:
            if column.type in ("day", "moment"):
                late = rows.columns[column.name] >= np.datetime64(today, "s") + np.timedelta64(
                    1, "D"
                )
                rows.refuse(late.to_numpy(dtype=bool), "future_day", column.name,
                            _with_day(rows, column.name, today))  # fmt: skip
            if kind.earliest and column.type in ("day", "moment"):
                early = rows.columns[column.name] < np.datetime64(kind.earliest, "s")
                rows.refuse(early.to_numpy(dtype=bool), "before_channels", column.name,
                            _with_day(rows, column.name, today))  # fmt: skip
    for low, high in kind.not_above:
        refuse_above(rows, low, high)


def _with_day(rows: Rows, name: str, today: dt.date) -> Any:
    days = rows.columns[name]
    return lambda row: {"value": days.iloc[row].date().isoformat(), "today": today.isoformat()}


def _refuse_missing(rows: Rows, names: Iterable[str]) -> None:
    names = tuple(names)
    none = np.logical_and.reduce([_absent(rows.columns[name]) for name in names])
    rows.refuse(none & rows.good, "value_missing", names[0])


def _absent(cells: pd.Series) -> Mask:
    """A missing text is "", any other missing value is NA."""
    missing = (cells == "") if cells.dtype == object else cells.isna()
    return np.asarray(missing, dtype=bool)
