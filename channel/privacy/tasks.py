from celery import shared_task

from channel.privacy.tidy import TIDY
from channel.runs.work import enqueue


@shared_task(name="channel.tidy")
def tidy() -> None:
    """Beat's tick, every night. Safe twice: one run waits at a time, and it deletes by age."""
    enqueue(TIDY)
