"""A small simulated Kakao over real HTTP, a connection to it, and its pulls worked off."""

import datetime as dt
import itertools
import json
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from analytics.sync.asking import token_name
from analytics.sync.cursors import plan_lists, wake
from campaigns.models import AdAccount, AdDay
from channel.models import Channel, Connection, Run, Secret
from channel.runs.work import drain
from kakao.simulator.ads import Figures, Shape, make_accounts
from kakao.simulator.serve.server import Server
from kakao.simulator.serve.state import Simulation
from kakao.simulator.world import KST

SHAPE = Shape(
    businesses=3, moment_accounts=1, campaigns=3, groups=2, creatives=2, keyword_accounts=1,
    keywords=10, days=70,
)  # fmt: skip
# 5 s become 10 ms.
SCALE = 0.002


class Kakao:
    def __init__(self, server: Server) -> None:
        self.url, self.simulation = server.url, server.simulation

    def put(self, name: str, **body: Any) -> Any:
        request = urllib.request.Request(
            f"{self.url}/_sim/{name}", json.dumps(body).encode(), method="PUT"
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(f"{self.url}/_sim/{path}") as answer:
            return json.load(answer)

    def faults(self, *rules: dict[str, Any]) -> None:
        self.put("faults", rules=list(rules))

    def token(self, business: int, **more: Any) -> str:
        name = f"token-{business}"
        self.put("tokens", token=name, business=business, **more)
        return name

    def calls(self) -> list[dict[str, Any]]:
        return self.get("log")["entries"]


def seed_with_a_gap(shape: Shape = SHAPE) -> int:
    """The first seed by which each account of business 1 withholds one of today's days: which ones
    are withheld goes by the date."""
    first = dt.datetime.now(KST).date() - dt.timedelta(days=shape.days)
    accounts = [one for one in make_accounts(shape, first) if one.business == 1]
    days = [first + dt.timedelta(days=n) for n in range(shape.days)]
    return next(
        seed for seed in itertools.count(7)
        if all(any(map(Figures(one, seed).withheld, days)) for one in accounts)
    )  # fmt: skip


@contextmanager
def served(
    folder: Path, shape: Shape = SHAPE, seed: int | None = None, scale: float = SCALE
) -> Iterator[Kakao]:
    """A simulator of its own in a thread; its seed is printed."""
    seed = seed or seed_with_a_gap(shape)
    print(f"seed {seed}")
    server = Server(("127.0.0.1", 0), Simulation(folder, seed=seed, shape=shape, limit_scale=scale))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Kakao(server)
    finally:
        server.close()


def connect(place: Channel, kakao: Kakao, business: int = 1, **options: Any) -> Connection:
    """A connection with a token and its first pulls due; nothing is asked yet."""
    made = Connection.objects.create(
        organisation=place.organisation, kind=Connection.Kind.BUSINESS, name=f"연결 {business}",
        options={"client_id": "sim-rest-key", **options},
    )  # fmt: skip
    keep_token(made, kakao.token(business))
    plan_lists(made)
    wake(made)
    return made


def keep_token(connection: Connection, token: str) -> None:
    kept = Secret(organisation_id=connection.organisation_id, name=token_name(connection))
    kept.seal(token)
    kept.save()


def pull_all(seconds: float = 60) -> None:
    """Work off every turn, as workers would, until nothing waits."""
    until = time.monotonic() + seconds
    while open_runs().exists():
        assert time.monotonic() < until, list(open_runs())
        if not drain():
            time.sleep(0.005)


def open_runs() -> Any:
    return Run.objects.filter(kind="sync", state__in=["waiting", "running"])


def stored(account: AdAccount) -> dict[tuple[str, str, str], dict[str, Any]]:
    """(level, object, day) → metrics as Kakao wrote them; empty rows are zeros, not figures."""
    rows = AdDay.objects.filter(account=account).exclude(metrics={})
    found = rows.values_list("level", "object_id", "day", "metrics")
    return {(level, one, day.isoformat()): metrics for level, one, day, metrics in found}


def truth(kakao: Kakao, account: AdAccount, **query: str) -> dict[tuple[str, str, str], Any]:
    """What the simulator shows now."""
    more = "".join(f"&{name}={value}" for name, value in query.items())
    told = kakao.get(f"truth?account={account.kakao_id}&shown=1{more}")
    return {(row["level"], row["id"], row["day"]): _asked(account, row) for row in told["rows"]}


def _asked(account: AdAccount, row: dict[str, Any]) -> dict[str, Any]:
    """A keyword account as a whole has its basic figures only."""
    basic = ("imp", "click", "spending", "ctr")
    whole = account.platform == "keyword" and row["level"] == "account"
    return {key: value for key, value in row["metrics"].items() if not whole or key in basic}


def withheld(kakao: Kakao, account: AdAccount) -> set[str]:
    told = kakao.get(f"truth?account={account.kakao_id}&level=account")["withheld"]
    return {row["day"] for row in told if row["day"] >= account.history_from.isoformat()}
