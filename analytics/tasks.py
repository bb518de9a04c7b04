"""Where Celery looks for this app's tasks; each subject keeps its own."""

from analytics.alerts.tasks import check_stale_data

__all__ = ["check_stale_data"]
