"""What the ground floor keeps of a friend."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from channel.models import (
    Click,
    Engagement,
    Friend,
    FriendActivity,
    FriendEvent,
    FriendIdentity,
    FriendMerge,
    WebhookDelivery,
)
from channel.privacy.registry import deletion_of, register, rows_of, unlinking_of


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
    for model in (Engagement, FriendActivity, FriendIdentity):
        register(
            model, "friend_id", rows_of(model, "friend_id"), deletion_of(model, "friend_id")
        )  # fmt: skip
    register(Friend, "id", rows_of(Friend, "id"), deletion_of(Friend, "id"))


def _forget_merges(channel_id: int, ids: Sequence[int]) -> int:
    whose = Q(kept_id__in=ids) | Q(dropped_id__in=ids)
    return FriendMerge.objects.filter(whose, channel=channel_id).delete()[0]


def _found(channel_id: int, ids: Sequence[int]) -> Any:
    events = FriendEvent.objects.filter(channel=channel_id, friend_id__in=ids)
    keys = events.exclude(delivery_key="").values("delivery_key")
    return WebhookDelivery.objects.filter(
        connection__channels=channel_id, resource_id__in=keys
    ).order_by("pk")


def _deliveries(channel_id: int, ids: Sequence[int]) -> list[dict[str, Any]]:
    return [
        {"received_at": one.received_at, "body": bytes(one.body).decode(errors="replace")}
        for one in _found(channel_id, ids)
    ]


def _empty_deliveries(channel_id: int, ids: Sequence[int]) -> int:
    """The row stays, so that Kakao's repeating it brings nobody back."""
    found = list(_found(channel_id, ids).values_list("pk", flat=True))
    return WebhookDelivery.objects.filter(pk__in=found).update(body=b"")
