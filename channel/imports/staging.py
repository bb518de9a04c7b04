"""COPY into a temporary table, compare with what is stored, merge and journal by sets.

All of it runs inside the caller's transaction: a crash leaves nothing, a preview rolls back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from django.db import connection
from django.db.models import Model

from channel.imports.copying import binary
from channel.imports.reading.problems import Problem
from channel.models import ImportBatch, ImportJournal, Origin

SAMPLE_ROWS = 12


@dataclass
class Outcome:
    """What a load did, or in a preview would do."""

    new: int = 0
    changed: int = 0
    same: int = 0
    bad: int = 0
    sample: list[dict[str, Any]] = field(default_factory=list)
    # rows refused because of what is stored: (line, code, field, params)
    refused: list[tuple[int | None, str, str, dict[str, Any]]] = field(default_factory=list)
    # messages that may be stored already under another name: a person decides
    near: list[dict[str, Any]] = field(default_factory=list)
    # stored totals on the same days that differ beyond belief: (compared, contradicting)
    overlap: tuple[int, int] = (0, 0)

    def problems(self) -> list[Problem]:
        """What was refused, marked as judged by what is stored: a later look may judge anew."""
        return [
            Problem(code, line, name, {**params, "stored": True})
            for line, code, name, params in self.refused
        ]

    def add(self, counts: Mapping[str, int]) -> None:
        self.new += counts.get("new", 0)
        self.changed += counts.get("changed", 0)
        self.same += counts.get("same", 0)
        self.bad += counts.get("bad", 0)


@dataclass(frozen=True)
class Merge:
    """One table that a frame is merged into.

    `key` names columns of both; `figures` are columns that an empty cell never erases; `types`
    are the SQL types of the stage; `fixed` gives SQL for the other columns of a new row.
    """

    model: type[Model]
    key: tuple[str, ...]
    figures: tuple[str, ...]
    types: Mapping[str, str]
    fixed: Mapping[str, str] = field(default_factory=dict)

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def stage(self) -> str:
        return f"stage_{self.table}"

    @property
    def changed(self) -> str:
        return f"changed_{self.table}"

    @property
    def compared(self) -> str:
        """SQL: every staged row as new, changed or same, with the stored row that it means."""
        differs = " OR ".join(f"{kept_or_new(c)} IS DISTINCT FROM t.{c}" for c in self.figures)
        joined = " AND ".join(f"t.{c} = s.{c}" for c in self.key)
        return (
            "(SELECT s.*, t.id AS target, CASE WHEN t.id IS NULL THEN 'new' "
            f"WHEN {differs} THEN 'changed' ELSE 'same' END AS what "
            f"FROM {self.stage} s LEFT JOIN {self.table} t ON {joined})"
        )


def origin_of(batch: ImportBatch) -> str:
    return Origin.TYPED if batch.way == ImportBatch.Way.TYPED else Origin.FILE


def copy_frame(name: str, types: Mapping[str, str], frame: pd.DataFrame) -> None:
    """A temporary table of that name with the frame's rows; empty texts become null."""
    columns = ", ".join(f'"{column}" {type_}' for column, type_ in types.items())
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {name}")
        cursor.execute(f"CREATE TEMPORARY TABLE {name} ({columns}) ON COMMIT DROP")
        with cursor.copy(f"COPY {name} FROM STDIN (FORMAT binary)") as copy:
            for data in binary(frame, types):
                copy.write(data)


def kept_or_new(column: str, new: str = "s", old: str = "t") -> str:
    """SQL of a figure after the merge: pulled figures stay, else the newest act wins."""
    return (
        f"CASE {old}.origin WHEN 'pull' THEN coalesce({old}.{column}, {new}.{column}) "
        f"ELSE coalesce({new}.{column}, {old}.{column}) END"
    )


def count(compared: str) -> dict[str, int]:
    """Rows of a compared table, or of such SQL, by what they are."""
    return dict(rows(f"SELECT what, count(*) FROM {compared} c GROUP BY what"))


def sample(merge: Merge, limit: int = SAMPLE_ROWS) -> list[dict[str, Any]]:
    """Rows for the preview, those that change something first, each with what is stored."""
    shown = ", ".join(f"c.{column}" for column in merge.types)
    before = ", ".join(f"t.{column} AS before_{column}" for column in merge.figures)
    return dicts(
        f"SELECT c.what, {shown}, {before} FROM {merge.compared} c "
        f"LEFT JOIN {merge.table} t ON t.id = c.target "
        "ORDER BY array_position(ARRAY['changed', 'new', 'same'], c.what), c.line, "
        f"{shown} LIMIT {limit}"  # one line may hold many days
    )


def write(merge: Merge, batch: ImportBatch) -> dict[str, int]:
    """Journal, change and add the staged rows; the caller has the channels for itself."""
    [(staged,)] = rows(f"SELECT count(*) FROM {merge.stage}")
    execute(f"DROP TABLE IF EXISTS {merge.changed}")
    changed = execute(
        f"CREATE TEMPORARY TABLE {merge.changed} ON COMMIT DROP AS "
        f"SELECT * FROM {merge.compared} c WHERE what = 'changed'"
    )
    change(merge.model, merge.changed, merge.figures, batch)
    new = _add(merge, batch)
    return {"new": new, "changed": changed, "same": staged - new - changed}


def change(
    model: type[Model],
    compared: str,
    figures: tuple[str, ...],
    batch: ImportBatch,
    exact: tuple[str, ...] = (),
) -> None:
    """Journal the stored rows that change, then change them; `exact` columns to null too."""
    table, journal = model._meta.db_table, ImportJournal._meta.db_table
    sets = ", ".join([f"{c} = {kept_or_new(c)}" for c in figures] + [f"{c} = s.{c}" for c in exact])
    execute(
        f'INSERT INTO {journal} (batch_id, channel_id, "table", row_id, before) '
        f"SELECT %s, t.channel_id, '{table}', t.id, to_jsonb(t) "
        f"FROM {compared} c JOIN {table} t ON t.id = c.target WHERE c.what = 'changed'",
        [batch.pk],
    )
    execute(
        f"UPDATE {table} t SET {sets}, batch_id = %s, updated_at = now(), "
        f"origin = CASE t.origin WHEN 'pull' THEN 'pull' ELSE %s END "
        f"FROM {compared} s WHERE t.id = s.target AND s.what = 'changed'",
        [batch.pk, origin_of(batch)],
    )


def _add(merge: Merge, batch: ImportBatch) -> int:
    own = (*merge.key, *merge.figures)
    columns = ", ".join([*own, *merge.fixed, "origin", "batch_id", "updated_at"])
    values = ", ".join([*own, *merge.fixed.values(), "%s", "%s", "now()"])
    [(made,)] = rows(
        f"WITH made AS (INSERT INTO {merge.table} ({columns}) SELECT {values} "
        f"FROM {merge.stage} ON CONFLICT ({', '.join(merge.key)}) DO NOTHING "
        f"RETURNING id, channel_id), noted AS ({journal_made(merge.table)}) "
        "SELECT count(*) FROM made",
        [origin_of(batch), batch.pk, batch.pk],
    )
    return int(made)


def journal_made(table: str, by: str = "channel_id") -> str:
    """SQL that journals the rows of a WITH query `made (id, channel_id)`; one param: the batch.

    Per channel the first and the last id: the rows between them that name the batch are its own.
    Rows that cannot name it are noted one by one: `by` their id too.
    """
    return (
        f'INSERT INTO {ImportJournal._meta.db_table} (batch_id, channel_id, "table", row_id, '
        f"last_id) SELECT %s, channel_id, '{table}', min(id), max(id) FROM made "
        f"GROUP BY {by}"
    )


def execute(sql: str, params: list[Any] | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def rows(sql: str, params: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def dicts(sql: str, params: list[Any] | None = None) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
