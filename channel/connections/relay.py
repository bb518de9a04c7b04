"""Pass deliveries on to the address that the Kakao app had before ours.

An app has one address only. The other system gets the same body, key and id, from a worker and
never within Kakao's own request.
"""

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from channel.connections.keys import secret_of
from channel.connections.models import Connection, WebhookDelivery
from channel.outside import NotOutside, address_of, ask
from channel.secrets.models import SecretUnreadable

AT_ONCE, MOST_ATTEMPTS, TIMEOUT_SECONDS = 200, 8, 5
CLAIMED = dt.timedelta(minutes=2)


def due() -> QuerySet[WebhookDelivery]:
    return WebhookDelivery.objects.filter(relay_due_at__lte=timezone.now())


def pass_on() -> int:
    """Send what is due and say how much arrived."""
    arrived = 0
    for row in _claim():
        sent = _send(row.connection, row)
        arrived += sent
        fields: dict[str, Any] = {"relayed_at": timezone.now(), "relay_due_at": None}
        WebhookDelivery.objects.filter(pk=row.pk).update(**fields if sent else _later(row))
    return arrived


@transaction.atomic
def _claim() -> list[WebhookDelivery]:
    """Nobody else gets these for two minutes; a worker that dies lets them come again."""
    rows = due().select_related("connection").order_by("relay_due_at", "pk")
    found = list(rows.select_for_update(skip_locked=True, of=("self",))[:AT_ONCE])
    WebhookDelivery.objects.filter(pk__in=[row.pk for row in found]).update(
        relay_due_at=timezone.now() + CLAIMED
    )
    return found


def _later(row: WebhookDelivery) -> dict[str, Any]:
    attempts = row.relay_attempts + 1
    wait = dt.timedelta(seconds=10 * 4 ** min(attempts, 6))
    again = timezone.now() + wait if attempts < MOST_ATTEMPTS else None
    return {"relay_attempts": attempts, "relay_due_at": again}


def _send(connection: Connection, row: WebhookDelivery) -> bool:
    url = connection.options.get("relay_url", "")
    headers = {
        "Content-Type": "application/json",
        "X-Kakao-Resource-ID": row.resource_id,
        "User-Agent": "KakaoOpenAPI/1.0",
    }
    if key := _key(connection):
        headers["Authorization"] = f"KakaoAK {key}"
    try:
        answer = ask(
            "POST", url, _place_of(url), data=bytes(row.body), headers=headers,
            timeout=TIMEOUT_SECONDS,
        )  # fmt: skip
    except (NotOutside, requests.RequestException, OSError):
        return False
    return answer.ok and not answer.is_redirect


def _key(connection: Connection) -> str:
    try:
        return secret_of(connection, "key")
    except SecretUnreadable:
        return ""


def may_pass_on(url: str) -> bool:
    """Whether an address typed by a person is one that is asked from here."""
    try:
        _place_of(url)
    except NotOutside:
        return False
    return True


def _place_of(url: str) -> str:
    """Raises NotOutside. Friends' notifications travel encrypted, except in trials at home."""
    schemes = ("http", "https") if settings.ALLOW_LOCAL_ADDRESS else ("https",)
    if urlsplit(url).scheme not in schemes:
        raise NotOutside("open")
    return address_of(url)
