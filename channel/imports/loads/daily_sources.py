"""Adds per day and source as Kakao's screen names its sources."""

import pandas as pd

from channel.imports import staging
from channel.imports.reading.words import folded
from channel.imports.staging import Merge, Outcome
from channel.models import ImportBatch, Source, SourceDay

DAYS = Merge(
    SourceDay,
    key=("channel_id", "source_id", "day"),
    figures=("reported",),
    types={
        "line": "bigint", "channel_id": "bigint", "source_id": "bigint", "day": "date",
        "reported": "bigint", "source": "text",
    },
)  # fmt: skip


def load(batch: ImportBatch, frame: pd.DataFrame, *, preview: bool = False) -> Outcome:
    """Merge typed rows with `channel_id`; unknown sources are made. In a preview only compare."""
    outcome = Outcome()
    days = frame[frame["day"].notna()]
    for line in frame.loc[frame["day"].isna(), "line"]:
        outcome.refused.append((int(line), "source_needs_days", "day", {}))
    outcome.bad = len(outcome.refused)
    if days.empty:
        return outcome
    part = with_sources(days, batch).rename(columns={"added": "reported"})
    staging.copy_frame(DAYS.stage, DAYS.types, part)
    if preview:
        outcome.add(staging.count(DAYS.compared))
        outcome.sample = staging.sample(DAYS)
    else:
        outcome.add(staging.write(DAYS, batch))
    return outcome


def with_sources(frame: pd.DataFrame, batch: ImportBatch) -> pd.DataFrame:
    """Rows with the `source_id` of the `source` they name, made where there is none."""
    codes, names = pd.factorize(frame["source"])
    folds = pd.Series([folded(str(name))[:80] for name in names]).to_numpy()[codes]
    frame = frame.assign(folded=folds, source=frame["source"].str.slice(0, 80))
    named = frame.drop_duplicates(["channel_id", "folded"])[["channel_id", "source", "folded"]]
    named = named[named["folded"] != ""]
    _make_missing(named, batch)
    stored = staging.rows(
        f"SELECT channel_id, folded, id FROM {Source._meta.db_table} "
        "WHERE channel_id = ANY(%s) AND kind = 'kakao'",
        [[int(pk) for pk in named["channel_id"].unique()]],
    )
    known = pd.DataFrame(stored, columns=["channel_id", "folded", "source_id"])
    frame = frame.merge(known, on=["channel_id", "folded"], how="left")
    return frame.astype({"source_id": "Int64"})


def _make_missing(named: pd.DataFrame, batch: ImportBatch) -> None:
    table = Source._meta.db_table
    staging.execute(
        f"WITH made AS (INSERT INTO {table} (channel_id, kind, name, folded) "
        "SELECT u.channel_id, 'kakao', u.name, u.folded "
        "FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS u (channel_id, name, folded) "
        "ON CONFLICT DO NOTHING RETURNING id, channel_id) "
        + staging.journal_made(table, by="channel_id, id"),
        [
            [int(pk) for pk in named["channel_id"]],
            list(named["source"]),
            list(named["folded"]),
            batch.pk,
        ],
    )
