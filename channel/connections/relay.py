"""Pass deliveries on to the address that the Kakao app had before ours.

An app has one address only. The other system gets the same body, key and id, from a worker and
never within Kakao's own request.
"""

import datetime as dt
import time
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

AT_ONCE, MOST_ATTEMPTS, TIMEOUT_SECONDS, TURN_SECONDS = 20, 8, 5, 20
# Longer than so many calls of a slow address take.
CLAIMED = dt.timedelta(minutes=2)
# So long an address that did not answer is left alone.
SILENT = dt.timedelta(minutes=5)


def due() -> QuerySet[WebhookDelivery]:
    return WebhookDelivery.objects.filter(
        relay_due_at__lte=timezone.now(), connection__removed_at=None
    )


def pass_on() -> int:
    """Send what is due, for a turn at most, and say how much arrived."""
    arrived, ends = 0, time.monotonic() + TURN_SECONDS
    while time.monotonic() < ends and (rows := _claim()):
        arrived += _pass_some(rows)
    return arrived


def _pass_some(rows: list[WebhookDelivery]) -> int:
    """An address that does not answer holds up one call: what is due for it waits."""
    arrived, silent = 0, set[int]()
    for row in rows:
        if row.connection_id in silent:
            continue
        sent = _send(row.connection, row)
        fields: dict[str, Any] = {"relayed_at": timezone.now(), "relay_due_at": None}
        WebhookDelivery.objects.filter(pk=row.pk).update(**fields if sent else _later(row))
        arrived += bool(sent)
        if sent is None:
            silent.add(row.connection_id)
            _leave_alone(row)
    return arrived


def _leave_alone(row: WebhookDelivery) -> None:
    again = timezone.now() + SILENT
    soon = WebhookDelivery.objects.filter(connection=row.connection_id, relay_due_at__lt=again)
    soon.exclude(pk=row.pk).update(relay_due_at=again)


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


def _send(connection: Connection, row: WebhookDelivery) -> bool | None:
    """Whether it was taken; None where nobody answered."""
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
        return None
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
