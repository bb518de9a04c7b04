"""Is this installation reachable from outside? It asks itself through the public address.

The answer to a nonce is made with SECRET_KEY, so another server at that address cannot give it.
"""

import ipaddress
import re
import socket
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

from channel.models import PublicAddress, Run

CHECK = "_check"
NONCE = re.compile("[0-9a-z]{32}")
CHECK_ADDRESS = "check_address"
TIMEOUT_SECONDS = 10


def _sign(nonce: str) -> str:
    return salted_hmac("channel.links.checking", nonce, algorithm="sha256").hexdigest()


def answer_check(nonce: str) -> HttpResponse:
    if not NONCE.fullmatch(nonce):
        return HttpResponse(status=404)
    return HttpResponse(_sign(nonce), content_type="text/plain")


def work(run: Run) -> None:
    """Fetch our own nonce over the address. Safe twice: it only writes what it found."""
    address = PublicAddress.objects.filter(state=PublicAddress.State.WAITING).first()
    if address is None:
        return
    error = fault_of(address.url)
    state = PublicAddress.State.FAILED if error else PublicAddress.State.CHECKED
    # only what was asked for: it may have been entered anew meanwhile
    PublicAddress.objects.filter(url=address.url, entered_at=address.entered_at).update(
        state=state, error=error, checked_at=timezone.now()
    )


def fault_of(url: str) -> str:
    """Empty when our own answer came back; else `name`, `inside`, `silent` or `other`."""
    nonce = get_random_string(32, "0123456789abcdefghijklmnopqrstuvwxyz")
    if not settings.ALLOW_LOCAL_ADDRESS and (fault := _place_of(urlsplit(url).hostname or "")):
        return fault
    try:
        answer = requests.get(
            f"{url}/l/{CHECK}/{nonce}", timeout=TIMEOUT_SECONDS, allow_redirects=False, stream=True
        )
        with answer:
            body = answer.raw.read(200, decode_content=True)
    except (requests.RequestException, OSError):
        return "silent"
    same = constant_time_compare(body.decode("latin-1").strip(), _sign(nonce))
    return "" if answer.status_code == 200 and same else "other"


def _place_of(host: str) -> str:
    """Addresses inside a network are not asked: nobody outside could open them anyway."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return "name"
    inside = any(not ipaddress.ip_address(str(one[4][0])).is_global for one in found)
    return "inside" if inside else ""
