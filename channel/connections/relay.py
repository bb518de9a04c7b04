"""Pass deliveries on to the address that the Kakao app had before ours.

An app has one address only. The other system gets the same body, key and id, from a worker and
never within Kakao's own request. Only addresses outside this network are asked, and the address
that was checked is the one that is asked: a name may lead elsewhere a moment later.
"""

import datetime as dt
import ipaddress
import socket
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from requests.adapters import HTTPAdapter

from channel.connections.keys import secret_of
from channel.connections.models import Connection, WebhookDelivery
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
    address = address_of(url)
    if not address:
        return False
    headers = {
        "Content-Type": "application/json",
        "X-Kakao-Resource-ID": row.resource_id,
        "User-Agent": "KakaoOpenAPI/1.0",
    }
    if key := _key(connection):
        headers["Authorization"] = f"KakaoAK {key}"
    try:
        answer = _post(url, address, bytes(row.body), headers)
    except (requests.RequestException, OSError):
        return False
    return answer.ok and not answer.is_redirect


class _At(HTTPAdapter):
    """Connects to one address; the name in the URL is what TLS asks for and checks."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: bool | str, cert: Any = None
    ) -> tuple[Any, Any]:
        place, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        name = {"server_hostname": place["host"], "assert_hostname": place["host"]}
        tls = name if place["scheme"] == "https" else {}
        return {**place, "host": self.address}, {**pool, **tls}


def _post(url: str, address: str, body: bytes, headers: dict[str, str]) -> requests.Response:
    with requests.Session() as session:
        for scheme in ("https://", "http://"):
            session.mount(scheme, _At(address))
        return session.post(
            url, body, headers={**headers, "Host": urlsplit(url).netloc.rpartition("@")[2]},
            timeout=TIMEOUT_SECONDS, allow_redirects=False,
        )  # fmt: skip


def _key(connection: Connection) -> str:
    try:
        return secret_of(connection, "key")
    except SecretUnreadable:
        return ""


def is_outside(url: str) -> bool:
    return bool(address_of(url))


def address_of(url: str) -> str:
    """Where an https URL leads now, empty where that is nobody's to be asked from here.

    All addresses of the name must be outside this network; the first of them is taken.
    """
    parts = urlsplit(url)
    if not parts.hostname or parts.scheme not in ("http", "https"):
        return ""
    if settings.ALLOW_LOCAL_ADDRESS:
        return parts.hostname
    try:
        found = socket.getaddrinfo(parts.hostname, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ""
    addresses = [str(one[4][0]) for one in found]
    outside = all(ipaddress.ip_address(one).is_global for one in addresses)
    return addresses[0] if addresses and outside and parts.scheme == "https" else ""
