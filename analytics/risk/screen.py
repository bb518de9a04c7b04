"""Rows of the risk screen and its chart, from what is kept."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from analytics.risk.episode import RED, YELLOW
from analytics.risk.words import STATES, TONES, WEEKDAYS
from channel.figures.figure import Figure
from channel.models import AxisNote, Broadcast, BroadcastRisk, Channel, Reading, RiskBaseline

MESSAGES = 104  # two years of one a week: more cannot be told apart in one chart
TABLE = 30
NOTES = 50


@dataclass(frozen=True)
class Row:
    """One message of the table; figures carry their papers where they have some."""

    broadcast: Broadcast
    risk: BroadcastRisk
    blocks: Figure
    expected: Figure | None
    state: Any
    tone: str


@dataclass(frozen=True)
class Weekday:
    name: Any
    factor: float


def kept_rows(channel: Channel, limit: int) -> list[BroadcastRisk]:
    """The newest `limit`, oldest first."""
    found = (
        BroadcastRisk.objects.filter(channel=channel)
        .select_related("broadcast")
        .order_by("-broadcast__sent_on", "-broadcast__sent_at", "-broadcast_id")[:limit]
    )
    return list(found)[::-1]


def table(channel: Channel) -> list[Row]:
    rows = kept_rows(channel, TABLE)
    readings = Reading.objects.filter(
        channel=channel,
        subject__in=[f"broadcast:{row.broadcast_id}" for row in rows],
        measure__in=["blocks_after", "expected_blocks"],
    ).newest()
    papers = {(one.subject, one.measure): Figure.of(one, channel) for one in readings}
    return [_row(row, papers) for row in rows[::-1]]


def _row(row: BroadcastRisk, papers: dict[tuple[str, str], Figure]) -> Row:
    subject = f"broadcast:{row.broadcast_id}"
    bare = Figure(row.blocks, "people", "estimate", row.broadcast.sent_on, "blocks_after")
    known = STATES if row.blocks is not None else {"missing": _not_known(row)}
    return Row(
        broadcast=row.broadcast,
        risk=row,
        blocks=papers.get((subject, "blocks_after"), bare),
        expected=papers.get((subject, "expected_blocks")),
        state=known[row.state],
        tone=TONES.get(row.state, "grey"),
    )


def _not_known(row: BroadcastRisk) -> str:
    return _("아직 안 들어옴") if row.provisional else _("자료 없음")


def weekdays(baseline: RiskBaseline | None, rows: list[Row]) -> list[Weekday]:
    """Factors of the weekdays on which messages were sent: of the others nothing is known."""
    if baseline is None or not baseline.weekday_factor:
        return []
    used = {row.broadcast.sent_on.weekday() for row in rows if row.risk.blocks is not None}
    return [Weekday(WEEKDAYS[n], baseline.weekday_factor[n]) for n in sorted(used)]


def notes(channel: Channel) -> list[AxisNote]:
    return list(
        AxisNote.objects.filter(channel=channel)
        .select_related("by")
        .order_by("-day", "-pk")[:NOTES]
    )


def chart(channel: Channel) -> dict[str, Any]:
    """Plotly's data and layout. A message without data is a gap in every line."""
    rows = kept_rows(channel, MESSAGES)
    days = [str(row.broadcast.sent_on) for row in rows]
    since = rows[0].broadcast.sent_on if rows else dt.date.max
    marked = [note for note in notes(channel) if note.day >= since]
    return {
        "data": [*_band(rows, days), _expected(rows, days), _actual(rows, days)],
        "layout": {
            "yaxis": {"rangemode": "tozero"},
            "margin": {"t": 28},
            "shapes": [mark(note) for note in marked],
            "annotations": [label(note) for note in marked],
        },
    }


def _band(rows: list[BroadcastRisk], days: list[str]) -> list[dict[str, Any]]:
    """One closed shape per unbroken stretch: a band across a gap would claim what nobody knows."""
    return [
        {
            "x": [*stretch.days, *stretch.days[::-1]],
            "y": [*stretch.upper, *stretch.lower[::-1]],
            "mode": "lines", "line": {"width": 0}, "fill": "toself",
            "fillcolor": "token:quiet/0.2", "hoverinfo": "skip",
        }
        for stretch in _stretches(rows, days)
    ]  # fmt: skip


@dataclass
class _Stretch:
    days: list[str]
    lower: list[float | None]
    upper: list[float | None]


def _stretches(rows: list[BroadcastRisk], days: list[str]) -> list[_Stretch]:
    found, open_ = list[_Stretch](), False
    for row, day in zip(rows, days, strict=True):
        if row.expected is not None:
            if not open_:
                found.append(_Stretch([], [], []))
            found[-1].days.append(day)
            found[-1].lower.append(row.lower)
            found[-1].upper.append(row.upper)
        open_ = row.expected is not None
    return found


def _expected(rows: list[BroadcastRisk], days: list[str]) -> dict[str, Any]:
    return {
        "x": days, "y": [row.expected for row in rows], "name": _("평소라면"), "mode": "lines",
        "line": {"color": "token:quiet", "width": 1.5}, "hovertemplate": "%{y:,.0f}",
        "connectgaps": False,
    }  # fmt: skip


def _actual(rows: list[BroadcastRisk], days: list[str]) -> dict[str, Any]:
    return {
        "x": days, "y": [row.blocks for row in rows], "name": _("떠난 친구"),
        "mode": "lines+markers", "line": {"color": "token:accent", "width": 2},
        "marker": {
            "size": 8,
            "color": [_colour(row) for row in rows],
            "symbol": [_symbol(row) for row in rows],
        },
        "text": [row.broadcast.title for row in rows],
        "hovertemplate": "%{y:,.0f} · %{text}", "connectgaps": False,
    }  # fmt: skip


def _colour(row: BroadcastRisk) -> str:
    if row.state in RED:
        return "token:alarm"
    return "token:watch" if row.state in YELLOW else "token:accent"


def _symbol(row: BroadcastRisk) -> str:
    """Shape as well as colour: a spike is a diamond, a rise a square, what may change hollow."""
    shape = "diamond" if row.state in YELLOW else "square" if row.state in RED else "circle"
    return f"{shape}-open" if row.provisional else shape


def mark(note: AxisNote) -> dict[str, Any]:
    """Plotly's line across a chart of days."""
    return {
        "type": "line", "x0": str(note.day), "x1": str(note.day), "yref": "paper", "y0": 0,
        "y1": 1, "line": {"color": "token:ink-3", "width": 1, "dash": "dot"},
    }  # fmt: skip


def label(note: AxisNote) -> dict[str, Any]:
    """Plotly's words above that line."""
    text = note.text.replace("<", "&lt;")  # Plotly reads a little HTML
    return {
        "x": str(note.day), "yref": "paper", "y": 1, "text": text, "showarrow": False,
        "xanchor": "center", "yanchor": "bottom", "font": {"color": "token:ink-3"},
    }  # fmt: skip
