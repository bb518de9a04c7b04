"""What the ground floor keeps of a friend."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import F, Func, IntegerField, Q, Value
from django.db.models.lookups import GreaterThan

from channel.models import (
    Channel,
    Click,
    Engagement,
    Friend,
    FriendActivity,
    FriendEvent,
    FriendIdentity,
    FriendMerge,
    PrunedReactions,
    WebhookDelivery,
)
from channel.privacy.registry import deletion_of, register, rows_of, unlinking_of
from kakao.errors import BadPayload
from kakao.webhook import ID_TYPES, read_notice


def register_own() -> None:
    """Deliveries first: they are found through the events that they brought.

    Clicks and events stay as counts of a day: without the friend they lead to nobody.
    """
    register(WebhookDelivery, "", _deliveries, _empty_deliveries)
    register(
        FriendEvent, "friend_id", rows_of(FriendEvent, "friend_id"),
        unlinking_of(FriendEvent, "friend_id", delivery_key=""),
    )  # fmt: skip
    register(
        Click, "friend_id", rows_of(Click, "friend_id"),
        unlinking_of(Click, "friend_id", known_by=None),
    )  # fmt: skip
    register(FriendMerge, "kept_id", rows_of(FriendMerge, "kept_id"), _forget_merges)
    for model in (Engagement, PrunedReactions, FriendActivity, FriendIdentity):
        register(
            model, "friend_id", rows_of(model, "friend_id"), deletion_of(model, "friend_id")
        )  # fmt: skip
    register(Friend, "id", rows_of(Friend, "id"), deletion_of(Friend, "id"))


def _forget_merges(channel_id: int, ids: Sequence[int]) -> int:
    whose = Q(kept_id__in=ids) | Q(dropped_id__in=ids)
    return FriendMerge.objects.filter(whose, channel=channel_id).delete()[0]


def _found(channel_id: int, ids: Sequence[int]) -> Any:
    """What brought his events, and what says the same once more or was not read yet."""
    events = FriendEvent.objects.filter(channel=channel_id, friend_id__in=ids)
    keys = events.exclude(delivery_key="").values("delivery_key")
    # also by connections that the channel has left
    place = Channel.objects.get(pk=channel_id)
    received = WebhookDelivery.objects.filter(connection__organisation=place.organisation_id)
    named = [one.pk for one in _naming(received, place, ids)]
    return received.filter(Q(resource_id__in=keys) | Q(pk__in=named)).order_by("pk")


class Position(Func):
    """Where the first expression stands in the second, both bytes; 0: nowhere."""

    template, arg_joiner, output_field = "position(%(expressions)s)", " IN ", IntegerField()


def _naming(received: Any, place: Channel, ids: Sequence[int]) -> list[WebhookDelivery]:
    """Deliveries of this channel with an id of his. One that cannot be read is his if the id is
    anywhere in it."""
    known = FriendIdentity.objects.filter(channel=place, friend_id__in=ids, kind__in=ID_TYPES)
    names = set(known.values_list("kind", "value"))
    if not names:
        return []
    anywhere = Q()
    for _kind, value in names:
        anywhere |= Q(GreaterThan(Position(Value(value.encode()), F("body")), 0))
    return [one for one in received.filter(anywhere) if _is_of(one, names, place.public_id)]


def _is_of(one: WebhookDelivery, names: Collection[tuple[str, str]], public_id: str | None) -> bool:
    try:
        notice = read_notice(bytes(one.body))
    except BadPayload:
        return True
    return (notice.id_type, notice.id) in names and notice.channel == public_id


def _deliveries(channel_id: int, ids: Sequence[int]) -> list[dict[str, Any]]:
    return [
        {"received_at": one.received_at, "body": bytes(one.body).decode(errors="replace")}
        for one in _found(channel_id, ids)
    ]


def _empty_deliveries(channel_id: int, ids: Sequence[int]) -> int:
    """The row stays, so that Kakao's repeating it brings nobody back."""
    found = list(_found(channel_id, ids).values_list("pk", flat=True))
    rows = WebhookDelivery.objects.filter(pk__in=found)
    return rows.update(body=b"", relay_due_at=None)
