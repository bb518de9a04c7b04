"""A connected webhook and deliveries as Kakao sends them."""

import json
from typing import Any

from django.test import Client

from channel.connections import actions
from channel.models import Channel, Connection, User

KEY = "0123456789abcdef0123456789abcdef"
PUBLIC_ID = "_AbCdE"
HOOK = "/hooks/kakao/channel/"


def connected(place: Channel, owner: User, key: str = KEY) -> Connection:
    Channel.objects.filter(pk=place.pk).update(public_id=PUBLIC_ID)
    return actions.connect_webhook(user=owner, channel=place, name="앱", app_id="77", key=key)


def body(**fields: Any) -> dict[str, Any]:
    return {
        "event": "added", "id": "1234567890", "id_type": "app_user_id",
        "channel_public_id": PUBLIC_ID, "channel_uuid": "@mood",
        "updated_at": "2026-11-20T05:25:01Z", **fields,
    }  # fmt: skip


def deliver(
    sent: Any = None, *, key: str = KEY, resource_id: str | None = "r-1", **fields: Any
) -> int:
    """The status of the answer; `sent` may be bytes or anything JSON can say."""
    said = body(**fields) if sent is None else sent
    data = said if isinstance(said, bytes) else json.dumps(said).encode()
    headers = {"Authorization": f"KakaoAK {key}"}
    if resource_id is not None:
        headers["X-Kakao-Resource-ID"] = resource_id
    return Client().post(HOOK, data, content_type="application/json", headers=headers).status_code
