from celery import shared_task

from channel.links.drain import process_clicks
from channel.models import Click


@shared_task(name="channel.process_clicks")
def process_waiting_clicks() -> int:
    """Count clicks and record engagements. Safe twice: each click is claimed by one worker and
    marked in the transaction that counted it."""
    return process_clicks()


@shared_task(name="channel.sweep_clicks")
def sweep_clicks() -> None:
    """Beat's tick, every 10 s: a click's answer never waits for Redis, so nothing else wakes us."""
    if Click.objects.filter(processed_at=None).exists():
        process_waiting_clicks.delay()
