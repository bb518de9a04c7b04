"""Who still works for a data folder."""

import os
from pathlib import Path

import psutil


def processes_naming(data: Path) -> list[list[str]]:
    """Command lines and working folders: what Ctrl-C may not leave."""
    left = []
    for process in psutil.process_iter():
        try:
            words = [*process.cmdline(), process.cwd()]
        except psutil.Error:
            continue
        if process.pid != os.getpid() and any(str(data) in word for word in words):
            left.append(words)
    return left
