"""Take an import back: only rows whose last writer it still is, from its own journal."""

from django.apps import apps
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from channel.imports import staging
from channel.imports.kinds import get_kind
from channel.models import Broadcast, Friend, ImportBatch, ImportJournal, Run, Source, SourceDay
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
    if own := get_kind(batch.kind).undo:
        batch.kept = own(batch)
    else:
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
        delete_unused_sources(batch)
        return 0
    kept = count_changed(batch, table) + _count_made(batch, table)
    hand_on(batch, table)
    restore(batch, model)
    return kept + delete_made(batch, model)


def count_changed(batch: ImportBatch, table: str) -> int:
    """Rows that we changed and another has changed since."""
    [(changed,)] = staging.rows(
        f"SELECT count(*) FROM {_J} j JOIN {table} t ON t.id = j.row_id WHERE j.batch_id = %s "
        'AND j."table" = %s AND j.before IS NOT NULL AND t.batch_id IS DISTINCT FROM %s',
        [batch.pk, table, batch.pk],
    )
    return int(changed)


def _count_made(batch: ImportBatch, table: str) -> int:
    """Rows that we made and another has changed since: nobody else adds any meanwhile."""
    [(changed,)] = staging.rows(
        f"SELECT count(*) FROM {table} t WHERE {MADE} AND t.batch_id IS DISTINCT FROM %s",
        [*made(batch, table), batch.pk],
    )
    return int(changed)


def hand_on(batch: ImportBatch, table: str) -> None:
    """Where a later import changed our row, its undo must bring back what was before us: nothing,
    where we made it."""
    staging.execute(
        f"UPDATE {_J} later SET before = (SELECT ours.before FROM {_J} ours "
        'WHERE ours.batch_id = %s AND ours."table" = later."table" '
        "AND ours.row_id = later.row_id) "
        "WHERE later.\"table\" = %s AND (later.before->>'batch_id')::bigint = %s",
        [batch.pk, table, batch.pk],
    )


def restore(batch: ImportBatch, model: type[Model]) -> None:
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


# The rows we made: what we changed names an earlier writer again by now.
MADE = "t.id BETWEEN %s AND %s AND t.channel_id = ANY(%s)"


def made(batch: ImportBatch, table: str) -> tuple[int, int, list[int]]:
    """First id, last id and channels of the rows this batch made; (0, -1, []) for none."""
    [found] = staging.rows(
        "SELECT coalesce(min(row_id), 0), coalesce(max(coalesce(last_id, row_id)), -1), "
        f"coalesce(array_agg(DISTINCT channel_id), '{{}}') FROM {_J} "
        'WHERE batch_id = %s AND "table" = %s AND before IS NULL',
        [batch.pk, table],
    )
    return found  # type: ignore[return-value]


def delete_made(batch: ImportBatch, model: type[Model]) -> int:
    table = model._meta.db_table
    first, last, channel_ids = made(batch, table)
    if model is Broadcast:
        ours = Broadcast.objects.filter(pk__range=(first, last), channel__in=channel_ids)
        return _delete_messages(ours.filter(batch_id=batch.pk))
    staging.execute(
        f"DELETE FROM {table} t WHERE {MADE} AND t.batch_id = %s",
        [first, last, channel_ids, batch.pk],
    )
    return 0


def _delete_messages(ours: QuerySet[Broadcast]) -> int:
    """Messages we made, unless another writer has given one a result since."""
    count = ours.filter(result__isnull=False).count()
    ours.filter(result__isnull=True).delete()
    return count


def delete_unused_sources(batch: ImportBatch) -> None:
    made = batch.journal.filter(table=Source._meta.db_table, before__isnull=True).values("row_id")
    used = SourceDay.objects.filter(source__in=made).values("source")
    of_friends = Friend.objects.filter(channel__in=touched(batch), source_id__in=made).values(
        "source_id"
    )
    Source.objects.filter(pk__in=made).exclude(pk__in=used).exclude(pk__in=of_friends).delete()
