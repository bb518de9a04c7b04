"""The Celery app. Start it with `celery -A config worker` and `celery -A config beat`."""

import os

# Before numpy is imported. The fits' matrices are small: threads of the linear algebra would only
# wait for each other, and for the other worker processes.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("dangol")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def _use_django_logging(**_: object) -> None:
    """Celery would replace the root handlers and with them the JSON lines."""
