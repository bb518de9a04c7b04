"""The first half of an import: read the file, ask what must be asked, preview what would happen."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from channel import clock
from channel.imports import messages, tables
from channel.imports.keeping import keep
from channel.imports.kinds import ImportKind
from channel.imports.places import place, sign_of_other
from channel.imports.reading import MappingChoice, Problem, ReadingError, Table, parse
from channel.imports.staging import Outcome
from channel.imports.tables import Decided
from channel.models import ImportBatch, ImportProblem, Run
from channel.runs.registry import RunError
from channel.runs.work import hold, report

KEPT_PROBLEMS = 5_000
State = ImportBatch.State
# Reading stopped here is a question about the mapping, not the end of the import.
_ASKABLE = {"unit_unknown", "times_as_people", "column_missing", "mapping_does_not_fit"}


def work(run: Run) -> None:
    """The run of kind `import_read`.

    Safe twice: what is shown is written at once, so a second time finds the batch further on; a
    worker that lost its lease writes nothing.
    """
    batch = ImportBatch.objects.select_related("channel", "by").get(pk=run.inputs["batch"])
    if batch.state != State.READING:
        return
    try:
        table = tables.table_of(batch)
        report(run, 1, 2)
        _read(run, batch, table)
    except ReadingError as error:
        fail(batch, error.problem)


def fail(batch: ImportBatch, problem: Problem) -> None:
    """Nothing can be loaded from this file: say so once and end the run with the same words."""
    with transaction.atomic():
        ended = ImportBatch.objects.filter(pk=batch.pk).exclude(state=State.CANCELLED)
        if ended.update(state=State.FAILED):
            ImportProblem.objects.filter(batch=batch).delete()
            ImportProblem.objects.create(batch=batch, **columns(problem))
            batch.parts.all().delete()
    words, params = messages.words_of(problem)
    raise RunError(problem.code, words, params)


@dataclass(frozen=True)
class Ahead:
    """What must be asked first, or the rows that would be loaded and what is wrong with others."""

    questions: list[dict[str, Any]]
    frame: Any = None
    problems: list[Problem] = field(default_factory=list)


def _read(run: Run, batch: ImportBatch, table: Table) -> None:
    decided = tables.decide(batch, table)
    batch.kind, batch.header_hash = decided.kind.name, table.hash
    batch.mapping = tables.json_of(decided.choice)
    hidden = tables.personal(decided)
    batch.preview = {"table": tables.describe(table, hidden)}
    ahead = Ahead(list(decided.asks))
    if not ahead.questions:
        try:
            ahead = _look_ahead(batch, table, decided)
        except ReadingError as error:
            if error.problem.code not in _ASKABLE:
                raise
            ahead = Ahead([_as_question(error.problem)])
    with transaction.atomic():
        hold(run)
        if ahead.frame is not None:
            keep(batch, ahead.frame)
            keep_problems(batch, ahead.problems, table, hidden)
        _settle(batch, ahead.questions)


def _as_question(problem: Problem) -> dict[str, Any]:
    params = {"field": problem.field, **problem.params}
    return {"code": "mapping", "missing": [], "problem": problem.code, "params": params}


def _look_ahead(batch: ImportBatch, table: Table, decided: Decided) -> Ahead:
    """Load everything and roll it back; its counts are the preview."""
    frame, problems, names, dropped = rows_of(batch, table, decided.kind, decided.choice)
    if question := sign_of_other(batch, names, table.titles):
        return Ahead([question])
    outcome = rehearse(batch, decided.kind, frame)
    compared, wild = outcome.overlap
    if batch.channel_id and wild >= 2 and wild * 2 > compared and not _channel_ok(batch):
        return Ahead([{"code": "other_channel", "why": "totals", "days": wild}])
    batch.preview |= {
        "refused": len(outcome.refused),
        "sample": [_plain(row) for row in outcome.sample],
        "near": [_plain(row) for row in outcome.near],
        "dropped": dropped,
    }
    batch.new, batch.changed, batch.same = outcome.new, outcome.changed, outcome.same
    return Ahead([], frame.drop(columns="channel"), [*problems, *outcome.problems()])


def _channel_ok(batch: ImportBatch) -> bool:
    return bool(batch.options.get("channel_ok"))


def rows_of(
    batch: ImportBatch, table: Table, kind: ImportKind, choice: MappingChoice
) -> tuple[Any, list[Problem], list[str], dict[str, int]]:
    """Typed rows with their channel, what is wrong, the channels named, and what was left out."""
    parsed = parse(table, choice, kind, clock.today())
    names = [str(name) for name in parsed.frame["channel"].unique()]
    placed = place(batch, parsed.frame)
    return (
        placed.frame, [*parsed.problems, *placed.problems], names, dict(parsed.dropped),
    )  # fmt: skip


def rehearse(batch: ImportBatch, kind: ImportKind, frame: Any) -> Outcome:
    assert kind.load is not None
    with transaction.atomic():
        outcome: Outcome = kind.load(batch, frame, preview=True)
        transaction.set_rollback(True)
    return outcome


def _settle(batch: ImportBatch, questions: list[dict[str, Any]]) -> None:
    """Show the result, unless a person cancelled meanwhile."""
    batch.questions = questions
    batch.state = State.ASKING if questions else State.READY
    settled = ImportBatch.objects.filter(pk=batch.pk, state=State.READING).update(
        **{
            name: getattr(batch, name)
            for name in (
                "kind", "header_hash", "mapping", "preview", "questions", "state", "new",
                "changed", "same", "bad",
            )
        }
    )  # fmt: skip
    if not settled:
        batch.parts.all().delete()


def keep_problems(
    batch: ImportBatch, problems: list[Problem], table: Table, hidden: set[int]
) -> None:
    """Replace what was noted; the error file shows each bad row as it stands in the file."""
    batch.bad = len({problem.line for problem in problems})
    by_line: dict[int, list[str]] = {}
    if problems:
        wanted = {problem.line for problem in problems[:KEPT_PROBLEMS]}
        for place_, line in enumerate(table.lines):
            if int(line) in wanted:
                cells = map(str, table.frame.iloc[place_])
                by_line.setdefault(int(line), tables.masked(cells, hidden))
    ImportProblem.objects.filter(batch=batch).delete()
    ImportProblem.objects.bulk_create(
        ImportProblem(batch=batch, row=by_line.get(problem.line or 0, []), **columns(problem))
        for problem in problems[:KEPT_PROBLEMS]
    )


def columns(problem: Problem) -> dict[str, Any]:
    """A problem as its row keeps it."""
    return {
        "line": problem.line,
        "field": (problem.field or "")[:60],
        "code": problem.code,
        "params": _plain(dict(problem.params)),
    }


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """JSON of a row: days as text, numbers as they are."""
    return {name: _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, list | tuple):
        return [_value(item) for item in value]
    return value.item() if hasattr(value, "item") else str(value)
