"""`/l/<code>` and `/l/<code>/<token>`: the click is a committed row before the redirect is answered.

Answered before sessions, sign-in, CSRF and languages: one statement, which is its own transaction.
Where to comes from the link's row alone. A token that is no friend's leads on all the same.
"""

import datetime as dt
import re
import uuid
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import timezone, translation

from channel.accounts.models import SLUG_ALPHABET
from channel.clock import kst_day
from channel.links import visits as cookie
from channel.links.checking import CHECK, answer_check
from channel.links.tokens import digest_of
from channel.links.visitors import visitor_of
from channel.models import Click
from channel.simulated import simulated_at

CODE = re.compile(f"[{SLUG_ALPHABET}]{{1,12}}")


class Found(NamedTuple):
    """The row behind the answer: where to, the friend by token, and the friend by cookie."""

    target: str
    by_token: int | None
    by_cookie: int | None
    cookie_id: int | None


def follow(request: HttpRequest, code: str, token: str = "") -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if code == CHECK:
        return answer_check(token)
    now = timezone.now()
    visits = cookie.read_visits(request, now)
    found = _record(request, code, token, visits, now)
    if found is None or _leads_back(found.target, request):
        return _unknown(request)
    response = HttpResponseRedirect(found.target)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"  # the token is in the address
    response["X-Robots-Tag"] = "noindex"
    _remember(response, found, visits, now)
    return response


def _record(
    request: HttpRequest, code: str, token: str, visits: cookie.Visits, now: dt.datetime
) -> Found | None:
    """Store the click; what is no person is nobody's."""
    if not CODE.fullmatch(code):
        return None
    visitor = visitor_of(request)
    known = visitor == Click.Visitor.PERSON
    digest = digest_of(token) if known and token else None
    ids = list(visits) if known else []
    simulated = simulated_at(request)
    values: dict[str, Any] = {
        "code": code, "digest": digest, "visits": ids, "recent": cookie.recent(visits, now),
        "key": uuid.uuid4(), "visitor": visitor, "at": now, "day": kst_day(now),
        "simulated_at": simulated, "simulated_day": simulated and kst_day(simulated),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_statement(bool(digest or ids), bool(simulated)), values)
        row = cursor.fetchone()
    return Found(*row) if row else None


@cache
def _statement(known: bool, simulated: bool) -> str:
    """Most clicks are anonymous and of real channels: they pay for no join."""
    people = (
        """LEFT JOIN channel_friendidentity t ON t.channel_id = l.channel_id
             AND t.kind = 'token' AND t.issuer = '' AND t.value = %(digest)s
           LEFT JOIN LATERAL (
             SELECT coalesce(f.merged_into, f.id) AS friend_id, f.id FROM channel_friend f
             WHERE f.id = ANY(%(visits)s) AND f.channel_id = l.channel_id LIMIT 1) c ON true"""
        if known
        else "CROSS JOIN (SELECT null::bigint AS friend_id) t "
        "CROSS JOIN (SELECT null::bigint AS friend_id, null::bigint AS id) c"
    )
    when = "%(at)s::timestamptz AS at, %(day)s::date AS day"
    channel = ""
    if simulated:
        channel = "JOIN channel_channel s ON s.id = l.channel_id"
        when = (
            "CASE WHEN s.is_simulated THEN %(simulated_at)s ELSE %(at)s END::timestamptz AS at, "
            "CASE WHEN s.is_simulated THEN %(simulated_day)s ELSE %(day)s END::date AS day"
        )
    return f"""
        WITH found AS MATERIALIZED (
          SELECT l.id, l.channel_id, l.target, t.friend_id AS by_token, c.friend_id AS by_cookie,
                 c.id AS cookie_id, {when}
          FROM channel_trackedlink l {channel} {people} WHERE l.code = %(code)s
        ), put AS (
          INSERT INTO channel_click
            (channel_id, day, key, link_id, at, friend_id, known_by, visitor, shared)
          SELECT channel_id, day, %(key)s, id, at, coalesce(by_token, by_cookie),
                 CASE WHEN by_token IS NOT NULL THEN 'token'
                      WHEN by_cookie IS NOT NULL THEN 'cookie' END,
                 %(visitor)s,
                 coalesce(by_token <> by_cookie AND cookie_id = ANY(%(recent)s::bigint[]), false)
          FROM found)
        SELECT target, by_token, by_cookie, cookie_id FROM found"""


def _remember(
    response: HttpResponse, found: Found, visits: cookie.Visits, now: dt.datetime
) -> None:
    """Who came by his own link is known here for 180 days. Two people within a day are nobody."""
    if found.by_token is None:
        return
    kept = {friend: at for friend, at in visits.items() if friend != found.cookie_id}
    other = found.by_cookie not in (None, found.by_token)
    if other and found.cookie_id in cookie.recent(visits, now):
        cookie.drop_visits(response)
    else:
        cookie.keep_visits(response, {**kept, found.by_token: int(now.timestamp())})


def _leads_back(target: str, request: HttpRequest) -> bool:
    """A link to one of our own links could go round for ever; it is refused when saved, too."""
    parts = urlsplit(target)
    return parts.path.startswith("/l/") and parts.netloc in _hosts(request)


def _hosts(request: HttpRequest) -> tuple[str, str]:
    """As the request says; nothing else here trusts it."""
    return request.META.get("HTTP_HOST", ""), request.META["SERVER_NAME"]


def _unknown(request: HttpRequest) -> HttpResponse:
    """A plain page that says nothing of whose links these are."""
    with translation.override(translation.get_language_from_request(request)):
        return HttpResponse(render_to_string("links/unknown.html"), status=404)
