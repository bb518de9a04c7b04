"""From `make run` in a fresh clone to the sign-in page, and to the demo shop."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from bench.registry import Row, bench
from config.services import free_port

ROOT = Path(__file__).resolve().parent.parent
LONGEST_SECONDS = 600
# What a shell of the developer's may say about this clone must not reach the other one.
FORGET = ("DATABASE_URL", "REDIS_URL", "DANGOL_DATA", "DEMO", "HOST", "VIRTUAL_ENV", "MAKEFLAGS")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as page:
            return bool(page.status == 200)
    except OSError:
        return False


def _clone(folder: Path) -> Path:
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    return folder


def _seconds_until_sign_in(process: subprocess.Popen[str], port: int, begun: float) -> float:
    while process.poll() is None and time.monotonic() - begun < LONGEST_SECONDS:
        if _answers(f"http://127.0.0.1:{port}/accounts/login/"):
            return time.monotonic() - begun
        time.sleep(0.25)
    raise RuntimeError("make run ended before its sign-in page answered")


def _seconds_until_demo(process: subprocess.Popen[str], begun: float) -> float | None:
    """Read on until the demo is said to be ready; None if this version makes none."""
    for text in process.stdout or ():
        if text.startswith("Demo shop ready"):
            return time.monotonic() - begun
        if text.startswith("No demo"):
            return None
    raise RuntimeError("make run ended before the demo shop was ready")


def _row(name: str, seconds: float, bar: int) -> Row:
    return Row(name, round(seconds, 1), "s", None, None, f"<= {bar} s", seconds <= bar)


@bench("start")
def measure_start(seed: int) -> list[Row]:
    """Clone the last commit beside this one, run it with warm package caches, stop it."""
    folder = Path(tempfile.mkdtemp(prefix="dangol-start-"))
    folder.chmod(0o711)
    port = free_port(1)
    environment = {k: v for k, v in os.environ.items() if k not in FORGET} | {"PORT": str(port)}
    pipe = subprocess.PIPE
    clone = _clone(folder / "dangol")
    begun = time.monotonic()
    process = subprocess.Popen(
        ["make", "run"], cwd=clone, env=environment, stdout=pipe, text=True, start_new_session=True
    )
    try:
        rows = [_row("start: sign-in", _seconds_until_sign_in(process, port, begun), 60)]
        demo = _seconds_until_demo(process, begun)
        return rows + ([] if demo is None else [_row("start: demo shop", demo, 180)])
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(120)
        shutil.rmtree(folder)
