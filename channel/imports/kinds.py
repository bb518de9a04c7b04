"""What can be imported. The owning app registers its kinds with the functions that load them."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

ColumnType = Literal["day", "moment", "count", "won", "share", "text", "key"]
Personal = Literal["keep", "hash", "drop", "refuse"]


@dataclass(frozen=True)
class Column:
    """One wanted column and how its header may read.

    `words` are looked for in the header, `unless` rules it out. `people` marks counts of
    persons, which times (노출수) must never fill; `times` marks the column such counts go to
    instead. `choices` turns words of a cell into a fixed value; any other cell becomes
    `otherwise`, or is refused where that is None.
    """

    name: str
    type: ColumnType
    words: tuple[str, ...]
    required: bool = False
    personal: Personal = "keep"
    unless: tuple[str, ...] = ()
    people: bool = False
    times: bool = False
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    otherwise: str | None = None
    longest: int = 2_000
    # A moment without a time of day is the noon of its day.
    noon: bool = False

    def optional(self) -> "Column":
        """The same column where a table may lack it."""
        return replace(self, required=False)


@dataclass(frozen=True)
class ImportKind:
    """A kind of table: its columns, what makes a row the same row, and how it is loaded."""

    name: str
    label: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    load: Callable[..., Any] | None = None
    undo: Callable[..., Any] | None = None
    # Each group needs one filled column per row.
    one_of: tuple[tuple[str, ...], ...] = ()
    # The first may not be above the second.
    not_above: tuple[tuple[str, str], ...] = ()
    # (day, from, to): a row speaks of one day or of a period.
    period: tuple[str, str, str] | None = None
    # (moment, day): a moment fills the day; a moment column that holds days only is a day.
    moment_day: tuple[str, str] | None = None
    # (name, count): columns named after categories become rows.
    melt: tuple[str, str] | None = None
    # Column that numbers rows whose day and title are the same but which are not the same.
    nth: str = ""
    # A row without any of these says nothing and is left out.
    figures: tuple[str, ...] = ()
    # What rows without their own key (the last of `key`) are told apart by.
    else_key: tuple[str, ...] = ()
    # The problem of two rows that speak of the same with other figures.
    disagree: str = "rows_disagree"
    # No day may be before it.
    earliest: dt.date | None = None

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)


_kinds: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> ImportKind:
    """Make a kind known; called from the owning app's `AppConfig.ready()`."""
    _kinds[kind.name] = kind
    return kind


def get_kind(name: str) -> ImportKind:
    """The registered kind, or KeyError."""
    return _kinds[name]


def all_kinds() -> tuple[ImportKind, ...]:
    """Every registered kind, in the order of registration."""
    return tuple(_kinds.values())
