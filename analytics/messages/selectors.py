"""Messages with their figures: kept rows and readings, nothing computed here."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from analytics.papers.selectors import Revision, revisions_of
from analytics.risk.words import STATES, TONES
from analytics.statements.facts import GROWING_DAYS
from analytics.statements.formulas import formula_of
from analytics.statements.messages import UNITS
from channel.broadcasts.matching import near_pairs
from channel.clock import today
from channel.figures.figure import Figure
from channel.models import (
    AuditEntry,
    AxisNote,
    Broadcast,
    BroadcastRisk,
    Channel,
    ImportBatch,
    Reading,
)

DELETED = gettext_noop("메시지를 지웠습니다")
MERGED = gettext_noop("두 메시지를 하나로 합쳤습니다")
APART = gettext_noop("서로 다른 메시지로 두었습니다")
OF_TWO_DAYS = ("blocks_after", "expected_blocks")
COUNTED = ("sent", "opened", "clicked")
CHUNK = 500
UNDO_DAYS = 30
REVISED = ("sent", "opened", "clicked", "cost")


class Figures(dict[str, Figure]):
    """By measure; None where nothing is known, also for a template."""

    def __missing__(self, _name: str) -> None:
        return None


@dataclass(frozen=True)
class MessageRow:
    broadcast: Broadcast
    result: Any
    risk: BroadcastRisk | None
    figures: Figures
    growing: bool
    state: Any
    tone: str

    @property
    def tags(self) -> list[str]:
        return tags_of(self.broadcast)


def tags_of(broadcast: Broadcast) -> list[str]:
    """What is known of it in words; a benefit that nobody told is not said to be missing."""
    benefit = {True: _("혜택 있음"), False: _("혜택 없음"), None: ""}[broadcast.benefit]
    content = broadcast.get_content_display() if broadcast.content else ""
    return [str(tag) for tag in (content, broadcast.get_audience_display(), benefit) if tag]


def messages_of(channel: Channel, wanted: Mapping[str, Any]) -> QuerySet[Broadcast]:
    query = Broadcast.objects.filter(channel=channel).done().select_related("result", "risk")
    return query.filter(
        _tagged("content", wanted.get("content")),
        _tagged("audience", wanted.get("audience")),
        _tagged("benefit", wanted.get("benefit"), {"yes": True, "no": False}),
        _period("gte", wanted.get("since")),
        _period("lte", wanted.get("until")),
    )


def _tagged(name: str, value: Any, values: Mapping[str, Any] | None = None) -> Q:
    if not value:
        return Q()
    return Q(**{name: None if value == "none" else (values or {}).get(value, value)})


def _period(way: str, day: Any) -> Q:
    return Q(**{f"sent_on__{way}": day}) if day else Q()


def rows_of(channel: Channel, broadcasts: Sequence[Broadcast]) -> list[MessageRow]:
    """One query more than the messages themselves took."""
    figures = figures_of(channel, broadcasts)
    return [_row(broadcast, figures[broadcast.pk]) for broadcast in broadcasts]


def all_rows(channel: Channel, query: QuerySet[Broadcast]) -> Iterator[MessageRow]:
    """Every message of a query for a file, some hundreds at a time."""
    found = query.iterator(chunk_size=CHUNK)
    while part := list(islice(found, CHUNK)):
        yield from rows_of(channel, part)


def _row(broadcast: Broadcast, figures: Figures) -> MessageRow:
    risk = getattr(broadcast, "risk", None)
    state = risk.state if risk else BroadcastRisk.State.MISSING
    return MessageRow(
        broadcast=broadcast,
        result=getattr(broadcast, "result", None),
        risk=risk,
        figures=figures,
        growing=(today() - broadcast.sent_on).days < GROWING_DAYS,
        state=STATES["none" if state == BroadcastRisk.State.MISSING else state],
        tone=TONES.get(state, "grey"),
    )


def figures_of(channel: Channel, broadcasts: Iterable[Broadcast]) -> dict[int, Figures]:
    """Readings of the message's own day; counts that were never read stand without papers."""
    messages = list(broadcasts)
    readings = _readings(channel, messages)
    return {message.pk: _figures(channel, message, readings) for message in messages}


def _readings(
    channel: Channel, messages: Sequence[Broadcast]
) -> dict[tuple[str, str, dt.date], Reading]:
    found = Reading.objects.filter(
        channel=channel,
        subject__in=[f"broadcast:{message.pk}" for message in messages],
        measure__in=[*UNITS, *OF_TWO_DAYS],
    ).newest()
    return {(row.subject, row.measure, row.as_of): row for row in found if row.value is not None}


def _figures(
    channel: Channel, message: Broadcast, readings: Mapping[tuple[str, str, dt.date], Reading]
) -> Figures:
    subject, day = f"broadcast:{message.pk}", message.sent_on
    next_day = day + dt.timedelta(days=1)
    days = dict.fromkeys(UNITS, day) | dict.fromkeys(OF_TWO_DAYS, next_day)
    told = {name: readings.get((subject, name, on)) for name, on in days.items()}
    made = {name: Figure.of(row, channel) for name, row in told.items() if row}
    return Figures(made | _counted(message, made))


def _counted(message: Broadcast, made: Mapping[str, Figure]) -> dict[str, Figure]:
    """The stored counts win: a reading follows them a moment later."""
    result = getattr(message, "result", None)
    found = {}
    for name in COUNTED:
        value = getattr(result, name, None)
        if value is not None and (name not in made or made[name].value != value):
            found[name] = Figure(value, UNITS[name], "final", message.sent_on, name)
    return found


@dataclass(frozen=True)
class Revised:
    """A figure's name and how it moved."""

    name: Any
    revision: Revision


@dataclass(frozen=True)
class MessagePage:
    row: MessageRow
    revisions: list[Revised]
    notes: list[AxisNote]
    batch: ImportBatch | None


def message_page(channel: Channel, broadcast: Broadcast) -> MessagePage:
    [row] = rows_of(channel, [broadcast])
    return MessagePage(
        row=row,
        revisions=_revisions(channel, broadcast),
        notes=_notes(channel, broadcast),
        batch=ImportBatch.objects.filter(channel=channel, pk=broadcast.batch_id or 0).first(),
    )


def _revisions(channel: Channel, broadcast: Broadcast) -> list[Revised]:
    readings = _readings(channel, [broadcast])
    keys = [(f"broadcast:{broadcast.pk}", name, broadcast.sent_on) for name in REVISED]
    return [
        Revised(formula_of(readings[key].formula).title, one)
        for key in keys if key in readings
        for one in revisions_of(channel, readings[key])
    ]  # fmt: skip


def _notes(channel: Channel, broadcast: Broadcast) -> list[AxisNote]:
    """Of the two days in which friends leave after a message."""
    days = (broadcast.sent_on, broadcast.sent_on + dt.timedelta(days=1))
    found = AxisNote.objects.filter(channel=channel, day__range=days)
    return list(found.select_related("by").order_by("day", "pk")[:20])


def compared(channel: Channel, ids: Sequence[int]) -> list[MessageRow]:
    """In the order sent."""
    found = Broadcast.objects.filter(channel=channel, pk__in=ids).done()
    return rows_of(channel, list(found.select_related("result", "risk").order_by("sent_on", "pk")))


def proposals(channel: Channel) -> list[tuple[Broadcast, Broadcast]]:
    """Pairs that may be one message, as nobody has said yet that they are two."""
    pairs = near_pairs(channel.pk)
    if not pairs:
        return []
    apart = {
        frozenset(after.get("_pair", []))
        for after in AuditEntry.objects.filter(channel=channel, verb=APART).values_list(
            "after", flat=True
        )
    }
    asked = [pair for pair in pairs if frozenset(pair) not in apart][:5]
    found = Broadcast.objects.select_related("result").in_bulk(
        {pk for pair in asked for pk in pair}
    )
    return [(found[a], found[b]) for a, b in asked]


def deleted(channel: Channel) -> list[AuditEntry]:
    """What was deleted or joined of late and can be brought back."""
    since = timezone.now() - dt.timedelta(days=UNDO_DAYS)
    found = AuditEntry.objects.filter(channel=channel, verb__in=[DELETED, MERGED], at__gte=since)
    entries = list(found[:10])
    gone = {entry.before.get("_id") for entry in entries}
    back = set(Broadcast.objects.filter(pk__in=gone).values_list("pk", flat=True))
    return [entry for entry in entries if entry.before.get("_id") not in back]
