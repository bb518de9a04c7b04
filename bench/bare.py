"""The bare view of measuring: same settings, middlewares and connections; one INSERT, two bytes."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from config.urls import urlpatterns as ours

TABLE = "CREATE TABLE IF NOT EXISTS bench_bare (id bigserial PRIMARY KEY, at timestamptz NOT NULL)"


@csrf_exempt
def insert(request: HttpRequest) -> HttpResponse:
    """Autocommit: the statement is its own transaction."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_bare (at) VALUES (now())")
    return HttpResponse(b"ok")


urlpatterns = [*ours, path("bare/insert", insert, name="bare_insert")]
