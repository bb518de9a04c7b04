"""How the web process serves: threads, because its work waits for the database."""

import gc
import os
from importlib import import_module
from pathlib import Path
from typing import Any

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
preload_app = True
timeout = 60
graceful_timeout = 20
keepalive = 30
max_requests = 20_000
max_requests_jitter = 2_000
accesslog = None
errorlog = "-"
control_socket_disable = True
# A heartbeat on a slow disk blocks a worker; memory does not.
_memory = "/dev/shm"  # noqa: S108 - gunicorn makes an unnamed file there
worker_tmp_dir = _memory if Path(_memory).is_dir() else None


def when_ready(_server: Any) -> None:
    """All views are loaded before the workers part from here, and no collection of theirs walks
    over what will stay anyway: that took a page a fifth of a second now and then."""
    from django.conf import settings

    import_module(settings.ROOT_URLCONF)
    gc.collect()
    gc.freeze()
