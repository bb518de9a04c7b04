"""Gives every pytest run real engines: its own PostgreSQL and Redis, before Django reads settings.

The first process of a run starts them; workers of pytest-xdist inherit the URLs.
"""

import os
import tempfile
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import pytest

from config import messages, services
from config.engines import ServiceError

ROOT = Path(__file__).resolve().parents[2]
_running = ExitStack()


def _start(stack: ExitStack) -> None:
    """Use the folder kept from the last run; another run at the same time gets a fresh one."""
    kept = Path(os.environ.get("DANGOL_TEST_DATA", ROOT / ".local-test"))
    try:
        started = stack.enter_context(services.running(kept, durable=False))
    except ServiceError as error:
        if "already runs" not in str(error):
            raise pytest.UsageError(str(error)) from error
        fresh = stack.enter_context(tempfile.TemporaryDirectory(prefix="dangol-test-"))
        Path(fresh).chmod(0o711)
        started = stack.enter_context(services.running(Path(fresh), durable=False))
    os.environ |= {"DANGOL_DATA": str(started.data), **services.urls(started.services)}


def _own_redis(number: int) -> None:
    """Give each process its own Redis database: their queues must not meet."""
    url = os.environ["REDIS_URL"].rpartition("/")[0]
    os.environ["REDIS_URL"] = f"{url}/{number + 1}"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None]:
    os.environ.setdefault("STATIC_HASHED", "0")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if not worker:
        messages.compile_catalogue()
    if worker:
        _own_redis(int(worker.removeprefix("gw")))
    elif not os.environ.get("DATABASE_URL"):
        _start(_running)
    return (yield)


def pytest_unconfigure() -> None:
    _running.close()
