from celery import shared_task

from analytics.alerts.stale import check_stale


@shared_task(name="analytics.check_stale_data")
def check_stale_data() -> int:
    """Once a day: which channels have had no data for a week. Safe twice: one open alert per
    channel, one mail per alert and person."""
    return check_stale()
