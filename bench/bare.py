"""The bare views of measuring: same settings, middlewares and connections, no session, no access.

For what writes: one INSERT, two bytes. For a list: fifty rows by key with one SELECT, printed as
they are in a table with as many columns and a link in each row, in the same frame with its menu;
nobody is signed in, nothing is counted, looked up, masked, scored or translated.
"""

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from channel.models import Channel
from config.urls import urlpatterns as ours

TABLE = "CREATE TABLE IF NOT EXISTS bench_bare (id bigserial PRIMARY KEY, at timestamptz NOT NULL)"
PAGE = """
SELECT a.friend_id, a.state, a.last_engaged_at, a.engaged_total, a.mask_ordinal, a.from_ordinal,
    f.joined_on, f.source_id
FROM channel_friendactivity a JOIN channel_friend f ON f.id = a.friend_id
WHERE a.channel_id = %s AND (coalesce(a.last_engaged_at, '1970-01-01 00:00:00+00'::timestamptz),
    a.friend_id) < (%s, %s)
ORDER BY coalesce(a.last_engaged_at, '1970-01-01 00:00:00+00'::timestamptz) DESC, a.friend_id DESC
LIMIT 51
"""
LIST = """{% extends "shell.html" %}
{% block title %}List{% endblock %}
{% block content %}<section class="panel"><div class="table-scroll"><table class="table">
<thead><tr><th>1</th><th>2</th><th>3</th><th>4</th><th>5</th><th>6</th><th>7</th></tr></thead>
<tbody>{% for row in rows %}<tr><th scope="row"><a href="{% url 'friend' slug row.0 %}">{{ row.0 }}
</a><small>{{ row.1 }}</small></th><td class="left">{{ row.2|date:"Y-m-d" }}</td>
<td>{{ row.3 }}</td><td>{{ row.4 }}</td><td>{{ row.5 }}</td><td>{{ row.6|date:"Y-m-d" }}</td>
<td class="left">{{ row.7 }}</td></tr>{% endfor %}</tbody></table></div>
<a href="?before={{ last.2 }}_{{ last.0 }}">next</a></section>{% endblock %}"""
_made: list[Any] = []


@csrf_exempt
def insert(request: HttpRequest) -> HttpResponse:
    """Autocommit: the statement is its own transaction."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_bare (at) VALUES (now())")
    return HttpResponse(b"ok")


def rows(request: HttpRequest, channel_id: int, slug: str) -> HttpResponse:
    """`?before=` a moment and a friend's number: the key of the page."""
    at, _dash, pk = request.GET["before"].rpartition("_")
    with connection.cursor() as cursor:
        cursor.execute(PAGE, [channel_id, at, int(pk)])
        found = cursor.fetchall()
    if not _made:
        _made.append(engines["django"].from_string(LIST))
    place = Channel(pk=channel_id, slug=slug, name="bare")
    context = {"rows": found[:50], "last": found[-1], "slug": slug, "channel": place}
    return HttpResponse(_made[0].render(context, request))


urlpatterns = [
    *ours,
    path("bare/insert", insert, name="bare_insert"),
    path("bare/rows/<int:channel_id>/<slug:slug>", rows, name="bare_rows"),
]
