"""Everything kept of one person, as counts for the screen and as a document to hand over."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from channel.models import Channel, Friend
from channel.privacy.registry import registered


@dataclass(frozen=True)
class Kept:
    name: str
    count: int


def ids_of(friend: Friend) -> list[int]:
    """The friend and everybody who was merged into him."""
    whole = Friend.objects.filter(Q(pk=friend.pk) | Q(merged_into=friend.pk))
    return list(whole.filter(channel=friend.channel_id).values_list("pk", flat=True))


def kept_of(friend: Friend) -> list[Kept]:
    ids = ids_of(friend)
    found = [
        Kept(str(one.model._meta.verbose_name), len(one.export(friend.channel_id, ids)))
        for one in registered()
    ]
    return [kept for kept in found if kept.count]


def document_of(channel: Channel, friend: Friend) -> dict[str, Any]:
    ids = ids_of(friend)
    kept = {one.model.__name__: one.export(channel.pk, ids) for one in registered()}
    made_at: dt.datetime = timezone.now()
    return {"channel": channel.name, "made_at": made_at, "friend": friend.pk, "kept": kept}
