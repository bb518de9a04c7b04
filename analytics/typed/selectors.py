"""The screen of typed counts: kept rows, and what each kind changed."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from analytics.statements.selectors import load
from analytics.typed.forms import FORMS, TypedForm
from channel.figures.figure import Figure
from channel.figures.readings import latest
from channel.models import Channel, Origin, TypedFigure


@dataclass(frozen=True)
class Row:
    id: int
    as_of: dt.date
    numbers: list[tuple[Any, int]]
    pulled: bool = False


@dataclass(frozen=True)
class Kind:
    kind: str
    form: TypedForm
    rows: list[Row]


def kinds(channel: Channel, bound: TypedForm | None = None) -> list[Kind]:
    kept = TypedFigure.objects.filter(channel=channel).order_by("-as_of")
    rows: dict[str, list[Row]] = {kind: [] for kind in FORMS}
    for typed in kept:
        pulled = typed.origin == Origin.PULL
        if pulled and any(row.pulled for row in rows[typed.kind]):
            continue  # a row a day: the newest is the one to see
        rows[typed.kind].append(Row(typed.pk, typed.as_of, _numbers(typed), pulled))
    return [
        Kind(kind, bound if bound and bound.kind == kind else form(prefix=kind), rows[kind])
        for kind, form in FORMS.items()
    ]


def initial_of(typed: TypedFigure) -> dict[str, Any]:
    return {"as_of": typed.as_of, **typed.values}


def _numbers(typed: TypedFigure) -> list[tuple[Any, int]]:
    fields = FORMS[typed.kind].base_fields
    return [
        (field.label, typed.values[name])
        for name, field in fields.items()
        if isinstance(typed.values.get(name), int)
    ]


def changed_figures(channel: Channel) -> dict[str, Figure]:
    """By measure, those with a value: the bound before and the count after."""
    return {
        measure: Figure.of(reading, channel)
        for measure, reading in latest(channel).items()
        if reading.value is not None
    }


def most_openers(channel: Channel, until: dt.date) -> int | None:
    """Nobody opens what was not sent: the smallest of the last full sends bounds its openers."""
    sent = [message.sent for message in load(channel).until(until).recent(full=True)]
    return min((n for n in sent if n is not None), default=None)
