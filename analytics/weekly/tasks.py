from celery import shared_task
from django.utils import timezone

from analytics import recompute
from analytics.weekly.reminders import send_due
from channel.models import Channel


@shared_task(name="analytics.send_weekly_reminders")
def send_weekly_reminders() -> int:
    """Beat's tick, every minute. Safe twice: a reminder is claimed by moving it to next week, and
    its mail has a key of channel, person and week."""
    return send_due(timezone.now())


@shared_task(name="analytics.tell_the_week")
def tell_the_week() -> None:
    """Beat's tick, early on Monday: the week is over, so its figures are computed before anybody
    looks. Safe twice: a channel has one waiting run, and a reading that says nothing new is not
    written."""
    recompute.enqueue_recompute(None, list(Channel.objects.open().values_list("pk", flat=True)))
