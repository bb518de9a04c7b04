"""Where Celery looks for this app's tasks; each subject keeps its own."""

from channel.alerts.tasks import deliver_mail, sweep_mail
from channel.links.tasks import process_waiting_clicks, sweep_clicks
from channel.privacy.tasks import tidy
from channel.runs.tasks import drain_runs, sweep_runs

__all__ = [
    "deliver_mail",
    "drain_runs",
    "process_waiting_clicks",
    "sweep_clicks",
    "sweep_mail",
    "sweep_runs",
    "tidy",
]
