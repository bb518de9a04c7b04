"""The second half: everything or nothing, in one transaction that a lost lease forbids."""

import pandas as pd
from django.db import transaction
from django.utils import timezone

from channel.imports import tables
from channel.imports.keeping import kept
from channel.imports.kinds import get_kind
from channel.imports.read import KEPT_PROBLEMS, columns
from channel.imports.staging import Outcome, execute
from channel.imports.undo import lock_channels, touched
from channel.models import Channel, ImportBatch, ImportProblem, Run
from channel.runs.work import hold, report
from channel.signals import facts_changed

State = ImportBatch.State

# Fewer new rows change no plan.
MANY = 1_000


def work(run: Run) -> None:
    """The run of kind `import_load`.

    Safe twice: state, rows and journal are committed together, so a second time finds the batch
    loaded; a worker that lost its lease finds that the run is not its own and writes nothing.
    """
    batch = ImportBatch.objects.select_related("channel", "by").get(pk=run.inputs["batch"])
    if batch.state != State.LOADING:
        return
    frame = kept(batch)
    report(run, len(frame) // 2, len(frame))
    with transaction.atomic():
        hold(run)
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if batch.state != State.LOADING:
            return
        outcome = store(batch, frame)
        _judge_anew(batch, outcome)
        finish(batch, outcome)
        tables.remember(batch)
        batch.parts.all().delete()
        report(run, len(frame))
    if batch.new >= MANY:
        _let_the_planner_know(batch)


def _let_the_planner_know(batch: ImportBatch) -> None:
    """What is computed next must not be planned as if the tables were as empty as before."""
    for table in batch.journal.values_list("table", flat=True).distinct().order_by("table"):
        execute(f'ANALYZE "{table}"')


def _judge_anew(batch: ImportBatch, outcome: Outcome) -> None:
    """What is stored may have changed since the preview, and with it which rows it refuses."""
    before = batch.problems.filter(params__stored=True)
    rows = dict(before.values_list("line", "row"))
    before.delete()
    ImportProblem.objects.bulk_create(
        ImportProblem(batch=batch, row=rows.get(problem.line, []), **columns(problem))
        for problem in outcome.problems()[:KEPT_PROBLEMS]
    )
    batch.bad += len(outcome.refused) - batch.preview.get("refused", 0)


def store(batch: ImportBatch, frame: pd.DataFrame) -> Outcome:
    """Merge rows that have their `channel_id`, inside the caller's transaction.

    A channel that was archived since the preview takes none.
    """
    kind = get_kind(batch.kind)
    assert kind.load is not None
    ids = [int(pk) for pk in frame["channel_id"].unique()]
    lock_channels(ids)
    closed = dict(
        Channel.objects.filter(pk__in=ids).exclude(closed_at=None).values_list("pk", "name")
    )
    shut = frame["channel_id"].isin(closed)
    outcome: Outcome = kind.load(batch, frame[~shut])
    outcome.refused += [
        (int(line), "channel_closed", "channel", {"value": closed[pk]})
        for line, pk in frame.loc[shut, ["line", "channel_id"]].to_numpy()
    ]
    return outcome


def finish(batch: ImportBatch, outcome: Outcome) -> None:
    """True counts and the news, in the same transaction as the rows."""
    batch.new, batch.changed, batch.same = outcome.new, outcome.changed, outcome.same
    batch.state, batch.loaded_at = State.DONE, timezone.now()
    batch.save()
    if channel_ids := touched(batch):
        facts_changed.send(sender=None, channel_ids=channel_ids)
