"""The project's Celery app whose imports stop at one point, so that a test can kill them there.

`celery -A tests.worker.pausing worker` with PAUSE_AT (a key of POINTS) and PAUSED_FILE, which is
made when the point is reached.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from celery.signals import worker_init

from config.celery import app

__all__ = ["app"]


def pause() -> None:
    Path(os.environ["PAUSED_FILE"]).touch()
    time.sleep(600)


def after(module: Any, name: str) -> None:
    """Let the function do its work, then stop."""
    inner: Callable[..., Any] = getattr(module, name)

    def paused(*args: Any, **kwargs: Any) -> Any:
        result = inner(*args, **kwargs)
        pause()
        return result

    setattr(module, name, paused)


def while_storing(name: str) -> None:
    """Stop after a step of the staging, but only of a load: a preview takes the same steps."""
    from channel.imports import load, staging

    inner = load.store

    def store(*args: Any) -> Any:
        after(staging, name)
        return inner(*args)

    load.store = store


def committed() -> None:
    """All is committed, but the run does not know it yet."""
    from channel.runs import registry, work

    def work_off(run: Any) -> None:
        registry.get_kind(run.kind).work(run)
        if run.kind == "import_load":
            pause()

    work.work_off = work_off


POINTS: dict[str, Callable[[], None]] = {
    "staging": lambda: while_storing("copy_frame"),
    "merge": lambda: while_storing("change"),
    "journal": lambda: while_storing("write"),
    "committed": committed,
}


@worker_init.connect
def _set_point(**_: object) -> None:
    POINTS[os.environ["PAUSE_AT"]]()
