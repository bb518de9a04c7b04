"""What the screens of imports show, as ready text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channel.exports.tables import Column, Table
from channel.imports.messages import FIELDS, KINDS, say
from channel.models import (
    Channel,
    Engagement,
    Friend,
    ImportBatch,
    ImportProblem,
    Organisation,
    Run,
)

MARKS = {
    "new": (gettext_lazy("새로 넣음"), "good"),
    "changed": (gettext_lazy("바뀜"), "watch"),
    "same": (gettext_lazy("그대로"), "grey"),
}
STEPS: dict[str, Any] = {
    ImportBatch.State.READING: gettext_lazy("자료를 읽는 중입니다"),
    ImportBatch.State.LOADING: gettext_lazy("자료를 넣는 중입니다"),
    ImportBatch.State.UNDOING: gettext_lazy("자료를 되돌리는 중입니다"),
}
TONES: dict[str, str] = {
    ImportBatch.State.ASKING: "watch",
    ImportBatch.State.READY: "watch",
    ImportBatch.State.DONE: "good",
    ImportBatch.State.FAILED: "alarm",
}
COUNTED = {
    ImportBatch.State.READY,
    ImportBatch.State.LOADING,
    ImportBatch.State.DONE,
    ImportBatch.State.UNDOING,
    ImportBatch.State.UNDONE,
}
SHOWN_PROBLEMS = 20


@dataclass(frozen=True)
class PreviewRow:
    mark: str
    tone: str
    line: int | None
    cells: list[str]


@dataclass(frozen=True)
class Preview:
    head: list[str]
    rows: list[PreviewRow]


@dataclass(frozen=True)
class Said:
    """A problem as a sentence, beside the row as it stands in the file."""

    line: int | None
    words: str
    row: str


def imports_of(place: Channel | Organisation) -> Any:
    """A channel's own imports; the organisation's are those of tables for many channels."""
    own = ImportBatch.objects.select_related("by", "channel")
    if isinstance(place, Channel):
        return own.filter(channel=place)
    return own.filter(organisation=place, channel=None)


def label_of(batch: ImportBatch) -> str:
    """The file's name, else what it is and how it came in."""
    kind = str(KINDS.get(batch.kind, ""))
    return batch.filename or " · ".join(filter(None, [kind, str(batch.get_way_display())]))


def counts_words(batch: ImportBatch) -> str:
    """One line of true counts, once they are known."""
    if batch.state not in COUNTED:
        return ""
    said = {
        "new": batch.new, "changed": batch.changed, "same": batch.same, "bad": batch.bad,
    }  # fmt: skip
    shown = {name: f"{count:,}" for name, count in said.items()}
    return (
        _("새로 %(new)s줄 · 바뀜 %(changed)s줄 · 그대로 %(same)s줄 · 넣지 못함 %(bad)s줄") % shown
    )


def preview_of(batch: ImportBatch) -> Preview:
    sample: list[dict[str, Any]] = batch.preview.get("sample", [])
    # Stored JSON forgets the order of its names: they come in the order of the labels.
    names = [
        name
        for name in [*_LABELS, *FIELDS]
        if any(row.get(name) is not None for row in sample)
    ]  # fmt: skip
    channels = _channel_names(batch, sample)
    head = [str(_LABELS.get(name, FIELDS.get(name, name))) for name in names]
    if channels:
        head.insert(0, _("채널"))
    rows = [
        PreviewRow(
            str(MARKS[row["what"]][0]),
            MARKS[row["what"]][1],
            row.get("line"),
            [*([channels[row["channel_id"]]] if channels else []), *_cells(row, names)],
        )
        for row in sample
    ]
    return Preview(head, rows)


_LABELS = {"first_day": gettext_lazy("시작일"), "last_day": gettext_lazy("종료일")}


def _channel_names(batch: ImportBatch, sample: Iterable[dict[str, Any]]) -> dict[int, str]:
    if batch.channel_id:
        return {}
    ids = {row["channel_id"] for row in sample if "channel_id" in row}
    return dict(Channel.objects.filter(pk__in=ids).values_list("pk", "name"))


def _cells(row: dict[str, Any], names: list[str]) -> list[str]:
    return [
        _cell(_worded(name, row.get(name)), _worded(name, row.get(f"before_{name}")), row["what"])
        for name in names
    ]


_CODES: dict[str, dict[str, Any]] = {
    "kind": dict(Engagement.Kind.choices),
    "relation": dict(Friend.Relation.choices),
}


def _worded(name: str, value: Any) -> Any:
    word = _CODES.get(name, {}).get(value)
    return value if word is None else str(word)


def _cell(value: Any, before: Any, what: str) -> str:
    """`before → after` where a stored figure changes."""
    if what == "changed" and before is not None and value is not None and before != value:
        return f"{_shown(before)} → {_shown(value)}"
    return _shown(value if value is not None else before)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("예") if value else _("아니오")
    return f"{value:,}" if isinstance(value, int) else str(value)


def problems_of(batch: ImportBatch, limit: int = SHOWN_PROBLEMS) -> list[Said]:
    found = batch.problems.order_by("line", "pk")[:limit]
    return [Said(one.line, say(one), " | ".join(one.row)) for one in found]


def error_table(batch: ImportBatch) -> Table:
    """Every refused row with its reason and as it stands in the file."""
    headers: list[str] = batch.preview.get("table", {}).get("headers", [])
    own = [Column(name, _cell_at(place)) for place, name in enumerate(headers)]
    columns = [
        Column(_("줄"), lambda one: one.line),
        Column(_("항목"), lambda one: str(FIELDS.get(one.field, one.field))),
        Column(_("이유"), say),
        *own,
    ]
    return Table(_("넣지 못한 줄"), columns, _ordered(batch))


def _ordered(batch: ImportBatch) -> Iterator[ImportProblem]:
    return batch.problems.order_by("line", "pk").iterator(2000)


def _cell_at(place: int) -> Any:
    return lambda one: one.row[place] if place < len(one.row) else ""


def run_of(batch: ImportBatch) -> Run | None:
    """The run that moves this import on now, or moved it last."""
    runs = Run.objects.filter(key=f"import {batch.pk}", organisation=batch.organisation_id)
    return runs.order_by("-pk").first()
