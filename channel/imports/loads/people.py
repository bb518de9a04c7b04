"""Persons of a table: found by their keys or made, and taken back with the import that made them."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

import pandas as pd
from django.db.models import Model

from channel.imports import staging, undo
from channel.models import (
    Engagement,
    Friend,
    FriendEvent,
    FriendIdentity,
    ImportBatch,
)
from channel.people.events import settle_lists
from channel.people.identities import find_staged, name_issuers
from channel.people.keys import own_key
from channel.people.locking import hold_alone
from channel.people.recount import recount

STAGE = "stage_persons"
OWN = FriendIdentity.Kind.OWN
_F, _I = Friend._meta.db_table, FriendIdentity._meta.db_table
_EVENT, _ENGAGEMENT = FriendEvent._meta.db_table, Engagement._meta.db_table
Refused = list[tuple[int | None, str, str, dict[str, object]]]


class Persons:
    """The different persons of a frame; `codes` says which one a row means."""

    def __init__(self, frame: pd.DataFrame) -> None:
        by = ["channel_id", "person_kind", "person"]
        self.codes = frame.groupby(by, sort=False).ngroup().to_numpy()
        self.named = frame.drop_duplicates(by)[by].reset_index(drop=True)
        self.named = self.named.rename(columns={"person_kind": "kind"})
        self.named["kind"] = self.named["kind"].replace("", OWN)
        self.named["value"] = [
            own_key(pk, person) if kind == OWN else person
            for pk, kind, person in self.named[["channel_id", "kind", "person"]].to_numpy(object)
        ]

    def find(self, batch: ImportBatch) -> "pd.Series[int]":
        """The friend of each person, made where nobody has that key yet."""
        types = {"n": "int", "channel_id": "bigint", "kind": "text", "value": "text"}
        staging.copy_frame(STAGE, types, self.named.assign(n=range(len(self.named))))
        name_issuers(STAGE)
        find_staged(STAGE, origin=staging.origin_of(batch), batch_id=batch.pk)
        found = staging.rows(
            f"SELECT s.n, i.friend_id FROM {STAGE} s JOIN {_I} i USING (channel_id, kind, issuer, "
            "value) ORDER BY s.n"
        )
        return pd.DataFrame(found, columns=["n", "friend_id"], dtype="int64")["friend_id"]


def refuse_wrong_keys(frame: pd.DataFrame) -> tuple[pd.DataFrame, Refused]:
    """Kakao's ids of an app's users are numbers."""
    of_app = frame[frame["person_kind"] == FriendIdentity.Kind.APP_USER]
    wrong = of_app[~of_app["person"].str.fullmatch(r"\d{1,19}").astype(bool)]
    refused: Refused = [(int(line), "not_an_app_user_id", "person", {}) for line in wrong["line"]]
    return frame.drop(wrong.index), refused


@contextmanager
def journalled(batch: ImportBatch, *models: type[Model]) -> Iterator[None]:
    """Note what the block adds to these tables in the batch's name."""
    before = {model: _last_id(model) for model in models}
    yield
    for model, last in before.items():
        staging.execute(
            f"WITH made AS (SELECT id, channel_id FROM {model._meta.db_table} "
            "WHERE id > %s AND batch_id = %s) " + staging.journal_made(model._meta.db_table),
            [last, batch.pk, batch.pk],
        )


def _last_id(model: type[Model]) -> int:
    """Every id that is given from now on is above it, whoever asks for one."""
    [(last,)] = staging.rows(
        "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence(%s, 'id')::regclass), 0)",
        [model._meta.db_table],
    )
    return int(last)


def take_back(batch: ImportBatch) -> int:
    """Reactions go, friends are again what they were, and those it made go unless others have
    since told something of them; then everything kept is counted anew. Says how many stay."""
    undo.delete_made(batch, Engagement)
    changed = undo.count_changed(batch, _F)
    undo.hand_on(batch, _F)
    undo.restore(batch, Friend)
    kept = changed + _delete_persons(batch)
    undo.delete_unused_sources(batch)
    for channel_id in undo.touched(batch):
        hold_alone(channel_id)
        settle_lists(channel_id)
        recount(channel_id)
    return kept


def _delete_persons(batch: ImportBatch) -> int:
    ours = undo.MADE + " AND t.batch_id = %s"
    of_him = "x.channel_id = t.channel_id AND x.friend_id = t.id"
    staging.execute(
        f"DELETE FROM {_F} t WHERE {ours} AND t.merged_into IS NULL "
        f"AND NOT EXISTS (SELECT FROM {_ENGAGEMENT} x WHERE {of_him}) "
        f"AND NOT EXISTS (SELECT FROM {_EVENT} x WHERE {of_him}) "
        f"AND NOT EXISTS (SELECT FROM {_F} x WHERE x.channel_id = t.channel_id "
        "AND x.merged_into = t.id) "
        f"AND NOT EXISTS (SELECT FROM {_I} x WHERE {of_him} "
        "AND x.batch_id IS DISTINCT FROM t.batch_id)",
        [*undo.made(batch, _F), batch.pk],
    )
    made = undo.made(batch, _I)
    staging.execute(
        f"DELETE FROM {_I} t WHERE {ours} "
        f"AND NOT EXISTS (SELECT FROM {_F} f WHERE f.id = t.friend_id)",
        [*made, batch.pk],
    )
    [(kept,)] = staging.rows(f"SELECT count(*) FROM {_I} t WHERE {ours}", [*made, batch.pk])
    return int(kept)


def channel_ids(frame: pd.DataFrame) -> Collection[int]:
    return sorted(int(pk) for pk in frame["channel_id"].unique())
