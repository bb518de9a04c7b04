from celery import shared_task
from django.utils import timezone

from channel.alerts.outbox import LOST_AFTER, deliver_due
from channel.models import Delivery


@shared_task(name="channel.deliver_mail")
def deliver_mail() -> int:
    """Send waiting mail. Safe twice: each row is claimed once, and one left in `sending` by a
    killed worker is given up, never sent again."""
    return deliver_due()


@shared_task(name="channel.sweep_mail")
def sweep_mail() -> None:
    """Beat's tick, every 10 s: wakes a worker for mail that is due."""
    now = timezone.now()
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING, not_before__lte=now)
    lost = Delivery.objects.filter(state=Delivery.State.SENDING, not_before__lt=now - LOST_AFTER)
    if waiting.exists() or lost.exists():
        deliver_mail.delay()
