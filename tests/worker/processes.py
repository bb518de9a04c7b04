"""Real Celery processes on the test's own database, started and killed by process id."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
LEASE_SECONDS = 2


def environment_of_test(**more: str) -> dict[str, str]:
    url = urlsplit(os.environ["DATABASE_URL"])
    url = url._replace(path="/" + connection.settings_dict["NAME"])
    lease = {"RUN_LEASE_SECONDS": str(LEASE_SECONDS)}
    return {**os.environ, "DATABASE_URL": urlunsplit(url), **lease, **more}


@contextlib.contextmanager
def running_worker(app: str = "config", **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """One process that works tasks off itself; killed at the end if it still lives."""
    words = [sys.executable, "-m", "celery", "-A", app, "worker", "--pool", "solo"]
    words += ["--loglevel", "ERROR", "--without-gossip", "--without-mingle"]
    process = subprocess.Popen(words, cwd=ROOT, env=environment_of_test(**environment))
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextlib.contextmanager
def running_beat(**environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """The clock that ticks for the workers, reading its schedule from the settings."""
    words = [sys.executable, "-m", "celery", "-A", "config", "beat", "--loglevel", "ERROR"]
    words += ["--max-interval", "1", "--pidfile", ""]
    process = subprocess.Popen(words, cwd=ROOT, env=environment_of_test(**environment))
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_until(
    true: Callable[[], bool], *, seconds: float = 60, meanwhile: Callable[[], object] = lambda: None
) -> None:
    """Ask a few times a second; what did not happen in a minute does not happen."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        meanwhile()
        time.sleep(0.2)
