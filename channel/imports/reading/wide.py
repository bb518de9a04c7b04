"""Days across the columns become days down the rows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from channel.imports.kinds import Column, ImportKind
from channel.imports.reading.grid import refuse_too_many
from channel.imports.reading.header import is_day
from channel.imports.reading.likeness import SURE, likeness
from channel.imports.reading.table import Table, is_total
from channel.imports.reading.words import header_word

_DAYS = 3
DAY, LABEL, VALUE = "날짜", "항목", "값"


def lengthened(table: Table, kinds: Iterable[ImportKind]) -> Table:
    """The same table with one row per day, if its header holds days; else the table itself."""
    days = [i for i, name in enumerate(table.headers) if is_day(name)]
    rest = [i for i in range(len(table.headers)) if i not in set(days)]
    if len(days) < _DAYS or len(days) < len(rest):
        return table
    labels = [i for i in rest if not is_total(table.headers[i]) and _is_text(table, i)]
    refuse_too_many(len(table.frame) * len(days) * (len(labels) + 2))
    long, lines = _melted(table, days, labels)
    names = [table.headers[i] for i in labels]
    if labels and _are_figures(table.frame[labels[-1]].unique().tolist(), kinds):
        return _pivoted(table, long, lines, names)
    last = names[-1] if names and header_word(names[-1]) else LABEL
    headers = (*names[:-1], last, DAY, VALUE) if names else (DAY, VALUE)
    return replace(table, headers=headers, frame=long, lines=lines, wide=True)


def _is_text(table: Table, index: int) -> bool:
    return bool(table.samples(index, 5))


def _melted(table: Table, days: list[int], labels: list[int]) -> tuple[pd.DataFrame, np.ndarray]:
    """Row by row, day by day: the labels, the day's header, the cell."""
    rows, width = len(table.frame), len(days)
    columns = [np.repeat(table.frame[i].to_numpy(), width) for i in labels]
    names = np.array([table.headers[i] for i in days], dtype=object)
    columns.append(np.tile(names, rows))
    columns.append(table.frame[days].to_numpy(dtype=object).reshape(-1))
    frame = pd.DataFrame({i: pd.Series(c, dtype=object) for i, c in enumerate(columns)})
    return frame, np.repeat(table.lines, width)


def _are_figures(labels: list[str], kinds: Iterable[ImportKind]) -> bool:
    """Whether most labels name figures of a kind rather than sources."""
    counts: list[Column] = [
        column for kind in kinds if not kind.melt for column in kind.columns
        if column.type in ("count", "won", "share")
    ]  # fmt: skip
    filled = [label for label in labels if label.strip()]
    known = sum(any(likeness(column, label) >= SURE for column in counts) for label in filled)
    return bool(filled) and 2 * known >= len(filled)


def _pivoted(table: Table, long: pd.DataFrame, lines: np.ndarray, names: list[str]) -> Table:
    """One column per figure; a figure named twice keeps both, told apart by a number."""
    ids, label, day, value = list(range(len(names) - 1)), len(names) - 1, len(names), len(names) + 1
    long = long.assign(line=lines)
    seen = long.groupby([*ids, label, day], sort=False).cumcount()
    long[label] = long[label].where(seen == 0, long[label] + " " + (seen + 1).astype(str))
    by = [*ids, day]
    figures = list(dict.fromkeys(long[label]))
    wide = long.set_index([*by, label])[value].unstack(label)[figures]
    first = long.groupby(by, sort=True)["line"].min().reindex(wide.index)
    wide = wide.fillna("").reset_index()
    order = np.argsort(first.to_numpy(), kind="stable")
    headers = (*names[:-1], DAY, *Counter(figures))
    wide.columns = pd.Index(range(len(headers)))
    frame = wide.iloc[order].reset_index(drop=True).astype(object)
    return replace(
        table, headers=tuple(headers), frame=frame, lines=first.to_numpy()[order], wide=True
    )
