"""Pulls against the simulated Kakao, in engines and processes of their own.

`sync`: SYNC_DAYS (400) of 3 Moment and 2 keyword accounts; what is stored equals what the simulator
shows, row by row, and the gaps are the days it withholds.
`stalled`: 200 connections, 4 worker slots; one of them drips a byte every 5 s. Beside it the run
without it, and 25 connections: SYNC_RUNS of each (5, or fewer for a quick look).
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.imports import told_apart
from bench.registry import Row, bench

ROOT = Path(__file__).resolve().parent.parent
SCALE, SLOTS, MANY, FEW = 0.002, 4, 200, 25
SMALL = {"moment-accounts": 1, "campaigns": 2, "groups": 2, "creatives": 2, "keyword-accounts": 0}
BAR_SLOWED, BAR_LINEAR, BAR_ROWS = 1.10, 1.2, 150_000


@bench("sync")
def measure_sync(seed: int) -> list[Row]:
    told = {name: values[0] for name, values in _told("full", seed).items()}
    names = {
        "wrong": "sync: rows that differ", "gaps": "sync: gaps that differ",
        "early": "sync: calls too soon",
    }  # fmt: skip
    none = [Row(words, told[name], "", None, None, "0", not told[name])
            for name, words in names.items()]  # fmt: skip
    many = told["rows"] >= BAR_ROWS
    speed = round(told["rows"] / told["s"])
    return [
        Row("sync: rows compared", told["rows"], "rows", None, None, f">= {BAR_ROWS:,}", many),
        *none,
        Row("sync: rows per second", speed, "rows/s", None, None, "", True),
    ]


@bench("stalled")
def measure_stalled(seed: int) -> list[Row]:
    told = {name: statistics.median(values) for name, values in _told("stalled", seed).items()}
    slowed = told["stalled"] / told["free"]
    linear = (told["whole"] / MANY) / (told["few"] / FEW)
    return [
        Row(f"sync: median of {MANY - 1} beside a stall", round(told["stalled"], 1), "s",
            round(told["free"], 1), round(slowed, 2), f"<= {BAR_SLOWED}", slowed <= BAR_SLOWED),
        Row(f"sync: per connection at {MANY}", round(told["whole"] / MANY, 3), "s",
            round(told["few"] / FEW, 3), round(linear, 2), f"<= {BAR_LINEAR}",
            linear <= BAR_LINEAR),
    ]  # fmt: skip


def _told(part: str, seed: int) -> dict[str, list[float]]:
    os.environ |= {"SYNC_PART": part, "SYNC_SEED": str(seed)}
    return told_apart("bench.sync")


@contextmanager
def kakao(seed: int, scale: float = SCALE, **shape: int) -> Iterator[str]:
    """The address of a simulator in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "kakao.simulator", "serve", "--port", "0", "--data", folder]
        words += ["--seed", str(seed), "--limit-scale", str(scale)]
        for name, value in shape.items():
            words += [f"--{name.replace('_', '-')}", str(value)]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
            assert server.stdout
            try:
                yield server.stdout.readline().split()[0]
            finally:
                server.kill()


def addresses(url: str, scale: float = SCALE) -> dict[str, str]:
    """The settings of all who ask that simulator."""
    found = {f"KAKAO_{host}_URL": url for host in ("KAPI", "KAUTH", "MOMENT", "KEYWORD")}
    return found | {"KAKAO_LIMIT_SCALE": str(scale)}


def ask(url: str, path: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{url}/_sim/{path}", data, method="PUT" if data else "GET")
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def connect(url: str, place: Any, business: int, days: int) -> Any:
    from analytics.sync.actions import keep
    from analytics.sync.asking import token_name
    from analytics.sync.cursors import plan_lists
    from channel.models import Connection

    name, app = f"token-{business}", f"sim-rest-key-{business}"
    ask(url, "tokens", {"token": name, "business": business, "client_id": app})
    options = {"client_id": app, "history_days": days}
    made = Connection.objects.create(
        organisation=place.organisation, kind="business", name=name, options=options
    )
    keep(made, token_name(made), name)
    plan_lists(made)
    return made


def start() -> None:
    from analytics.sync.tasks import start_sync

    start_sync()


def wait(seconds: float = 3600) -> None:
    from channel.models import Run

    until = time.monotonic() + seconds
    open_ = Run.objects.filter(kind="sync", state__in=["waiting", "running"])
    while open_.exists():
        assert time.monotonic() < until
        time.sleep(0.25)


@contextmanager
def slots(count: int) -> Iterator[None]:
    """So many workers, without Redis between them: each asks the table for what is due."""
    with ExitStack() as stack:
        words = [sys.executable, "-m", "bench.sync", "worker"]
        found = [subprocess.Popen(words, cwd=ROOT) for _ in range(count)]
        for process in found:
            stack.callback(process.wait)
            stack.callback(process.kill)
        yield


def _seed() -> int:
    return int(os.environ["SYNC_SEED"])


def full() -> dict[str, list[float]]:
    from campaigns.models import AdAccount

    days = int(os.environ.get("SYNC_DAYS", "400"))
    with kakao(_seed(), days=days) as url:
        os.environ |= addresses(url)
        # what grows by the minute would be another figure at the end of the pull
        ask(url, "clock", {"now": f"{datetime.now(UTC).isoformat()}", "frozen": True})
        connect(url, make_place(), 1, days)
        begun = time.monotonic()
        with slots(2):
            start()
            wait()
        seconds = time.monotonic() - begun
        wrong = gaps = rows = 0
        for account in AdAccount.objects.all():
            told = compare(url, account)
            rows, wrong, gaps = rows + told[0], wrong + len(told[1]), gaps + told[2]
        early = sum(c["outcome"] == "limited" for c in ask(url, "log")["entries"])
    return {"rows": [rows], "wrong": [wrong], "gaps": [gaps], "early": [early], "s": [seconds]}


def compare(url: str, account: Any) -> tuple[int, list[tuple[str, str, str]], int]:
    """Rows stored, which rows (level, object, day) differ either way, and in how many days gaps and
    withheld days differ."""
    from campaigns.models import AdAnswer, AdDay

    told = ask(url, f"truth?account={account.kakao_id}&shown=1")
    basic = {"imp", "click", "spending", "ctr"}
    whole = account.platform == "keyword"
    wanted = {
        (row["level"], row["id"], row["day"]): {
            key: value for key, value in row["metrics"].items()
            if not whole or row["level"] != "account" or key in basic
        }
        for row in told["rows"]
    }  # fmt: skip
    days = AdDay.objects.filter(account=account).exclude(metrics={})
    stored = {
        (level, one, day.isoformat()): metrics
        for level, one, day, metrics in days.values_list("level", "object_id", "day", "metrics")
    }
    wrong = [key for key, value in wanted.items() if stored.get(key) != value]
    wrong += stored.keys() - wanted.keys()
    withheld = {row["day"] for row in told["withheld"]}
    wrong_gaps = 0
    for level in {level for level, _one, _day in wanted}:
        refused = AdAnswer.objects.filter(account=account, level=level, refused=True)
        wrong_gaps += len({d.isoformat() for d in refused.values_list("day", flat=True)} ^ withheld)
    return len(stored), wrong, wrong_gaps


def stalled() -> dict[str, list[float]]:
    told: dict[str, list[float]] = {"free": [], "stalled": [], "whole": [], "few": []}
    with ExitStack() as stack:
        url = stack.enter_context(kakao(_seed(), businesses=MANY, days=31, **SMALL))
        os.environ |= addresses(url)
        stack.enter_context(slots(SLOTS))
        pull(url, SLOTS)  # workers and simulator warm up
        for _turn in range(int(os.environ.get("SYNC_RUNS", "5"))):
            told["few"].append(max(pull(url, FEW)))
            free = pull(url, MANY)
            told["free"].append(statistics.median(free))
            told["whole"].append(max(free))
            drip = {"kind": "drip", "rate": 1.0, "account": "200100", "seconds": 5}
            ask(url, "faults", {"rules": [drip]})
            told["stalled"].append(statistics.median(pull(url, MANY)[1:]))
            ask(url, "faults", {"rules": []})
    return told


def pull(url: str, count: int) -> list[float]:
    """Seconds until each of so many fresh connections is done, the first of them first; a
    connection that keeps failing is left after the others."""
    from django.db.models import Max

    from analytics.sync.cursors import runnable
    from channel.models import Connection, Organisation, Run

    Run.objects.all().delete()
    Organisation.objects.all().delete()
    place = make_place()
    made = [connect(url, place, number + 1, 31) for number in range(count)]
    begun = time.time()
    start()
    others = [one.pk for one in made[1:]]
    while Run.objects.filter(key__in=map(str, others), state__in=["waiting", "running"]).exists():
        time.sleep(0.1)
    first = runnable().filter(pk=made[0].pk)
    first.update(state=Connection.State.PAUSED)
    ends = Connection.objects.filter(pk__in=[one.pk for one in made]).annotate(
        end=Max("cursors__done_at")
    )
    done = dict(ends.values_list("pk", "end"))
    return [(done[one.pk].timestamp() - begun) if done[one.pk] else 0.0 for one in made]


def make_place() -> Any:
    from channel.models import Channel, Organisation

    return Channel.objects.create(
        organisation=Organisation.objects.create(name="대행사"), name="온도상점"
    )


def worker() -> None:
    from channel.runs.work import drain

    while True:
        if not drain():
            time.sleep(0.05)


def main() -> None:
    import django

    django.setup()
    if "worker" in sys.argv:
        worker()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    parts = {"full": full, "stalled": stalled}
    print(json.dumps(parts[os.environ["SYNC_PART"]]()))


if __name__ == "__main__":
    main()
