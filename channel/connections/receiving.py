"""`POST /hooks/kakao/channel/`: a delivery is a committed row before Kakao hears that it came.

Answered before sessions, sign-in, CSRF and languages by one statement, which is its own
transaction. Whose key it is says which connection speaks. What is not JSON is kept, too, and
answered with success: Kakao switches off an address that keeps failing, and ours did not.
"""

import hashlib
import hmac
import time

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils import timezone

from channel.connections.keys import hash_of, key_in
from channel.connections.waking import wake_soon
from channel.simulated import simulated_at

WEBHOOK = "/hooks/kakao/channel/"
LARGEST_BODY = 64 * 1024
LONGEST_ID = 100
# A key that was taken away stops within that time in every process.
KNOWN_SECONDS = 5.0

_known: dict[str, tuple[float, int]] = {}

_PUT = """
INSERT INTO channel_webhookdelivery
(connection_id, resource_id, body, received_at, state, error, public_id, relay_attempts)
VALUES (%s, %s, %s, %s, 'waiting', '', '', 0)
ON CONFLICT (connection_id, resource_id) DO NOTHING
"""


def receive(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    connection_id = _speaks_for(key_in(request.META.get("HTTP_AUTHORIZATION", "")))
    if connection_id is None:
        return HttpResponse(status=401)
    if _length(request) > LARGEST_BODY:
        return HttpResponse(status=413)
    body = request.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        return HttpResponse(status=413)
    at = simulated_at(request) or timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_PUT, [connection_id, _resource_id(request, body), body, at])
    wake_soon()
    return JsonResponse({})


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return LARGEST_BODY + 1


def _resource_id(request: HttpRequest, body: bytes) -> str:
    """Kakao's id of this delivery; one without it is the same only if every byte is."""
    given = request.META.get("HTTP_X_KAKAO_RESOURCE_ID", "").strip()
    if given and len(given) <= LONGEST_ID and "\x00" not in given:
        return given
    return "sha256 " + hashlib.sha256(given.encode() + b"\x00" + body).hexdigest()


def _speaks_for(key: str) -> int | None:
    """The connection whose key this is: its primary one, or the next while they are exchanged."""
    if not key:
        return None
    digest = hash_of(key)
    at, found = _known.get(digest, (0.0, 0))
    if time.monotonic() - at < KNOWN_SECONDS:
        return found
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, coalesce(key_hash, ''), coalesce(next_key_hash, '') FROM channel_connection "
            "WHERE (key_hash = %s OR next_key_hash = %s) AND removed_at IS NULL",
            [digest, digest],
        )
        row = cursor.fetchone()
    if row is None or not any(hmac.compare_digest(digest, kept) for kept in row[1:]):
        return None
    _known[digest] = (time.monotonic(), row[0])
    return int(row[0])
