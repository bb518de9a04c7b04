"""A served view against the bare view: both in one server, taking turns under the same load."""

import os
import re
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.registry import Row
from config.services import free_port

ROOT = Path(__file__).resolve().parent.parent
TURNS, SECONDS, CONNECTIONS = 5, 10, 32
BAR = 0.6
# A baseline that itself varies by more than this decides nothing.
STEADY = 1.5
DONE = """
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("ANSWERED %d FAILED %d\\n", summary.requests,
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""


@dataclass(frozen=True)
class Turn:
    per_second: float
    answered: int
    failed: int


@contextmanager
def served(environment: dict[str, str]) -> Iterator[str]:
    """gunicorn as the product starts it, with the bare view beside; yields its address."""
    port = free_port()
    environment = {
        **environment, "PORT": str(port), "HOST": "127.0.0.1", "DEBUG": "0", "LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "bench.site",
    }  # fmt: skip
    words = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi"]
    server = subprocess.Popen(words, cwd=ROOT, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/healthz", server)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the web process did not start")


def load(url: str, script: Path, seconds: int = SECONDS) -> Turn:
    """`wrk` with a Lua script that ends with DONE."""
    words = ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script), url]
    run = subprocess.run(words, capture_output=True, text=True, check=True, env=os.environ)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", run.stdout)
    told = re.search(r"ANSWERED (\d+) FAILED (\d+)", run.stdout)
    assert rate, run.stdout
    assert told, run.stdout
    return Turn(float(rate[1]), int(told[1]), int(told[2]))


def in_turns(
    address: str, ours: Path, bare: Path, turns: int = TURNS
) -> tuple[list[Turn], list[Turn]]:
    """One short turn of each to warm, then one after the other; which is first changes."""
    url = f"{address}/"
    warm = load(url, ours, 2), load(url, bare, 2)
    found: tuple[list[Turn], list[Turn]] = ([], [])
    for n in range(turns):
        order = ((0, ours), (1, bare)) if n % 2 == 0 else ((1, bare), (0, ours))
        for place, script in order:
            found[place].append(load(url, script))
    return [warm[0], *found[0]], [warm[1], *found[1]]


def row_of(name: str, ours: list[Turn], bare: list[Turn]) -> Row:
    """The median of the paired ratios, with its range; the warm turn is left out."""
    pairs = [a.per_second / b.per_second for a, b in zip(ours[1:], bare[1:], strict=True)]
    rates = [turn.per_second for turn in bare[1:]]
    undecided = max(rates) / min(rates) > STEADY
    ratio = round(statistics.median(pairs), 2)
    bar = f">= {BAR} of a bare view with one INSERT ({min(pairs):.2f} to {max(pairs):.2f})"
    if undecided:
        bar += ", undecided: the baseline varies"
    return Row(
        name, round(statistics.median(turn.per_second for turn in ours[1:])), "req/s",
        round(statistics.median(rates)), ratio, bar, ratio >= BAR,
    )  # fmt: skip
