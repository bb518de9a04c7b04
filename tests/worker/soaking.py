"""`make soak MINUTES=20`: pulls go on while Kakao fails in every way and everything is killed.

At the end the stored figures equal the simulator's own, no call came too soon, and every fault that
reached us is on record. Seed and counts are printed; the exit says whether all held.
"""

import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from bench import sync
from kakao.simulator.serve.faults import KINDS
from tests.worker.standing import House, standing

RATE, LEAST, SCALE = 0.03, 20, 0.02
WORKERS = 4
# How each fault is recorded. Rows that come twice or not at all are no error of a call: what they
# do to the figures is seen in the figures.
RECORDED = {
    "server_error": "temporary", "unavailable": "temporary", "error_200": "temporary",
    "limited": "rate_limited", "malformed": "bad_payload", "truncated": "bad_payload",
    "cut_off": "temporary", "reset": "temporary", "stall": "temporary", "drip": "temporary",
}  # fmt: skip
SLOW = ("stall", "drip")
AGAIN = 2.0  # seconds within which a call tries once more
AT_ONCE, LATE = 0.5, 5.0  # seconds between an answer and its record; on a busy machine
OPEN = (
    "SELECT (SELECT count(*) FROM channel_synccursor WHERE due_at IS NOT NULL) + "
    "(SELECT count(*) FROM channel_run WHERE kind = 'sync' AND state IN ('waiting', 'running'))"
)


@dataclass(frozen=True)
class Plan:
    """seconds: how long things are killed; call_seconds: what a call to Kakao may take."""

    seconds: float
    seed: int
    connections: int = 20
    days: int = 120
    call_seconds: float = 20.0
    shape: dict[str, int] = field(default_factory=lambda: {
        "moment_accounts": 1, "campaigns": 6, "groups": 2, "creatives": 2, "keyword_accounts": 1,
        "keywords": 20,
    })  # fmt: skip


@dataclass
class Told:
    """What was seen. where: of what the wrong rows are; again: faults that the same call got over; lost: those without a record that
    no kill explains."""

    seed: int
    accounts: int = 0
    rows: int = 0
    wrong: int = 0
    gaps: int = 0
    where: dict[str, int] = field(default_factory=dict)
    calls: int = 0
    early: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    recorded: int = 0
    again: int = 0
    lost: list[str] = field(default_factory=list)
    excused: int = 0
    wordless: int = 0
    kills: dict[str, int] = field(default_factory=dict)

    def holds(self) -> bool:
        enough = all(self.faults.get(kind, 0) >= LEAST for kind in KINDS)
        wrong = self.wrong or self.gaps or self.early or self.lost or self.wordless
        hit = self.kills["worker"] + WORKERS * self.kills["postgres"]
        return bool(self.rows and enough and not wrong and self.excused <= hit)


@dataclass
class Blows:
    """Everything that is killed, in turn, and when it was (of this machine's monotonic clock)."""

    house: House
    plan: Plan
    dice: random.Random
    dealt: list[tuple[str, float]] = field(default_factory=list)

    def deal(self) -> None:
        """Workers often, Redis thrice as rarely, PostgreSQL twice in all."""
        length, begun = self.plan.seconds, time.monotonic()
        due = {"worker": min(20, length / 6), "redis": min(60, length / 2), "postgres": length / 3}
        strike = {"worker": self._worker, "redis": self.house.restart_redis,
                  "postgres": self.house.restart_postgres}  # fmt: skip
        count: Counter[str] = Counter()
        while (now := time.monotonic()) < begun + length:
            for name, every in due.items():
                if now >= begun + (count[name] + 1) * every and (name, count[name]) != PG_DONE:
                    count[name] += 1
                    self.dealt.append((name, now))
                    strike[name]()
            revive(self.house)
            time.sleep(0.2)

    def _worker(self) -> None:
        self.house.restart(self.dice.choice(workers()))

    def counted(self) -> dict[str, int]:
        return dict(Counter(name for name, _at in self.dealt))

    def near(self, start: float, end: float) -> bool:
        """Was a worker killed, or PostgreSQL away, while this was under way?"""
        away = {"worker": 0.2, "postgres": 10.0, "redis": 0.0}
        return any(start - away[name] <= at <= end for name, at in self.dealt if name != "redis")


PG_DONE = ("postgres", 2)


def workers() -> list[str]:
    return [f"worker-{number}" for number in range(WORKERS)]


def revive(house: House) -> None:
    """What fell with its services is started again, as the supervisor does."""
    for name, process in list(house.processes.items()):
        if process.poll() is not None:
            house.start(name)


def soak(plan: Plan) -> Told:
    print(f"seed {plan.seed}, {plan.connections} connections, limits × {SCALE}", flush=True)
    with ExitStack() as stack:
        house = stack.enter_context(standing())
        shape = {"businesses": plan.connections, "days": plan.days, **plan.shape}
        url = stack.enter_context(sync.kakao(plan.seed, SCALE, **shape))
        house.environment |= sync.addresses(url, SCALE)
        # As shipped, a lease is three times as long as a call may last.
        house.environment |= {
            "KAKAO_CALL_SECONDS": str(plan.call_seconds),
            "RUN_LEASE_SECONDS": str(round(3 * plan.call_seconds)),
        }
        sync.ask(url, "clock", {"now": datetime.now(UTC).isoformat(), "frozen": True})
        place = _place(house, url, plan)
        place("prepare")
        for name in (*workers(), "beat"):
            house.start(name)
        blows = Blows(house, plan, random.Random(plan.seed))
        _set_faults(url, RATE)
        blows.deal()
        _until(house, lambda: min(_faults(url).values()) >= LEAST)
        _set_faults(url, 0)
        place("finish")
        _until(house, lambda: house.one(OPEN) == (0,))
        return _told(plan, url, json.loads(place("tell")), blows)


def _place(house: House, url: str, plan: Plan) -> Callable[[str], str]:
    words = (url, str(plan.connections), str(plan.days))
    return lambda command: house.inside("tests.worker.soak_place", command, *words)


def _set_faults(url: str, rate: float) -> None:
    drip = {"drip": {"seconds": 1.0}}
    rules = [{"kind": kind, "rate": rate, **drip.get(kind, {})} for kind in KINDS]
    sync.ask(url, "faults", {"rules": rules if rate else []})


def _faults(url: str) -> dict[str, int]:
    found: dict[str, int] = sync.ask(url, "state")["faults"]
    return found


def _until(house: House, true: Callable[[], bool], seconds: float = 600) -> None:
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            raise AssertionError("it did not become quiet")
        revive(house)
        time.sleep(0.5)


def _told(plan: Plan, url: str, stored: dict[str, Any], blows: Blows) -> Told:
    log = sync.ask(url, "log")
    runs = stored.pop("runs")
    told = Told(plan.seed, **stored, calls=len(log["entries"]), faults=_faults(url))
    told.early = sum(
        call["outcome"] == "limited" or (call["need"] or 0) > (call["gap"] or 1e9)
        for call in log["entries"]
    )
    told.wordless = sum(not words for *_rest, words in runs)
    told.kills = blows.counted()
    _match(told, log, runs, blows)
    return told


def _match(told: Told, log: dict[str, Any], runs: list[list[Any]], blows: Blows) -> None:
    """Each fault to a record of its connection, call and kind after its end: first what was
    written down at once, so that a fault without a record takes none from one that has its own."""
    since_boot = time.monotonic() - log["t"]
    to_boot = time.monotonic() - time.time()
    free = [(name, endpoint, kind, at + to_boot) for name, endpoint, kind, at, _words in runs]
    left = [(call, call["t"] + since_boot + _lasts(call, blows))
            for call in log["entries"] if call["fault"] in RECORDED]  # fmt: skip
    left.sort(key=lambda one: one[1])
    for late in (AT_ONCE, LATE):
        for call, end in left.copy():
            who = (f"token-{call['business']}", call["endpoint"], RECORDED[call["fault"]])
            mine = [one for one in free if one[:3] == who and -0.5 <= one[3] - end <= late]
            if mine and not _is_asked_again(call, log["entries"]):
                free.remove(mine[0])
                left.remove((call, end))
                told.recorded += 1
    for call, end in left:
        if _is_asked_again(call, log["entries"]):
            told.again += 1
        elif blows.near(end - _lasts(call, blows), end + LATE):
            told.excused += 1
        else:
            told.lost.append(f"{call['fault']} {call['endpoint']} at {call['t']}")


def _lasts(call: dict[str, Any], blows: Blows) -> float:
    return blows.plan.call_seconds if call["fault"] in SLOW else 0.0


def _is_asked_again(call: dict[str, Any], entries: list[dict[str, Any]]) -> bool:
    """A list that Kakao was not there for is tried again within the call, so nothing reached us."""
    same = ("business", "endpoint", "account", "query")
    if call["fault"] != "unavailable" or call["need"] is not None:
        return False
    later = [one for one in entries[call["n"] + 1 :] if one["t"] <= call["t"] + AGAIN]
    return any(all(one[name] == call[name] for name in same) for one in later)


def main() -> int:
    minutes = float((sys.argv[1:] or ["20"])[0] or 20)
    seed = int(os.environ.get("SEED") or 20261122)
    told = soak(Plan(seconds=60 * minutes, seed=seed))
    print(json.dumps(asdict(told), indent=1))
    print("all of it holds" if told.holds() else "IT DOES NOT HOLD")
    return 0 if told.holds() else 1


if __name__ == "__main__":
    sys.exit(main())
