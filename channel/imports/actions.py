"""What a person does with imports. Typed figures take the same way as files, only at once."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from channel import clock
from channel.audit.record import record
from channel.imports import undo as undoing
from channel.imports.kinds import get_kind
from channel.imports.load import finish, store
from channel.imports.places import place
from channel.imports.reading import MappingChoice, Problem, Table, parse
from channel.imports.selectors import STEPS, label_of, run_of
from channel.imports.upload import keep_parts
from channel.models import Channel, ImportBatch, Organisation, Run, User
from channel.runs.actions import retry_run
from channel.runs.work import enqueue

State = ImportBatch.State
UNDO_FOR = dt.timedelta(days=30)
_OPEN = (State.READING, State.ASKING, State.READY)


class NotNow(Exception):
    """The import has moved on meanwhile, so this can no longer be done."""


class RowsRefused(Exception):
    """Typed rows with problems: nothing was stored."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(f"{p.line} {p.field} {p.code}" for p in problems[:5]))
        self.problems = tuple(problems)


def start_import(
    place_: Channel | Organisation,
    *,
    by: User,
    chunks: Iterable[bytes],
    filename: str = "",
    kind: str = "",
    way: str = ImportBatch.Way.FILE,
) -> ImportBatch:
    """Keep the bytes and read them in the background."""
    with transaction.atomic():
        batch = _batch(place_, by=by, way=way, kind=kind, filename=filename[-200:])
        keep_parts(batch, chunks)
        batch.save(update_fields=["size", "sha256"])
        _enqueue("import_read", batch)
    return batch


def _batch(place_: Channel | Organisation, **fields: Any) -> ImportBatch:
    channel = place_ if isinstance(place_, Channel) else None
    organisation_id = channel.organisation_id if channel else place_.pk
    return ImportBatch.objects.create(organisation_id=organisation_id, channel=channel, **fields)


def _enqueue(kind: str, batch: ImportBatch) -> None:
    enqueue(
        kind,
        key=f"import {batch.pk}",
        channel=batch.channel,
        organisation_id=batch.organisation_id,
        by=batch.by,
        inputs={"batch": batch.pk},
    )


def answer_questions(
    batch: ImportBatch,
    *,
    kind: str,
    mapping: Mapping[str, Any],
    options: Mapping[str, Any] | None = None,
) -> None:
    """Take a person's mapping (and `channel_ok`) and read the file again with it."""
    with transaction.atomic():
        moved = ImportBatch.objects.filter(pk=batch.pk, state__in=[State.ASKING, State.READY])
        fields = {"kind": kind, "mapping": dict(mapping), "questions": []}
        fields["options"] = {**batch.options, **(options or {})}
        if not moved.update(state=State.READING, **fields):
            raise NotNow
        batch.refresh_from_db()
        _enqueue("import_read", batch)


def confirm(batch: ImportBatch, *, by: User, same: Mapping[str, int] | None = None) -> None:
    """Load what the preview showed; `same` says which rows are messages stored already."""
    with transaction.atomic():
        options = {**batch.options, "same": dict(same or {})}
        ready = ImportBatch.objects.filter(pk=batch.pk, state=State.READY)
        if not ready.update(state=State.LOADING, options=options):
            raise NotNow
        record(
            _place(batch), by, gettext_noop("자료를 넣음"), label_of(batch), after=_counts(batch)
        )
        _enqueue("import_load", batch)


def cancel(batch: ImportBatch, *, by: User) -> None:
    """Drop an import that has not begun to load, with its bytes."""
    with transaction.atomic():
        if not ImportBatch.objects.filter(pk=batch.pk, state__in=_OPEN).update(
            state=State.CANCELLED
        ):
            raise NotNow
        batch.parts.all().delete()
        record(_place(batch), by, gettext_noop("자료 넣기를 취소함"), label_of(batch))


def retry(batch: ImportBatch, *, by: User) -> None:
    """Put the run that failed half-way back into the queue; the import goes on from there."""
    run = run_of(batch)
    if batch.state not in STEPS or run is None or run.state != Run.State.FAILED:
        raise NotNow
    try:
        retry_run(user=by, run=run)
    except ValidationError as error:
        raise NotNow from error


def can_undo(batch: ImportBatch) -> bool:
    recent = batch.loaded_at is not None and batch.loaded_at > timezone.now() - UNDO_FOR
    return batch.state == State.DONE and recent


def undo(batch: ImportBatch, *, by: User) -> None:
    """Take the import back in the background, within 30 days."""
    with transaction.atomic():
        _begin_undo(batch, by)
        _enqueue("import_undo", batch)


def undo_now(batch: ImportBatch, *, by: User) -> ImportBatch:
    """As `undo`, at once: for the few rows that a person typed."""
    with transaction.atomic():
        _begin_undo(batch, by)
        batch.refresh_from_db()
        undoing.take_back(batch)
    return batch


def _begin_undo(batch: ImportBatch, by: User) -> None:
    since = timezone.now() - UNDO_FOR
    done = ImportBatch.objects.filter(pk=batch.pk, state=State.DONE, loaded_at__gt=since)
    if not done.update(state=State.UNDOING):
        raise NotNow
    record(
        _place(batch),
        by,
        gettext_noop("넣은 자료를 되돌림"),
        label_of(batch),
        before=_counts(batch),
    )


def import_rows(
    place_: Channel | Organisation,
    kind: str,
    rows: Sequence[Mapping[str, Any]],
    *,
    by: User | None,
    way: str = ImportBatch.Way.TYPED,
    options: Mapping[str, Any] | None = None,
) -> ImportBatch:
    """Store typed figures at once: same keys, counts, journal and undo as a file.

    `rows` are named by the kind's columns (numbers, dates or texts; None is unknown); line n of a
    problem is the n-th row. Raises RowsRefused if any row is wrong, and then stores none.
    """
    with transaction.atomic():
        batch = _batch(place_, by=by, way=way, kind=kind, options=dict(options or {}))
        parsed = parse(_table(rows), _choice(rows, kind), get_kind(kind), clock.today())
        placed = place(batch, parsed.frame)
        problems = [*parsed.problems, *placed.problems]
        if not problems:
            outcome = store(batch, placed.frame)
            problems = outcome.problems()
        if problems:
            raise RowsRefused(problems)
        finish(batch, outcome)
        record(place_, by, gettext_noop("수를 직접 넣음"), label_of(batch), after=_counts(batch))
    return batch


def _names(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _table(rows: Sequence[Mapping[str, Any]]) -> Table:
    names = _names(rows)
    cells = {i: pd.Series([_text(row.get(name)) for row in rows], dtype=object)
             for i, name in enumerate(names)}  # fmt: skip
    return Table(tuple(names), pd.DataFrame(cells), np.arange(1, len(rows) + 1))


def _text(value: Any) -> str:
    if isinstance(value, dt.datetime):
        local = value.astimezone(clock.KST) if value.tzinfo else value
        return local.strftime("%Y-%m-%d %H:%M:%S")
    return "" if value is None else str(value)


def _choice(rows: Sequence[Mapping[str, Any]], kind: str) -> MappingChoice:
    names = _names(rows)
    people = {c.name: "people" for c in get_kind(kind).columns if c.people and c.name in names}
    return MappingChoice({name: i for i, name in enumerate(names)}, units=people)  # type: ignore[arg-type]


def _place(batch: ImportBatch) -> Channel | Organisation:
    return batch.channel or batch.organisation


def _counts(batch: ImportBatch) -> dict[str, int]:
    return {"new": batch.new, "changed": batch.changed, "same": batch.same, "bad": batch.bad}
