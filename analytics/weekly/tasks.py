from celery import shared_task
from django.utils import timezone

from analytics.weekly.reminders import send_due


@shared_task(name="analytics.send_weekly_reminders")
def send_weekly_reminders() -> int:
    """Beat's tick, every minute. Safe twice: a reminder is claimed by moving it to next week, and
    its mail has a key of channel, person and week."""
    return send_due(timezone.now())
