"""Which channel each row belongs to, and signs that a file is another channel's."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from channel.access import allows
from channel.imports.reading.problems import Problem
from channel.imports.reading.words import folded
from channel.models import Channel, ImportBatch, Member, Role, User

_SHORTEST_NAME = 2
# What tells two rows of a channel apart.
_OF_DAYS = (
    "day", "period_from", "period_to", "source", "kakao_id", "sent_on", "title", "nth_of_day",
)  # fmt: skip
_OF_PEOPLE = {
    "friends": ("person", "person_kind"),
    "engagements": ("person", "person_kind", "kind", "at", "key"),
}


@dataclass(frozen=True)
class Placed:
    """Rows with `channel_id`, and those that name a channel nobody may write here."""

    frame: pd.DataFrame
    problems: tuple[Problem, ...]


def writable(organisation_id: int, person: User | None) -> list[Channel]:
    """Open channels of the organisation in which the person may change figures. One who is gone
    may change none."""
    if person is None:
        return []
    channels = list(Channel.objects.open().filter(organisation=organisation_id))
    held: dict[int | None, str] = dict(
        Member.objects.filter(organisation=organisation_id, user=person).values_list(
            "channel", "role"
        )
    )
    return [c for c in channels if allows(held.get(c.pk, held.get(None)), Role.EDITOR)]


def place(batch: ImportBatch, frame: pd.DataFrame) -> Placed:
    """Give every row its channel; rows of unknown or other channels are bad rows."""
    codes, names = pd.factorize(frame["channel"])
    known = _known(batch)
    ids = [_channel_of(str(name), batch, known) for name in names]
    by_code = pd.array([*ids, None], dtype="Int64")
    frame = frame.assign(channel_id=by_code[codes])
    problems = [
        Problem(_code(batch, name), int(line), "channel", {"value": str(name)})
        for line, name in zip(
            *(frame.loc[frame["channel_id"].isna(), column] for column in ("line", "channel")),
            strict=True,
        )
    ]
    return _without_doubles(batch.kind, frame[frame["channel_id"].notna()], problems)


def _known(batch: ImportBatch) -> dict[str, int]:
    known: dict[str, int] = {}
    own = [batch.channel] if batch.channel else []
    for channel in [*own, *writable(batch.organisation_id, batch.by)]:
        for name in (channel.name, channel.search_id, channel.public_id or "", channel.slug):
            if name:
                known.setdefault(folded(name).removeprefix("@"), channel.pk)
    return known


def _channel_of(name: str, batch: ImportBatch, known: dict[str, int]) -> int | None:
    if batch.channel_id and (not name or batch.options.get("channel_ok")):
        return batch.channel_id
    found = known.get(folded(name).removeprefix("@"))
    return found if not batch.channel_id or found == batch.channel_id else None


def _code(batch: ImportBatch, name: Any) -> str:
    if not name:
        return "channel_missing"
    return "row_of_other_channel" if batch.channel_id else "unknown_channel"


def _without_doubles(kind: str, frame: pd.DataFrame, problems: list[Problem]) -> Placed:
    """Two spellings of one channel may bring a day or a person twice; the later one is bad."""
    frame = frame.assign(channel_id=frame["channel_id"].astype("int64"))
    if frame.groupby("channel_id")["channel"].nunique().gt(1).any():
        key = [c for c in _OF_PEOPLE.get(kind, _OF_DAYS) if c in frame]
        twice = frame.duplicated(["channel_id", *key])
        problems += [
            Problem("channel_twice", int(line), "channel", {"value": str(name)})
            for line, name in zip(
                frame.loc[twice, "line"], frame.loc[twice, "channel"], strict=True
            )
        ]
        frame = frame[~twice]
    return Placed(frame.reset_index(drop=True), tuple(problems))


def sign_of_other(
    batch: ImportBatch, names: list[str], titles: Iterable[str] = ()
) -> dict[str, Any] | None:
    """A question, if rows, titles or the file's name speak of another channel than this one."""
    if batch.channel is None or batch.options.get("channel_ok"):
        return None
    own = folded(batch.channel.name)
    named = [name for name in names if name]
    if named and own not in {folded(name) for name in named}:
        return {"code": "other_channel", "why": "names", "name": named[0]}
    others = Channel.objects.filter(organisation=batch.organisation_id).exclude(pk=batch.channel.pk)
    told = folded(" ".join([batch.filename, *titles]))
    for name in others.values_list("name", flat=True):
        word = folded(name)
        if len(word) >= _SHORTEST_NAME and word in told and own not in told:
            return {"code": "other_channel", "why": "title", "name": name}
    return None
