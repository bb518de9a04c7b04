"""Who is a friend: people the shop knows by its own key or by their login with Kakao."""

import pandas as pd

from channel import clock
from channel.imports import staging
from channel.imports.loads.daily_sources import with_sources
from channel.imports.loads.people import (
    Persons,
    Refused,
    channel_ids,
    journalled,
    refuse_wrong_keys,
)
from channel.imports.reading.values import NOON
from channel.imports.staging import Outcome, kept_or_new
from channel.models import Friend, FriendEvent, FriendIdentity, ImportBatch
from channel.people.events import settle_lists
from channel.people.identities import SAME, find_staged, name_issuers
from channel.people.locking import hold_alone
from channel.people.recording import tell

STAGE, COMPARED = "stage_friends", "compared_friends"
FIGURES = ("joined_on", "trackable_from", "trackable_by", "source_id")
LISTED = ("listed_relation", "listed_at", "listed_undated", "listed_block_at")
TYPES = {
    "line": "bigint", "channel_id": "bigint", "kind": "text", "value": "text", "joined_on": "date",
    "relation": "text", "since": "timestamptz", "block": "timestamptz", "trackable_from": "date",
    "source_id": "bigint", "source": "text",
}  # fmt: skip
_F, _I = Friend._meta.db_table, FriendIdentity._meta.db_table
# No day is told, or the day he once joined of somebody whom a list without days called blocked:
# it is so by now at the latest.
_UNDATED = (
    "((s.since IS NULL OR (s.relation = 'added' AND s.block IS NULL AND t.listed_undated "
    "AND s.since <= t.listed_block_at)) IS TRUE)"
)
# Of two lists with days the later day counts, otherwise the newer list.
_NEWER = (
    f"(s.relation IS NOT NULL AND (t.listed_relation IS NULL OR CASE WHEN {_UNDATED} "
    "THEN s.relation <> t.listed_relation "
    "ELSE t.listed_undated OR s.since >= t.listed_at END))"
)
_LISTED = {
    "listed_relation": ("s.relation", "t.listed_relation"),
    "listed_at": (
        f"CASE WHEN {_UNDATED} THEN statement_timestamp() ELSE s.since END",
        "t.listed_at",
    ),
    "listed_undated": (_UNDATED, "coalesce(t.listed_undated, false)"),
}
_LISTED_BLOCK_AT = (
    f"CASE WHEN {_NEWER} AND s.relation = 'blocked' AND s.block IS NULL THEN statement_timestamp() "
    "WHEN t.listed_undated AND s.block IS NOT NULL THEN s.block "
    "ELSE greatest(t.listed_block_at, s.block) END"
)
_LISTED_NOW = ", ".join(
    [f"CASE WHEN {_NEWER} THEN {new} ELSE {old} END AS {c}" for c, (new, old) in _LISTED.items()]
    + [f"{_LISTED_BLOCK_AT} AS listed_block_at"]
)
# What Kakao told later stays, and a list without days says nothing against Kakao.
_SEEN = (
    f"{_NEWER} AND (s.since > t.relation_at OR NOT EXISTS (SELECT FROM "
    f"{FriendEvent._meta.db_table} e WHERE e.channel_id = t.channel_id AND e.friend_id = t.id))"
)
# A day that a link, a login or a chat told is not a file's to move.
_OURS = "s.trackable_from IS NOT NULL AND coalesce(t.trackable_by, 'import') = 'import'"


def load(batch: ImportBatch, frame: pd.DataFrame, *, preview: bool = False) -> Outcome:
    """Merge typed rows with `channel_id`; in a preview only compare."""
    frame, wrong = refuse_wrong_keys(frame)
    frame, backwards = _refuse_backwards(frame)
    outcome = Outcome(refused=[*wrong, *backwards], bad=len(wrong) + len(backwards))
    if frame.empty:
        return outcome
    if not preview:
        for channel_id in channel_ids(frame):
            hold_alone(channel_id)  # what is compared is what is written over
    _stage(batch, frame)
    _compare()
    outcome.add(staging.count(COMPARED))
    if preview:
        outcome.sample = _sample()
        return outcome
    with journalled(batch, Friend, FriendIdentity):
        _write(batch)
    for channel_id in channel_ids(frame):
        settle_lists(channel_id)
        tell(channel_id)
    return outcome


def _refuse_backwards(frame: pd.DataFrame) -> tuple[pd.DataFrame, Refused]:
    """Nobody blocks before he is a friend; who came back is one again."""
    wrong = (frame["relation"] != "added") & (frame["blocked_on"] < frame["joined_on"])
    days = frame.loc[wrong, ["blocked_on", "joined_on"]].astype("datetime64[s]").astype(str)
    refused: Refused = [
        (int(line), "blocked_before_joined", "blocked_on", {"value": blocked, "joined": joined})
        for line, (blocked, joined) in zip(frame.loc[wrong, "line"], days.to_numpy(), strict=True)
    ]
    return frame[~wrong], refused


def _stage(batch: ImportBatch, frame: pd.DataFrame) -> None:
    persons = Persons(frame)
    part = with_sources(frame, batch)
    part["kind"] = persons.named["kind"].to_numpy()[persons.codes]
    part["value"] = persons.named["value"].to_numpy()[persons.codes]
    blocked = (part["relation"] == "blocked") | (
        (part["relation"] == "") & part["blocked_on"].notna()
    )
    known = blocked | (part["relation"] != "") | part["joined_on"].notna()
    part["relation"] = blocked.map({True: "blocked", False: "added"}).where(known, "")
    since = part["blocked_on"].where(blocked, part["joined_on"])
    block = part["blocked_on"].where(blocked | (part["blocked_on"] < part["joined_on"]))
    staging.copy_frame(STAGE, TYPES, part.assign(since=_noon(since), block=_noon(block)))
    name_issuers(STAGE)


def _noon(days: "pd.Series[pd.Timestamp]") -> "pd.Series[pd.Timestamp]":
    return (days + NOON).dt.tz_localize(clock.KST).dt.tz_convert("UTC").dt.tz_localize(None)


def _compare() -> None:
    differs = [f"{kept_or_new(c, 'x')} IS DISTINCT FROM t.{c}" for c in FIGURES]
    differs += [f"x.{c} IS DISTINCT FROM t.{c}" for c in LISTED]
    staging.execute(f"DROP TABLE IF EXISTS {COMPARED}")
    staging.execute(
        f"CREATE TEMPORARY TABLE {COMPARED} ON COMMIT DROP AS SELECT x.*, CASE WHEN t.id IS NULL "
        f"THEN 'new' WHEN {' OR '.join(differs)} THEN 'changed' ELSE 'same' END AS what "
        "FROM (SELECT s.line, s.channel_id, s.kind, s.issuer, s.value, t.id AS target, "
        f"s.joined_on, s.source_id, s.source, {_LISTED_NOW}, "
        f"CASE WHEN {_SEEN} THEN s.relation END AS relation, "
        f"CASE WHEN {_OURS} THEN s.trackable_from END AS trackable_from, "
        f"CASE WHEN {_OURS} THEN 'import' END AS trackable_by "
        f"FROM {STAGE} s LEFT JOIN {_I} i ON {SAME} LEFT JOIN {_F} t ON t.id = i.friend_id) x "
        f"LEFT JOIN {_F} t ON t.id = x.target"
    )


def _sample() -> list[dict[str, object]]:
    shown = ("joined_on", "relation", "trackable_from")
    return staging.dicts(
        f"SELECT c.what, c.line, c.channel_id, c.source, {', '.join(f'c.{s}' for s in shown)}, "
        f"{', '.join(f't.{s} AS before_{s}' for s in shown)} "
        f"FROM {COMPARED} c LEFT JOIN {_F} t ON t.id = c.target "
        "ORDER BY array_position(ARRAY['changed', 'new', 'same'], c.what), c.line "
        f"LIMIT {staging.SAMPLE_ROWS}"
    )


def _write(batch: ImportBatch) -> None:
    find_staged(STAGE, origin=staging.origin_of(batch), batch_id=batch.pk)
    sets = ", ".join(f"{c} = s.{c}" for c in (*FIGURES, *LISTED))
    staging.execute(
        f"UPDATE {_F} t SET {sets} FROM {COMPARED} s JOIN {_I} i ON {SAME} "
        "WHERE s.what = 'new' AND t.id = i.friend_id AND t.batch_id = %s",
        [batch.pk],
    )
    staging.change(Friend, COMPARED, FIGURES, batch, exact=LISTED)
