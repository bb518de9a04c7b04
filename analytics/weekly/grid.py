"""The one grid of a Monday: the week's friends and the messages whose results are asked for.

Cells are named `kind:key:column`, as in `day:2026-11-16:added` or `message:12:opened`.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from analytics.weekly.week import Week
from channel.figures.fields import CountField
from channel.models import Broadcast, Channel, DailyFriends, Origin, PeriodFriends
from channel.templatetags.figures import short_day

DAYS, PERIOD = "days", "period"
FRIENDS = ("added", "blocked", "total")
RESULTS = ("sent", "opened", "clicked", "free_sends")
# Opens are asked for once, when most of them have come in.
ASKED_FROM_DAYS, ASKED_UNTIL_DAYS = 3, 10
COUNT = CountField(required=False)


@dataclass(frozen=True)
class Cell:
    """`shown` is what the page printed before anybody typed; `needed` counts while it is empty."""

    name: str
    label: str
    shown: str = ""
    text: str = ""
    needed: bool = False
    error: str = ""

    @property
    def column(self) -> str:
        return self.name.rpartition(":")[2]

    @property
    def is_changed(self) -> bool:
        return self.text != self.shown

    @property
    def number(self) -> int | None:
        """None for an empty cell. Raises ValidationError with words for who typed it."""
        count: int | None = COUNT.clean(self.text)
        return count


@dataclass(frozen=True)
class Row:
    key: str
    label: str
    note: str
    cells: list[Cell]
    day: dt.date | None = None

    @property
    def kind(self) -> str:
        return self.key.partition(":")[0]

    @property
    def is_changed(self) -> bool:
        return any(cell.is_changed for cell in self.cells)

    def cell(self, column: str) -> Cell:
        return next(cell for cell in self.cells if cell.column == column)


@dataclass(frozen=True)
class Grid:
    week: Week
    mode: str
    friends: list[Row]
    messages: list[Row]
    not_sent: bool = False
    errors: list[str] = field(default_factory=list)

    @property
    def rows(self) -> list[Row]:
        return [*self.friends, *self.messages]

    @property
    def empty(self) -> int:
        """Cells still to be filled. A message that nobody sent has none."""
        return sum(cell.needed and not cell.text.strip() for row in self.rows for cell in row.cells)

    @property
    def empty_messages(self) -> int:
        return sum(any(c.needed and not c.text.strip() for c in r.cells) for r in self.messages)

    @property
    def empty_friends(self) -> int:
        return sum(c.needed and not c.text.strip() for row in self.friends for c in row.cells)

    @property
    def has_errors(self) -> bool:
        return bool(self.errors) or any(cell.error for row in self.rows for cell in row.cells)

    def shown_as(self, shown: Mapping[str, str]) -> "Grid":
        """The grid as a page printed it earlier: what differs from that is what a person typed."""

        def row_as(row: Row) -> Row:
            cells = [
                replace(c, shown=shown.get(c.name, c.shown), text=shown.get(c.name, c.text))
                for c in row.cells
            ]
            return replace(row, cells=cells)

        friends, messages = map(row_as, self.friends), map(row_as, self.messages)
        return replace(self, friends=list(friends), messages=list(messages))


def build_grid(
    channel: Channel, week: Week, today: dt.date, *, mode: str = DAYS, not_sent: bool = False
) -> Grid:
    """Three queries: days, a period of the same week, messages with their results."""
    period = PeriodFriends.objects.filter(channel=channel, first_day=week.first, last_day=week.last)
    found = period.first()
    rows = _period_row(week, found) if mode == PERIOD else _day_rows(channel, week, found)
    return Grid(week, mode, rows, _message_rows(channel, week, today), not_sent)


def shown_count(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def _cell(key: str, column: str, label: str, value: int | None, *, needed: bool) -> Cell:
    shown = shown_count(value)
    return Cell(f"{key}:{column}", f"{label} {words_of(column)}", shown, shown, needed=needed)


def words_of(column: str) -> str:
    return {
        "added": _("추가"), "blocked": _("차단"), "total": _("친구 수"), "sent": _("발송수"),
        "opened": _("열람(명)"), "clicked": _("클릭(회)"), "free_sends": _("무료 발송"),
    }[column]  # fmt: skip


def _day_rows(channel: Channel, week: Week, period: PeriodFriends | None) -> list[Row]:
    known = {
        row.day: row
        for row in DailyFriends.objects.filter(channel=channel, day__range=(week.first, week.last))
    }
    covered = period is not None and period.added is not None and period.blocked is not None
    total = period.total_after if period else None
    return [_day_row(day, known.get(day), covered, total, week) for day in week.days]


def _day_row(
    day: dt.date, found: DailyFriends | None, covered: bool, total: int | None, week: Week
) -> Row:
    key, label = f"day:{day.isoformat()}", short_day(day)
    # one friend count a week is enough: the others only find unexplained differences sooner
    needed = {"added": not covered, "blocked": not covered, "total": day == week.last}
    needed["total"] &= total is None
    cells = [
        _cell(key, column, label, getattr(found, column, None), needed=needed[column])
        for column in FRIENDS
    ]
    return Row(key, label, "", cells, day)


def _period_row(week: Week, found: PeriodFriends | None) -> list[Row]:
    key, label = "period:week", str(week)
    values = {
        "added": found.added if found else None, "blocked": found.blocked if found else None,
        "total": found.total_after if found else None,
    }  # fmt: skip
    cells = [_cell(key, c, label, values[c], needed=True) for c in FRIENDS]
    return [Row(key, label, _("한 주의 합"), cells, week.last)]


def _message_rows(channel: Channel, week: Week, today: dt.date) -> list[Row]:
    first = week.monday - dt.timedelta(days=ASKED_UNTIL_DAYS)
    last = today - dt.timedelta(days=ASKED_FROM_DAYS)
    sent = (
        Broadcast.objects.filter(channel=channel, sent_on__range=(first, last))
        .exclude(state=Broadcast.State.CANCELLED)
        # what came by itself is asked of nobody
        .exclude(result__origin=Origin.PULL, **{f"result__{c}__isnull": False for c in RESULTS})
        .select_related("result")
        .order_by("sent_on", "nth_of_day", "pk")
    )
    return [_message_row(message) for message in sent]


def _message_row(message: Broadcast) -> Row:
    key, result = f"message:{message.pk}", getattr(message, "result", None)
    values = {column: getattr(result, column, None) for column in RESULTS}
    # a free send of 0 is what nobody typed
    values["free_sends"] = values["free_sends"] or None
    cells = [_cell(key, c, message.title, values[c], needed=c != "free_sends") for c in RESULTS]
    return Row(key, message.title, short_day(message.sent_on), cells, message.sent_on)


def fill(grid: Grid, typed: Mapping[str, str]) -> Grid:
    """The grid with what somebody typed; a cell that was not on the page stays as it is."""
    return replace(
        grid,
        friends=[_filled(row, typed) for row in grid.friends],
        messages=[_filled(row, typed) for row in grid.messages],
    )


def _filled(row: Row, typed: Mapping[str, str]) -> Row:
    cells = [replace(cell, text=typed.get(cell.name, cell.text).strip()) for cell in row.cells]
    return replace(row, cells=cells)


def check(grid: Grid) -> Grid:
    """With words at every cell that cannot be stored."""
    return replace(
        grid,
        friends=[_checked(row) for row in grid.friends],
        messages=[_results_checked(_checked(row)) for row in grid.messages],
    )


def _checked(row: Row) -> Row:
    return replace(row, cells=[replace(cell, error=_wrong(cell)) for cell in row.cells])


def _wrong(cell: Cell) -> str:
    try:
        COUNT.clean(cell.text)
    except ValidationError as error:
        return str(error.messages[0])
    if cell.shown and not cell.text:
        return _("이미 넣은 값은 여기서 비울 수 없습니다. 자료에서 되돌리세요.")
    return ""


def _results_checked(row: Row) -> Row:
    """Nobody opens what he did not get, and nothing is free that was not sent."""
    if any(cell.error for cell in row.cells):
        return row
    sent = row.cell("sent").number
    above = [
        (column, row.cell(column).number)
        for column in ("opened", "free_sends")
        if (row.cell(column).number or 0) > (sent or 0)
    ]
    return replace(row, cells=[_above(cell, dict(above), sent) for cell in row.cells])


def _above(cell: Cell, above: Mapping[str, int | None], sent: int | None) -> Cell:
    if cell.column not in above:
        return cell
    if sent is None:
        return replace(cell, error=_("발송수도 함께 적어 주세요."))
    words = _("발송수 %(sent)s보다 많습니다. 사람 수(명)인지 확인해 주세요.")
    return replace(cell, error=words % {"sent": f"{sent:,}"})


def friend_rows(grid: Grid) -> list[dict[str, Any]]:
    """Changed rows as the import kind `daily_friends` takes them: only what changed."""
    return [_friend_row(row, grid.week) for row in grid.friends if row.is_changed]


def _friend_row(row: Row, week: Week) -> dict[str, Any]:
    values = {c.column: c.number for c in row.cells if c.is_changed}
    if row.kind == "period":
        values["total_after"] = values.pop("total", None)
        return {"period_from": week.first, "period_to": week.last, **values}
    return {"day": row.day, **values}


def message_rows(grid: Grid) -> list[dict[str, Any]]:
    """Changed results as the import kind `broadcasts` takes them, with the message's row id."""
    return [
        {"id": int(row.key.partition(":")[2]), **{c.column: c.number for c in _changed(row.cells)}}
        for row in grid.messages
        if row.is_changed
    ]


def _changed(cells: Iterable[Cell]) -> list[Cell]:
    return [cell for cell in cells if cell.is_changed]
