"""What people did, told by a log from elsewhere: recorded like everything that happens here."""

import hashlib
from typing import Any

import pandas as pd

from channel import clock
from channel.broadcasts.models import fold_title
from channel.imports import staging
from channel.imports.loads.people import (
    Persons,
    Refused,
    channel_ids,
    journalled,
    refuse_wrong_keys,
)
from channel.imports.staging import SAMPLE_ROWS, Outcome
from channel.models import Broadcast, Engagement, Friend, FriendIdentity, ImportBatch
from channel.people.recording import record_staged
from channel.people.tracking import number_opportunities

STAGE, FIRST = "stage_import_engagements", "stage_first_engagements"
TYPES = {
    "channel_id": "bigint", "friend_id": "bigint", "kind": "text", "at": "timestamptz",
    "key": "text", "broadcast_id": "bigint", "source_id": "bigint",
}  # fmt: skip
SEEN = {"line": "bigint", "channel_id": "bigint", "day": "date", "kind": "text", "key": "text"}
FIRSTS = {"channel_id": "bigint", "friend_id": "bigint", "trackable_from": "date"}
_E, _F = Engagement._meta.db_table, Friend._meta.db_table
# Of an import's days those on which a log has a reaction; a list of friends may tell any other.
_OLDER = (
    "t.trackable_by = 'import' AND s.trackable_from < t.trackable_from AND EXISTS ("
    f"SELECT FROM {_E} e WHERE e.channel_id = t.channel_id AND e.friend_id = t.id "
    "AND e.day = t.trackable_from AND e.batch_id IS NOT NULL)"
)
LONGEST_KEY = 64
_SHOWN = ["what", "line", "channel_id", "kind", "at"]


def load(batch: ImportBatch, frame: pd.DataFrame, *, preview: bool = False) -> Outcome:
    """Record typed rows with `channel_id`; in a preview only look which are known."""
    frame, wrong = refuse_wrong_keys(frame)
    frame, unknown = _with_messages(frame)
    outcome = Outcome(refused=[*wrong, *unknown], bad=len(wrong) + len(unknown))
    if frame.empty:
        return outcome
    persons = Persons(frame)
    part = _prepared(frame, persons)
    if preview:
        _compare(part, outcome)
    else:
        outcome.new, outcome.same = _record(batch, part, persons)
    return outcome


def _prepared(frame: pd.DataFrame, persons: Persons) -> pd.DataFrame:
    """With the day in Korea, and a key of its own for what has none."""
    values = persons.named["value"].to_numpy(dtype=object)[persons.codes]
    part = frame.assign(day=frame["at"].dt.normalize(), source_id=no_ids(len(frame)))
    _give_keys(part, values)
    return part


def no_ids(rows: int) -> "pd.Series[int]":
    return pd.Series([None] * rows, dtype="Int64")


def _give_keys(part: pd.DataFrame, values: Any) -> None:
    """The same person, kind and moment without a key is the same reaction, in any file."""
    none = (part["key"] == "").to_numpy()
    told = zip(values[none], part.loc[none, "kind"], part.loc[none, "at"], strict=True)
    part.loc[none, "key"] = [_digest(f"{value} {kind} {at}") for value, kind, at in told]
    long = part["key"].str.len() > LONGEST_KEY
    part.loc[long, "key"] = part.loc[long, "key"].map(_digest)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _with_messages(frame: pd.DataFrame) -> tuple[pd.DataFrame, Refused]:
    """`broadcast_id` by Kakao's number of the message, else by title and day."""
    by = ["channel_id", "message_id", "message_title", "message_on"]
    named = frame[by].drop_duplicates()
    named = named[(named["message_id"] != "") | (named["message_title"] != "")]
    if named.empty:
        return frame.assign(broadcast_id=no_ids(len(frame))), []
    known = _messages(channel_ids(named))
    named["broadcast_id"] = pd.array(
        [_message(known, *row) for row in named.to_numpy(dtype=object)], dtype="Int64"
    )
    frame = frame.merge(named, on=by, how="left")
    numbered = frame["message_id"] != ""
    told = frame["message_id"].where(numbered, frame["message_title"])
    wrong = (told != "") & frame["broadcast_id"].isna()
    columns = numbered.map({True: "message_id", False: "message_title"})
    refused: Refused = [
        (int(line), "unknown_message", column, {"value": value})
        for line, column, value in zip(
            frame.loc[wrong, "line"], columns[wrong], told[wrong], strict=True
        )
    ]
    return frame[~wrong], refused


def _messages(channels: object) -> dict[tuple[object, ...], int]:
    rows = Broadcast.objects.filter(channel__in=channels).order_by("-nth_of_day")  # type: ignore[misc]
    known: dict[tuple[object, ...], int] = {}
    for pk, channel_id, kakao_id, title, day in rows.values_list(
        "pk", "channel_id", "kakao_id", "folded_title", "sent_on"
    ):
        known[channel_id, title, day] = pk
        if kakao_id:
            known[channel_id, kakao_id] = pk
    return known


def _message(
    known: dict[tuple[object, ...], int],
    channel_id: int,
    number: str,
    title: str,
    day: pd.Timestamp,
) -> int | None:
    if number:
        return known.get((channel_id, number))
    on = None if pd.isna(day) else day.date()
    return known.get((channel_id, fold_title(title), on))


def _compare(part: pd.DataFrame, outcome: Outcome) -> None:
    staging.copy_frame(STAGE, SEEN, part)
    known = staging.rows(
        f"SELECT line FROM {STAGE} s JOIN {_E} e USING (channel_id, day, kind, key)"
    )
    same = part["line"].isin([line for (line,) in known])
    outcome.same = int(same.sum())
    outcome.new = len(part) - outcome.same
    shown = pd.concat([part[~same].head(SAMPLE_ROWS), part[same]]).head(SAMPLE_ROWS)
    shown = shown[["line", "channel_id", "kind"]].assign(
        at=shown["at"].dt.strftime("%Y-%m-%d %H:%M"),
        what=same[shown.index].map({True: "same", False: "new"}),
    )
    outcome.sample = [dict(zip(_SHOWN, row, strict=True)) for row in shown[_SHOWN].to_numpy(object)]


def _record(batch: ImportBatch, part: pd.DataFrame, persons: Persons) -> tuple[int, int]:
    with journalled(batch, Friend, FriendIdentity, Engagement):
        friends = persons.find(batch)
        part["friend_id"] = friends.to_numpy()[persons.codes]
        _track(batch, part)
        moments = part["at"].dt.tz_localize(clock.KST).dt.tz_convert("UTC")
        part["at"] = moments.dt.tz_localize(None)
        staging.copy_frame(STAGE, TYPES, part)
        return record_staged(STAGE, batch.pk)


def _track(batch: ImportBatch, part: pd.DataFrame) -> None:
    """Whom nothing made trackable yet is so from the day of his first reaction, which therefore
    does not count; an older log moves a day that a log gave, so that their order does not matter."""
    firsts = part.groupby(["channel_id", "friend_id"], sort=False)["day"].min().reset_index()
    staging.copy_frame(FIRST, FIRSTS, firsts.rename(columns={"day": "trackable_from"}))
    staging.execute(
        f"UPDATE {_F} t SET trackable_from = s.trackable_from, trackable_by = 'import' "
        f"FROM {FIRST} s WHERE t.id = s.friend_id AND t.batch_id = %s AND t.trackable_from IS NULL",
        [batch.pk],
    )
    staging.execute("DROP TABLE IF EXISTS changed_friends")
    staging.execute(
        "CREATE TEMPORARY TABLE changed_friends ON COMMIT DROP AS SELECT t.id AS target, "
        f"'changed' AS what, s.trackable_from, 'import' AS trackable_by FROM {FIRST} s "
        f"JOIN {_F} t ON t.id = s.friend_id WHERE t.trackable_from IS NULL OR ({_OLDER})"
    )
    staging.change(Friend, "changed_friends", ("trackable_from", "trackable_by"), batch)
    for channel_id in channel_ids(firsts):
        ours = firsts.loc[firsts["channel_id"] == channel_id, "friend_id"]
        number_opportunities(channel_id, ours.tolist())
