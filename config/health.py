"""Is the process alive, can it serve, and what it counts."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """503 until the database answers and every migration is applied. Redis may be away."""
    try:
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except Exception as error:  # whatever it is, the answer is: not ready
        return JsonResponse({"ready": False, "why": type(error).__name__}, status=503)
    return JsonResponse(
        {"ready": not missing, "migrations": missing}, status=503 if missing else 200
    )


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Counters for Prometheus. Figures of channels are never among them."""
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)
