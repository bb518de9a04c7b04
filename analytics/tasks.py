"""Where Celery looks for this app's tasks; each subject keeps its own."""

from analytics.alerts.tasks import check_stale_data
from analytics.ghosts.tasks import refit_ghosts
from analytics.sync.tasks import start_sync, sweep_sync
from analytics.weekly.tasks import send_weekly_reminders, tell_the_week

__all__ = [
    "check_stale_data", "refit_ghosts", "send_weekly_reminders", "start_sync", "sweep_sync",
    "tell_the_week",
]  # fmt: skip
