"""The cookie `dg`: whose own link was opened in this browser, so that a plain link knows him too.

It holds ids of friends, one a channel, each with the moment of his last own link; signed, so that
nobody becomes somebody else. A friend belongs to one channel, so the id alone says which.
"""

import datetime as dt

from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "dg"
KEPT = dt.timedelta(days=180)
SHARED_WITHIN = dt.timedelta(days=1)
MOST = 10
_signer = signing.Signer(salt="channel.links.visits")

Visits = dict[int, int]  # friend -> seconds since 1970 of his last own link


def read_visits(request: HttpRequest, now: dt.datetime) -> Visits:
    """What the cookie says; one that is forged, damaged or too old says nothing."""
    text = request.COOKIES.get(COOKIE, "")
    if not text or len(text) > 1000:
        return {}
    try:
        pairs = (pair.split(".") for pair in _signer.unsign(text).split("~") if pair)
        visits = {int(friend): int(at) for friend, at in pairs}
    except (signing.BadSignature, ValueError):
        return {}
    oldest = now.timestamp() - KEPT.total_seconds()
    return {friend: at for friend, at in visits.items() if at > oldest}


def recent(visits: Visits, now: dt.datetime) -> list[int]:
    """Friends whose own link was opened here within a day."""
    since = now.timestamp() - SHARED_WITHIN.total_seconds()
    return [friend for friend, at in visits.items() if at > since]


def keep_visits(response: HttpResponse, visits: Visits) -> None:
    newest = sorted(visits.items(), key=lambda pair: pair[1])[-MOST:]
    text = "~".join(f"{friend}.{at}" for friend, at in newest)
    response.set_cookie(
        COOKIE, _signer.sign(text), max_age=KEPT, httponly=True, samesite="Lax", secure=True
    )


def drop_visits(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")
