"""Removing what a killed start left behind, and nothing else."""

import os
import signal
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import psutil

# Set only in the environment of processes that we start. PostgreSQL and Redis overwrite theirs to
# show a title, so these two are known by the folder they work in.
MARK = "DANGOL_SERVICE_OF"
_ENGINES = ("postgres", "redis-server")


def _belongs(process: psutil.Process, data: Path, folders: Iterable[Path]) -> bool:
    try:
        if process.environ().get(MARK) == str(data):
            return True
        return process.name() in _ENGINES and Path(process.cwd()) in folders
    except (psutil.Error, OSError):
        return False


def find_leftovers(data: Path, folders: Iterable[Path] = ()) -> list[psutil.Process]:
    """Return the processes an earlier start of this data folder left, other than ourselves."""
    folders = [folder.resolve() for folder in folders]
    ours = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    return [p for p in psutil.process_iter() if p.pid not in ours and _belongs(p, data, folders)]


def _send(processes: list[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        try:
            process.send_signal(number)
        except psutil.Error:
            continue


def remove_leftovers(data: Path, folders: Sequence[Path] = ()) -> int:
    """End them politely, then for good; the supervisor first, or it would start them again."""
    found = find_leftovers(data, folders)
    count = len(found)
    _send([p for p in found if "supervisord" in " ".join(_words(p))], signal.SIGKILL)
    for number, seconds in ((signal.SIGINT, 10), (signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        _send(find_leftovers(data, folders), number)
        if _are_gone(data, folders, seconds):
            break
    return count


def _are_gone(data: Path, folders: Sequence[Path], seconds: float) -> bool:
    """Wait for them to work no longer; one that its parent never buries counts as gone."""
    until = time.monotonic() + seconds
    while find_leftovers(data, folders):
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def _words(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []
