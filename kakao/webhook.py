"""Kakao's channel webhook: somebody added or blocked a channel. Body to a typed notice, no I/O.

`id_type` is app_user_id for who agreed to share it with the app, else open_id; the two of one
person cannot be joined. There is no signature: the key in the header is all that proves an origin.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from kakao.errors import BadPayload
from kakao.fields import Fields

EVENTS = ("added", "blocked")
ID_TYPES = ("app_user_id", "open_id")
LONGEST_ID = 100


@dataclass(frozen=True)
class Notice:
    """event: added or blocked; id: whose, of `id_type`; channel: its public id; at: UTC moment."""

    event: str
    id: str
    id_type: str
    channel: str
    at: datetime


def read_notice(body: bytes) -> Notice:
    """Raises BadPayload naming the field. Unknown fields are ignored; the older names of the
    channel and the moment are read where the newer ones are absent."""
    try:
        fields = Fields(json.loads(body))
    except (ValueError, RecursionError) as error:
        raise BadPayload("not_json", "", "the body is no JSON") from error
    return Notice(
        event=_one_of(fields, "event", EVENTS),
        id=_short(fields.id("id", LONGEST_ID), "id"),
        id_type=_one_of(fields, "id_type", ID_TYPES),
        channel=_short(fields.text(_name(fields, "channel", "plus_friend")), "channel_public_id"),
        at=_moment(fields),
    )


def _name(fields: Fields, new: str, old: str) -> str:
    return f"{new}_public_id" if fields.has(f"{new}_public_id") else f"{old}_public_id"


def _one_of(fields: Fields, name: str, known: tuple[str, ...]) -> str:
    value = fields.text(name)
    if value not in known:
        raise BadPayload("value", name, f"{name} is none of {', '.join(known)}")
    return value


def _short(value: str, name: str) -> str:
    if not 0 < len(value) <= LONGEST_ID or "\x00" in value:
        raise BadPayload("value", name, f"{name} is empty or longer than {LONGEST_ID} characters")
    return value


def _moment(fields: Fields) -> datetime:
    """RFC 3339; the older `timestamp` is written in seconds or milliseconds since 1970."""
    name = "updated_at" if fields.has("updated_at") else "timestamp"
    raw = fields.raw(name)
    try:
        if isinstance(raw, int) and not isinstance(raw, bool):
            return datetime.fromtimestamp(raw / 1000 if raw > 10**11 else raw, UTC)
        found = datetime.fromisoformat(fields.text(name))
        if found.tzinfo is None:
            raise ValueError(name)
        return found.astimezone(UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise BadPayload("type", name, f"{name} is no moment with a zone") from error
