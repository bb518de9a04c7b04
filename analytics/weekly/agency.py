"""The same Monday for an organisation: one row a channel, one batch, one text to copy."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from analytics.risk.signal import Signal
from analytics.summary import summary_of
from analytics.weekly.facts import WeekFacts, read_week
from analytics.weekly.grid import FRIENDS, PERIOD, Cell, Grid, Row, shown_count, words_of
from analytics.weekly.selectors import figure_of
from analytics.weekly.week import Week
from channel.figures.figure import Figure
from channel.imports import actions as imports
from channel.models import Channel, ImportBatch, Organisation, PeriodFriends, Reading, User


def agency_grid(channels: list[Channel], week: Week) -> Grid:
    """Two queries, whatever the number of channels."""
    found = {
        row.channel_id: row
        for row in PeriodFriends.objects.filter(
            channel__in=channels, first_day=week.first, last_day=week.last
        )
    }
    rows = [_row(channel, found.get(channel.pk)) for channel in channels]
    return Grid(week, PERIOD, rows, [])


def _row(channel: Channel, found: PeriodFriends | None) -> Row:
    key = f"channel:{channel.pk}"
    values = {
        "added": found.added if found else None, "blocked": found.blocked if found else None,
        "total": found.total_after if found else None,
    }  # fmt: skip
    cells = [
        Cell(
            f"{key}:{column}", f"{channel.name} {words_of(column)}", shown_count(value),
            shown_count(value), needed=True,
        )
        for column, value in values.items()
        if column in FRIENDS
    ]  # fmt: skip
    return Row(key, channel.name, "", cells)


@transaction.atomic
def save_agency_figures(*, user: User, place: Organisation, grid: Grid) -> ImportBatch | None:
    """Raises RowsRefused; stores nothing then. None where no cell changed."""
    rows: list[dict[str, Any]] = []
    for row in grid.friends:
        values = {cell.column: cell.number for cell in row.cells if cell.is_changed}
        if values:
            rows.append({
                "channel": row.label, "period_from": grid.week.first,
                "period_to": grid.week.last, "added": values.get("added"),
                "blocked": values.get("blocked"), "total_after": values.get("total"),
            })  # fmt: skip
    return imports.import_rows(place, "daily_friends", rows, by=user) if rows else None


@dataclass(frozen=True)
class ChannelWeek:
    channel: Channel
    told: WeekFacts
    friends: Figure | None
    adds: Figure | None
    blocks: Figure | None
    signal: Signal


def channel_week(channel: Channel, week: Week) -> ChannelWeek:
    told = read_week(channel, week)
    return ChannelWeek(
        channel, told, figure_of(told.friends, channel), figure_of(told.adds, channel),
        figure_of(told.blocks, channel), told.signal,
    )  # fmt: skip


def untold(channels: list[Channel], week: Week) -> list[int]:
    """Channels whose week nobody has computed yet; a page does not wait for all of them."""
    told = Reading.objects.filter(
        channel__in=channels, subject="channel", measure="week_adds", as_of=week.last
    ).values_list("channel", flat=True)
    return sorted({channel.pk for channel in channels} - set(told))


def batch_text(rows: list[ChannelWeek]) -> str:
    return "\n\n".join(summary_of(row.channel, row.told) for row in rows)
