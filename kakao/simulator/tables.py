"""A world's figures as three plain tables, before any layout spoils them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kakao.simulator.world import Broadcast, World

Cell = date | datetime | int | str | None
Row = tuple[Cell, ...]

DAILY_FRIENDS, DAILY_SOURCES, BROADCASTS = "daily_friends", "daily_sources", "broadcasts"
KINDS = (DAILY_FRIENDS, DAILY_SOURCES, BROADCASTS)
ADDITIVE = frozenset({"added", "blocked", "sent", "opened", "clicked", "impressions", "free"})


@dataclass(frozen=True)
class Table:
    """Rows of one import kind. In a row of a missing day every cell but the first is None."""

    kind: str
    columns: tuple[str, ...]
    rows: Sequence[Row]

    def shown(self) -> "Table":
        """Without the rows of missing days."""
        rows = [row for row in self.rows if any(cell is not None for cell in row[1:])]
        return Table(self.kind, self.columns, rows)

    def total(self) -> Row:
        """합계, and the sum of each column whose sum means something."""
        columns = list(zip(*self.rows, strict=True))
        names = zip(self.columns[1:], columns[1:], strict=True)
        return ("합계", *(_sum(cells) if self._adds_up(name) else None for name, cells in names))

    def _adds_up(self, column: str) -> bool:
        across = self.kind == DAILY_SOURCES and "source" not in self.columns
        return across or column in ADDITIVE


def _sum(cells: Sequence[Cell]) -> int:
    return sum(cell for cell in cells if isinstance(cell, int))


def daily_friends(world: World) -> Table:
    daily = world.daily
    figures = zip(
        daily.dates(),
        daily.shown.tolist(),
        daily.friends.tolist(),
        daily.added.tolist(),
        daily.blocked.tolist(),
        strict=True,
    )
    rows: list[Row] = [
        (day, friends, added, blocked) if shown else (day, None, None, None)
        for day, shown, friends, added, blocked in figures
    ]
    return Table(DAILY_FRIENDS, ("day", "friends", "added", "blocked"), rows)


def sources_across(world: World) -> Table:
    """A row a day, a column a category."""
    days = zip(*(counts.tolist() for counts in world.sources.values()), strict=True)
    shown = world.daily.shown.tolist()
    rows: list[Row] = [
        (day, *counts) if there else (day, *(None for _ in counts))
        for day, there, counts in zip(world.daily.dates(), shown, days, strict=True)
    ]
    return Table(DAILY_SOURCES, ("day", *world.sources), rows)


def sources_long(world: World) -> Table:
    """A row a day and category; missing days have none."""
    across = sources_across(world).shown()
    rows: list[Row] = [
        (row[0], name, count)
        for row in across.rows
        for name, count in zip(across.columns[1:], row[1:], strict=True)
    ]
    return Table(DAILY_SOURCES, ("day", "source", "added"), rows)


MESSAGE = ("title", "sent_at", "sent", "opened", "clicked", "impressions", "free")
TAGS = ("content", "audience", "benefit")
NUMBER = ("kakao_id",)


def broadcasts(world: World, *, tags: bool = False) -> Table:
    """A row a message; `tags` adds what a person notes beside it: content, audience, benefit.

    Messages with a number of Kakao's carry it in a last column.
    """
    numbered = any(b.kakao_id for b in world.broadcasts)
    rows: list[Row] = [
        _message(b) + (_tags(b) if tags else ()) + ((b.kakao_id,) if numbered else ())
        for b in world.broadcasts
    ]
    columns = MESSAGE + (TAGS if tags else ()) + (NUMBER if numbered else ())
    return Table(BROADCASTS, columns, rows)


def _message(b: Broadcast) -> Row:
    return (b.title, b.sent_at, b.sent, b.opened, b.clicked, b.impressions, b.free)


def _tags(b: Broadcast) -> Row:
    return (b.content, b.audience, "있음" if b.benefit else "없음")
