"""Is this installation reachable from outside? It asks itself through the public address.

The answer to a nonce is made with SECRET_KEY, so another server at that address cannot give it.
"""

import re

import requests
from django.http import HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

from channel.models import PublicAddress, Run
from channel.outside import NotOutside, address_of, ask

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
    try:
        answer = ask(
            "GET", f"{url}/l/{CHECK}/{nonce}", address_of(url), timeout=TIMEOUT_SECONDS, stream=True
        )
        with answer:
            body = answer.raw.read(200, decode_content=True)
    except NotOutside as error:
        return error.reason
    except (requests.RequestException, OSError):
        return "silent"
    same = constant_time_compare(body.decode("latin-1").strip(), _sign(nonce))
    return "" if answer.status_code == 200 and same else "other"
