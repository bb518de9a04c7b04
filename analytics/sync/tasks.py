from celery import shared_task
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from django.utils import timezone

from analytics.sync.cursors import SYNC, runnable, start_round, wake, wanted
from channel.models import Run


@shared_task(name="analytics.start_sync")
def start_sync(kinds: list[str] | None = None) -> int:
    """The schedule's tick: these kinds are due, of every connection that works.

    Safe twice: a connection has one waiting run, and an answer asked for twice stores the same.
    """
    return start_round(runnable(), kinds or [])


@shared_task(name="analytics.sweep_sync")
def sweep_sync() -> None:
    """Beat's tick: wakes connections with something due whose run got lost."""
    due = wanted().filter(connection=OuterRef("pk"), due_at__lte=timezone.now())
    key = Cast(OuterRef("pk"), CharField())
    open_ = Run.objects.filter(kind=SYNC, key=key, state__in=["waiting", "running"])
    for connection in runnable().filter(Exists(due), ~Exists(open_)):
        wake(connection)
