"""The run and the alert of the pulls, made known when Django starts."""

from django.utils.translation import gettext_lazy as _

from analytics.sync import work
from analytics.sync.alarms import register_alarms
from analytics.sync.cursors import SYNC
from channel.runs.registry import RunKind, register


def register_sync() -> None:
    register(RunKind(SYNC, _("카카오에서 가져오기"), work.work))
    register_alarms()
