"""Wake a worker for what came in, at most once a second and never in the way of an answer."""

import threading
import time

from celery import current_app
from kombu.exceptions import OperationalError

EVERY_SECONDS = 1.0
_lock = threading.Lock()
_next = [0.0]


def wake_soon() -> None:
    """Without Redis the next sweep, ten seconds later at most, finds the rows."""
    with _lock:
        if time.monotonic() < _next[0]:
            return
        _next[0] = time.monotonic() + EVERY_SECONDS
    threading.Timer(EVERY_SECONDS / 2, _wake).start()


def _wake() -> None:
    try:
        current_app.send_task("channel.drain_deliveries", retry=False)
    except OperationalError:
        return
