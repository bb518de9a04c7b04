from celery import shared_task

from channel.runs.models import Run
from channel.runs.work import drain


@shared_task(name="channel.drain_runs")
def drain_runs() -> int:
    """Work off due runs. Safe twice: each run is claimed by one worker and leased to it."""
    return drain()


@shared_task(name="channel.sweep_runs")
def sweep_runs() -> None:
    """Beat's tick, every 10 s: wakes a worker for what is due, should Redis have lost it."""
    if Run.objects.due().exists():
        drain_runs.delay()
