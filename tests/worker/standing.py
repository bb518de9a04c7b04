"""The whole house on services of its own, so that a test may kill any part of it and go on."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import redis

from config import services
from tests.worker.processes import LEASE_SECONDS, ROOT

PYTHON = sys.executable
COMMANDS = {
    "web": [PYTHON, "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi"],
    "worker": [PYTHON, "-m", "celery", "-A", "config", "worker", "--pool", "solo"],
    "beat": [PYTHON, "-m", "celery", "-A", "config", "beat", "--max-interval", "1", "--pidfile="],
}  # fmt: skip


class House:
    """Processes by name, each in a group of its own: killing one leaves none of its children.

    A number behind a name makes one more of the kind: worker-2.
    """

    def __init__(self, started: services.Started, environment: dict[str, str]) -> None:
        self.started, self.environment = started, environment
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str) -> None:
        kind = name.partition("-")[0]
        quiet = ["--loglevel", "CRITICAL"] if kind in ("worker", "beat") else []
        self.processes[name] = subprocess.Popen(
            COMMANDS[kind] + quiet, cwd=ROOT, env=self.environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def kill(self, name: str) -> None:
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def restart(self, name: str) -> None:
        self.kill(name)
        self.start(name)

    def restart_postgres(self) -> None:
        """As after a crash: every connection is cut, and the log is replayed."""
        self._restart_engine(0, signal.SIGQUIT)

    def restart_redis(self) -> None:
        """Killed, and empty when it is back."""
        self._restart_engine(1, signal.SIGKILL)

    def _restart_engine(self, nth: int, how: signal.Signals) -> None:
        child = self.started.children[nth]
        child.send_signal(how)
        child.wait()
        again = services.start(self.started.data, self.started.services[nth : nth + 1])
        self.started.children[nth] = again.children[0]
        self.started.wait()

    def empty_redis(self) -> None:
        with redis.Redis.from_url(self.environment["REDIS_URL"]) as client:
            client.flushall()

    def one(self, sql: str) -> tuple[object, ...]:
        with psycopg.connect(self.environment["DATABASE_URL"]) as db:
            return db.execute(sql).fetchone() or ()

    def inside(self, module: str, *words: str) -> str:
        """Run a module of the tests in the house, with its settings and its database; what it said."""
        run = subprocess.run(
            [PYTHON, "-m", module, *words], cwd=ROOT, env=self.environment, check=True,
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        return run.stdout

    def wait_for_web(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(
                    f"http://127.0.0.1:{self.environment['PORT']}/healthz", timeout=5
                ).close()
            except OSError:
                time.sleep(0.2)
            else:
                return
        raise AssertionError("the web process did not start")


@contextmanager
def standing() -> Iterator[House]:
    """PostgreSQL and Redis of its own, durable as shipped; what was started is gone after it."""
    folder = Path(tempfile.mkdtemp(prefix="dangol-house-"))
    folder.chmod(0o711)
    try:
        with services.running(folder) as started:
            environment = {
                **os.environ, **services.urls(started.services), "DANGOL_DATA": str(folder),
                "DJANGO_SETTINGS_MODULE": "config.settings", "ALLOWED_HOSTS": "127.0.0.1",
                "STATIC_HASHED": "0", "DEBUG": "0", "LOG_LEVEL": "CRITICAL",
                "PORT": str(services.free_port()), "RUN_LEASE_SECONDS": str(LEASE_SECONDS),
            }  # fmt: skip
            house = House(started, environment)
            try:
                yield house
            finally:
                for name in list(house.processes):
                    house.kill(name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
