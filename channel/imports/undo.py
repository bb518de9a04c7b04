"""Take an import back: only rows whose last writer it still is, from its own journal."""

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from channel.imports import staging
from channel.models import Broadcast, ImportBatch, ImportJournal, Run, Source, SourceDay
from channel.runs.work import hold
from channel.signals import facts_changed

_J = ImportJournal._meta.db_table
_RESTORED = ("id",)
# Rows that others point to go last.
_LAST = (Broadcast._meta.db_table, Source._meta.db_table)


def work(run: Run) -> None:
    """The run of kind `import_undo`. A second time finds the batch undone and does nothing."""
    with transaction.atomic():
        hold(run)
        batch = ImportBatch.objects.select_for_update().get(pk=run.inputs["batch"])
        if batch.state == ImportBatch.State.UNDOING:
            take_back(batch)


def take_back(batch: ImportBatch) -> None:
    """Restore and delete by sets, inside the caller's transaction."""
    channel_ids = touched(batch)
    lock_channels(channel_ids)
    tables = sorted(
        batch.journal.values_list("table", flat=True).distinct(), key=lambda name: name in _LAST
    )
    batch.kept = sum(_take_back(batch, _model(table)) for table in tables)
    batch.state, batch.undone_at = ImportBatch.State.UNDONE, timezone.now()
    batch.save(update_fields=["kept", "state", "undone_at"])
    facts_changed.send(sender=None, channel_ids=channel_ids)


def touched(batch: ImportBatch) -> list[int]:
    return sorted(batch.journal.values_list("channel_id", flat=True).distinct())


def lock_channels(channel_ids: list[int]) -> None:
    """Writers of one channel's facts wait for each other, in one order."""
    staging.execute(
        "SELECT 1 FROM channel_channel WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
        [channel_ids],
    )


def _model(table: str) -> type[Model]:
    return next(model for model in apps.get_models() if model._meta.db_table == table)


def _take_back(batch: ImportBatch, model: type[Model]) -> int:
    """One table; says how many rows a later writer keeps."""
    table = model._meta.db_table
    if model is Source:
        _delete_unused_sources(batch)
        return 0
    [(kept,)] = staging.rows(
        f"SELECT count(*) FROM {_J} j JOIN {table} t ON t.id = j.row_id WHERE j.batch_id = %s "
        f'AND j."table" = %s AND t.batch_id IS DISTINCT FROM %s',
        [batch.pk, table, batch.pk],
    )
    _hand_on(batch, table)
    _restore(batch, model)
    return int(kept) + _delete_made(batch, model)


def _hand_on(batch: ImportBatch, table: str) -> None:
    """Where a later import changed our row, its undo must bring back what was before us."""
    staging.execute(
        f"UPDATE {_J} later SET before = ours.before FROM {_J} ours "
        'WHERE ours.batch_id = %s AND ours."table" = %s AND later."table" = ours."table" '
        "AND later.row_id = ours.row_id AND (later.before->>'batch_id')::bigint = %s",
        [batch.pk, table, batch.pk],
    )


def _restore(batch: ImportBatch, model: type[Model]) -> None:
    columns = [f.column for f in model._meta.concrete_fields if f.column not in _RESTORED]
    sets = ", ".join(f"{column} = p.{column}" for column in columns)
    table = model._meta.db_table
    staging.execute(
        f"UPDATE {table} t SET {sets} FROM {_J} j, "
        f"LATERAL jsonb_populate_record(NULL::{table}, j.before) p "
        'WHERE j.batch_id = %s AND j."table" = %s AND j.before IS NOT NULL '
        "AND t.id = j.row_id AND t.batch_id = %s",
        [batch.pk, table, batch.pk],
    )


def _delete_made(batch: ImportBatch, model: type[Model]) -> int:
    table = model._meta.db_table
    if model is Broadcast:
        return _delete_messages(batch)
    staging.execute(
        f"DELETE FROM {table} t USING {_J} j WHERE j.batch_id = %s "
        'AND j."table" = %s AND j.before IS NULL AND t.id = j.row_id AND t.batch_id = %s',
        [batch.pk, table, batch.pk],
    )
    return 0


def _delete_messages(batch: ImportBatch) -> int:
    """Messages we made, unless another writer has given one a result since."""
    made = batch.journal.filter(table=Broadcast._meta.db_table, before__isnull=True).values(
        "row_id"
    )
    ours = Broadcast.objects.filter(pk__in=made, batch_id=batch.pk)
    kept = ours.filter(result__isnull=False)
    count = kept.count()
    ours.filter(result__isnull=True).delete()
    return count


def _delete_unused_sources(batch: ImportBatch) -> None:
    made = batch.journal.filter(table=Source._meta.db_table, before__isnull=True).values("row_id")
    used = SourceDay.objects.filter(source__in=made).values("source")
    Source.objects.filter(pk__in=made).exclude(pk__in=used).delete()
