"""Rules over whole rows: what may not be above what, and rows that speak of the same thing."""

import dataclasses
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from channel.imports.kinds import ImportKind
from channel.imports.reading.problems import Problem
from channel.imports.reading.values import Typed
from channel.imports.reading.words import folded

Mask = npt.NDArray[np.bool_]


@dataclass
class Rows:
    """Typed columns with the rows that are still good."""

    lines: npt.NDArray[np.int64]
    columns: dict[str, pd.Series] = dataclasses.field(default_factory=dict)
    problems: list[Problem] = dataclasses.field(default_factory=list)
    dropped: Counter[str] = dataclasses.field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.good: Mask = np.ones(len(self.lines), dtype=bool)
        self._left: Mask = np.zeros(len(self.lines), dtype=bool)

    def leave_out(self, mask: Mask, reason: str) -> None:
        """Drop rows that are not wrong."""
        mask = mask & ~self._left
        if mask.any():
            self.dropped[reason] += int(mask.sum())
            self._left |= mask
            self.good &= ~mask

    def refuse(
        self,
        mask: Mask,
        code: str,
        name: str,
        params: Callable[[int], Mapping[str, Any]] | None = None,
    ) -> None:
        """Mark rows bad, each with its line and why."""
        rows = np.flatnonzero(mask & ~self._left)
        for row in rows:
            told = params(int(row)) if params else {}
            self.problems.append(Problem(code, int(self.lines[row]), name, told))
        self.good[rows] = False

    def refuse_cells(self, name: str, typed: Typed) -> None:
        """Mark the rows bad whose cell could not be read."""
        for row in typed.bad_rows:
            if not self._left[row]:
                error = typed.bad[int(typed.codes[row])]
                self.problems.append(Problem(error.code, int(self.lines[row]), name, error.params))
                self.good[row] = False

    def kept(self) -> pd.DataFrame:
        """The good rows."""
        frame = pd.DataFrame({"line": self.lines} | self.columns)
        return frame[self.good].reset_index(drop=True)

    def sorted_problems(self) -> list[Problem]:
        """Every problem by line."""
        return sorted(self.problems, key=lambda problem: problem.line or 0)


def refuse_above(rows: Rows, low: str, high: str) -> None:
    """More opened than sent is a wrong column or a wrong figure."""
    mask = (rows.columns[low] > rows.columns[high]).fillna(False).to_numpy(dtype=bool)

    def params(row: int) -> Mapping[str, Any]:
        return {low: int(rows.columns[low].iloc[row]), high: int(rows.columns[high].iloc[row]),
                "limit": high}  # fmt: skip

    rows.refuse(mask & rows.good, f"{low}_above_{high}", low, params)


def without_doubles(rows: Rows, kind: ImportKind) -> None:
    """Rows of one key that agree are kept once; those that disagree are all bad."""
    key = [name for name in kind.key if name in rows.columns]
    if kind.else_key:
        named = (rows.columns[key[-1]] != "").to_numpy(dtype=bool)
        _settle(rows, key, rows.good & named, kind)
        _settle(rows, list(kind.else_key), rows.good & ~named, kind)
        return
    if not kind.nth:
        _settle(rows, key, rows.good, kind)
        return
    key_column = next(column.name for column in kind.columns if column.type == "key")
    identified = rows.good & (rows.columns[key_column] != "").to_numpy()
    _settle(rows, ["channel", key_column], identified, kind)
    _settle_unidentified(rows, kind, rows.good & ~identified)
    _number(rows, kind)


def _settle_unidentified(rows: Rows, kind: ImportKind, mask: Mask) -> None:
    """Without an id only the same moment makes two sends one; else they are numbered."""
    moment = kind.moment_day[0] if kind.moment_day else ""
    rows.columns["_title"] = _folded(rows.columns["title"])
    timed = mask & rows.columns[moment].notna().to_numpy()
    _settle(rows, ["channel", moment, "_title"], timed, kind)
    same = [name for name in rows.columns if name not in ("title",)]
    untimed = mask & ~timed
    frame = pd.DataFrame({name: rows.columns[name] for name in same})[untimed]
    doubled = np.zeros(len(rows.lines), dtype=bool)
    doubled[np.flatnonzero(untimed)] = frame.duplicated().to_numpy()
    rows.leave_out(doubled, "doubles")


def _number(rows: Rows, kind: ImportKind) -> None:
    moment, day = kind.moment_day or ("", "")
    by = ["channel", day, "_title"]
    frame = pd.DataFrame({name: rows.columns[name] for name in [*by, moment]})[rows.good]
    order = frame.sort_values(moment, kind="stable", na_position="last")
    numbers = order.groupby(by, sort=False, dropna=False).cumcount() + 1
    rows.columns[kind.nth] = numbers.reindex(range(len(rows.lines))).astype("Int64")
    rows.columns.pop("_title")


def _settle(rows: Rows, key: list[str], mask: Mask, kind: ImportKind) -> None:
    frame = pd.DataFrame({name: rows.columns[name] for name in key})[mask]
    if "source" in key:
        frame["source"] = _folded(frame["source"])
    if "channel" in key:
        frame["channel"] = _folded(frame["channel"])
    doubled = frame.duplicated(keep=False)
    if not doubled.any():
        return
    group = frame[doubled].groupby(key, sort=False, dropna=False).ngroup()
    figures = {name: _known(rows.columns[name].loc[group.index]) for name in kind.figures}
    compared = pd.DataFrame(figures)
    kinds = compared.groupby(group).nunique()
    conflicts = set(kinds.index[(kinds > 1).any(axis=1)])
    disagree = group.isin(conflicts)
    _refuse_conflicts(rows, group[disagree], compared, kind.disagree)
    agreeing = group[~disagree]
    _combine(rows, agreeing, kind)


def _combine(rows: Rows, group: pd.Series, kind: ImportKind) -> None:
    """Keep the first row of each group, with figures that only a later one has."""
    for name in kind.figures:
        values = rows.columns[name]
        first = _known(values.loc[group.index]).groupby(group).transform("first")
        first = first.fillna("") if values.dtype == object else first
        rows.columns[name] = values.where(
            ~values.index.isin(group.index), first.reindex(values.index)
        )
    later = np.zeros(len(rows.lines), dtype=bool)
    later[group.index[group.duplicated()]] = True
    rows.leave_out(later, "doubles")


def _known(values: pd.Series) -> pd.Series:
    """A missing text is a missing value."""
    return values.where(values != "", None) if values.dtype == object else values


def _refuse_conflicts(rows: Rows, group: pd.Series, compared: pd.DataFrame, code: str) -> None:
    """Name for each row the lines it disagrees with and the first figure they differ in."""
    for _, members in group.groupby(group):
        lines = sorted({int(rows.lines[row]) for row in members.index})
        several = compared.loc[members.index].nunique() > 1
        name = str(several.index[several.to_numpy()][0])
        values = compared.loc[members.index, name]
        found = (
            [int(value) for value in values.dropna().unique()] if values.dtype == "Int64" else []
        )
        for row in members.index:
            params = {"lines": lines[:10], "values": found[:10]}
            rows.problems.append(Problem(code, int(rows.lines[row]), name, params))
            rows.good[row] = False


def _folded(values: pd.Series) -> pd.Series:
    codes, uniques = pd.factorize(values.to_numpy(dtype=object))
    texts = np.array([folded(str(text)) for text in uniques] or [""], dtype=object)
    return pd.Series(texts[codes], index=values.index, dtype=object)
