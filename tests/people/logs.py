"""A small log and what of it is compared: every column but ids and times of writing."""

import datetime as dt
from typing import Any

from django.db.models import Model

from channel.clock import kst_midnight
from channel.models import (
    Channel,
    Engagement,
    Friend,
    FriendActivity,
    FriendEvent,
    FriendIdentity,
    SendDay,
)
from channel.people.identities import friends_of

DAY = dt.date(2026, 9, 1)


def at(day: int, hour: int = 20) -> dt.datetime:
    """A moment of the day-th day of the log, Korean time."""
    return kst_midnight(DAY + dt.timedelta(days=day)) + dt.timedelta(hours=hour)


def on(day: int) -> dt.date:
    return DAY + dt.timedelta(days=day)


def friends(place: Channel, *names: str) -> list[int]:
    found = friends_of(place.pk, [("app_user_id", "77", name) for name in names])
    return [found["app_user_id", "77", name] for name in names]


def mask(friend_id: int) -> tuple[int, int]:
    """Which send days he answered, as a number with a bit each, and the newest of them."""
    kept = FriendActivity.objects.get(friend_id=friend_id)
    return kept.mask, kept.mask_ordinal


def ordinals(friend_id: int) -> list[int]:
    """The send days of the mask."""
    bits, top = mask(friend_id)
    return sorted(top - i for i in range(64) if bits >> i & 1)


WRITTEN = {"id", "updated_at", "channel_id", "batch_id", "origin"}


def everything(place: Channel) -> dict[str, list[tuple[Any, ...]]]:
    """All rows about people, friends named by their identities instead of their ids."""
    named = dict(FriendIdentity.objects.filter(channel=place).values_list("friend_id", "value"))
    identities = dict(FriendIdentity.objects.filter(channel=place).values_list("id", "value"))
    return {
        model.__name__: sorted(
            (_told(row, named, identities) for row in model.objects.filter(channel=place)), key=str
        )
        for model in (SendDay, Friend, FriendIdentity, FriendEvent, Engagement, FriendActivity)
    }


def _told(row: Model, named: dict[int, str], identities: dict[int, str]) -> tuple[Any, ...]:
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    if isinstance(row, Friend) or "friend_id" in values:  # other tables' ids name no friend
        values["friend_id"] = named.get(values.get("friend_id", values["id"]))
    if "identity_id" in values:
        values["identity_id"] = identities[values["identity_id"]]
    return tuple(value for name, value in values.items() if name not in WRITTEN)
