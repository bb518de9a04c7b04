"""One reading with everything one needs to defend it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from analytics.statements.facts import GROWING_DAYS
from analytics.statements.formulas import (
    COUNTED,
    FORMULAS,
    FREE_NOT_GIVEN,
    FREE_TAKEN,
    INPUTS,
    REASONS,
    Formula,
    formula_of,
)
from channel.clock import kst_day
from channel.figures.figure import Figure, format_number
from channel.models import Broadcast, Channel, Origin, Reading

MESSAGE_COLUMNS = ("sent", "opened", "clicked", "free", "cost")
HISTORY = 20
GIVEN, NOT_GIVEN = "given", "not given"
# The figures that free sends make smaller; of the others they say nothing.
PAID = {
    "cost", "per_open", "per_click", "cost_recent", "unopened_cost", "unopened_share",
    "free_sends_recent",
}  # fmt: skip
FREE_WORDS = {"": "", GIVEN: FREE_TAKEN, NOT_GIVEN: FREE_NOT_GIVEN}


@dataclass(frozen=True)
class Revision:
    before: Figure
    after: Figure
    on: dt.date
    why: str


@dataclass(frozen=True)
class Input:
    name: str
    value: Any
    unit: str


@dataclass(frozen=True)
class Column:
    name: str
    unit: str


@dataclass(frozen=True)
class MessageRow:
    id: int
    title: str
    day: dt.date
    numbers: list[tuple[Any, str]]


@dataclass(frozen=True)
class Papers:
    reading: Reading
    figure: Figure
    formula: Formula
    title: str
    how: str
    reason: str
    source: str
    inputs: list[Input]
    free: str
    counted: str
    message_id: int | None
    columns: list[Column]
    messages: list[MessageRow]
    gaps: list[dt.date]
    message_gaps: list[str]
    revisions: list[Revision]


def papers_of(channel: Channel, reading_id: int) -> Papers:
    """Raises Http404 for a reading of another channel."""
    reading = get_object_or_404(Reading, channel=channel, pk=reading_id)
    formula = formula_of(reading.formula)
    free = free_sends(reading)
    known = {name: v for name, v in reading.inputs.items() if name != "free" or free == GIVEN}
    columns, messages = _messages(reading.inputs.get("messages", []), with_free=free == GIVEN)
    told = numbers(reading)
    how = (
        formula.how_without_free if free == NOT_GIVEN and formula.how_without_free else formula.how
    )
    reason = REASONS.get(reading.inputs.get("reason", ""), "")
    return Papers(
        reading=reading,
        figure=Figure.of(reading, channel),
        formula=formula,
        title=_filled(str(FORMULAS.get(reading.measure, formula).title), told),
        how="" if reading.value is None else _filled(str(how), told),
        reason=_filled(str(reason), told),
        source=source_words(reading),
        inputs=_inputs(known),
        free=str(FREE_WORDS[free]) if reading.unit != "sends" else "",
        counted=_counted(reading),
        message_id=_still_there(channel, _message_of(reading)),
        columns=columns,
        messages=messages,
        gaps=[dt.date.fromisoformat(gap) for gap in reading.gaps if not _is_message(gap)],
        message_gaps=_titles(channel, [gap for gap in reading.gaps if _is_message(gap)]),
        revisions=revisions_of(channel, reading),
    )


def _counted(reading: Reading) -> str:
    """The unit of `n`. A message's own figures have as many as it was sent to."""
    if _message_of(reading) is not None:
        return "people" if reading.formula.startswith("message_") else ""
    name = "days" if reading.measure.endswith(("_30d", "_90d")) else ""
    return COUNTED.get(reading.measure, name)


def _message_of(reading: Reading) -> int | None:
    kind, _colon, pk = reading.subject.partition(":")
    return int(pk) if kind == "broadcast" else None


def _still_there(channel: Channel, pk: int | None) -> int | None:
    there = pk is not None and Broadcast.objects.filter(channel=channel, pk=pk).exists()
    return pk if there else None


def numbers(reading: Reading) -> dict[str, str]:
    """The numbers a formula's sentence may name, printed as on screens."""
    found: dict[str, Any] = {"n": reading.n, **reading.inputs}
    best = next(
        (m for m in found.get("messages", []) if m["id"] == found.get("best")), None
    )  # fmt: skip
    if best:
        found |= {f"best_{name}": best[name] for name in ("day", "opened", "sent")}
    printed = {name: _printed(value) for name, value in found.items()}
    for name, share in (("low", reading.low), ("high", reading.high)):
        printed[name] = format_number(share, "share")
    return printed


def _printed(value: Any) -> str:
    return format_number(value, "") if isinstance(value, int | float) else str(value)


def _filled(words: str, told: dict[str, str]) -> str:
    """A reading of an older version may lack a number: the words stand without it then."""

    class Unknown(dict[str, str]):
        def __missing__(self, _name: str) -> str:
            return "…"

    return words % Unknown(told) if words else ""


def _is_message(gap: str) -> bool:
    return gap.startswith("broadcast:")


def _titles(channel: Channel, gaps: list[str]) -> list[str]:
    ids = [int(gap.partition(":")[2]) for gap in gaps]
    found = Broadcast.objects.filter(channel=channel, pk__in=ids) if ids else []
    return [message.title for message in found]


def source_words(reading: Reading) -> str:
    labels = dict(Origin.choices)
    return ", ".join(str(labels.get(word, word)) for word in reading.source.split())


def _inputs(inputs: dict[str, Any]) -> list[Input]:
    rows = []
    for name, (label, unit) in INPUTS.items():
        value = inputs.get(name)
        if value is None or isinstance(value, list | dict):
            continue
        if unit == "day":
            value = dt.date.fromisoformat(value)
        rows.append(Input(str(label), value, unit))
    return rows


def free_sends(reading: Reading) -> str:
    """Nine typed numbers do not ask for free sends: their zero must not pose as a known one."""
    rows = [reading.inputs, *reading.inputs.get("messages", [])]
    free = [row["free"] for row in rows if "free" in row]
    if not free or reading.measure not in PAID:
        return ""
    return NOT_GIVEN if reading.source == Origin.TYPED and not any(free) else GIVEN


def _messages(
    rows: Sequence[dict[str, Any]], *, with_free: bool
) -> tuple[list[Column], list[MessageRow]]:
    names = [
        name
        for name in MESSAGE_COLUMNS
        if any(name in row for row in rows) and (with_free or name != "free")
    ]
    columns = [Column(str(INPUTS[name][0]), INPUTS[name][1]) for name in names]
    made = [
        MessageRow(
            row["id"], row["title"], dt.date.fromisoformat(row["day"]),
            [(row.get(name), INPUTS[name][1]) for name in names],
        )
        for row in rows
    ]  # fmt: skip
    return columns, made


def revisions_of(channel: Channel, reading: Reading) -> list[Revision]:
    """Earlier values of the same figure of the same day, the newest change first."""
    same = Reading.objects.filter(
        channel=channel, subject=reading.subject, measure=reading.measure, as_of=reading.as_of
    )
    kept = list(same.order_by("-pk")[:HISTORY])[::-1]
    return [
        Revision(Figure.of(a, channel), Figure.of(b, channel), kst_day(b.at), _why(a, b))
        for a, b in pairwise(kept)
        if a.value != b.value
    ][::-1]


def _why(before: Reading, after: Reading) -> str:
    if after.value is None:
        return _("자료를 되돌려 계산할 수 없게 되었습니다.")
    if before.value is None:
        return _("빠졌던 자료가 들어왔습니다.")
    growing = (kst_day(after.at) - before.as_of).days <= GROWING_DAYS + 3
    opens = before.measure != "blocks_after"
    same = _message_ids(before) == _message_ids(after)
    if opens and before.state == Reading.State.PROVISIONAL and growing and same and not after.gaps:
        return _("열람은 7일 동안 늘어납니다.")
    return _("나중에 들어오거나 고친 자료로 다시 계산했습니다.")


def _message_ids(reading: Reading) -> set[int]:
    return {row["id"] for row in reading.inputs.get("messages", [])}
