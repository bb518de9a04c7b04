"""Where Celery looks for this app's tasks; each subject keeps its own."""

from channel.alerts.tasks import deliver_mail, sweep_mail
from channel.connections.tasks import (
    check_quiet_webhooks,
    drain_deliveries,
    relay_deliveries,
    sweep_deliveries,
)
from channel.links.tasks import process_waiting_clicks, sweep_clicks
from channel.privacy.tasks import tidy
from channel.runs.tasks import drain_runs, sweep_runs

__all__ = [
    "check_quiet_webhooks",
    "deliver_mail",
    "drain_deliveries",
    "drain_runs",
    "process_waiting_clicks",
    "relay_deliveries",
    "sweep_clicks",
    "sweep_deliveries",
    "sweep_mail",
    "sweep_runs",
    "tidy",
]
