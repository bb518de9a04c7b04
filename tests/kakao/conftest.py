"""A simulated Kakao on a free port, at a set time, with one business small enough to look at."""

import threading
from collections.abc import Iterator
from datetime import date, datetime

import pytest
import requests

from kakao.client import Client, Patience
from kakao.simulator.ads import Shape
from kakao.simulator.serve.server import Server
from kakao.simulator.serve.state import Simulation
from kakao.wire import KST, Hosts

NOW = datetime(2026, 11, 20, 9, tzinfo=KST)
FIRST = date(2026, 9, 1)
SHAPE = Shape(
    businesses=2,
    moment_accounts=2,
    campaigns=3,
    groups=2,
    creatives=2,
    keyword_accounts=1,
    keywords=10,
)


class Kakao:
    """The server, its controls, and clients of it."""

    def __init__(self, server: Server) -> None:
        self.server, self.url = server, server.url
        self.hosts = Hosts(*[server.url] * 4)

    def put(self, name: str, **body: object) -> dict:
        return requests.put(f"{self.url}/_sim/{name}", json=body, timeout=10).json()

    def get(self, name: str, **query: object) -> dict:
        return requests.get(f"{self.url}/_sim/{name}", params=query, timeout=30).json()

    def client(self, token: str = "t1", **patience: object) -> Client:
        return Client(token, self.hosts, Patience(**{"retries": 0, **patience}))

    def fault(self, kind: str, **rule: object) -> None:
        self.put("faults", rules=[{"kind": kind, **rule}])

    def log(self) -> list[dict]:
        return self.get("log")["entries"]


def start(folder, *, seed: int = 1, shape: Shape = SHAPE, limit_scale: float = 0.0) -> Kakao:
    simulation = Simulation(folder, seed=seed, shape=shape, limit_scale=limit_scale)
    simulation.clock.set(NOW, frozen=True)
    simulation.restart(FIRST)
    server = Server(("127.0.0.1", 0), simulation)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
    kakao = Kakao(server)
    kakao.put("tokens", token="t1", business=1)
    return kakao


@pytest.fixture
def kakao(tmp_path) -> Iterator[Kakao]:
    """Without call limits; they have tests of their own."""
    kakao = start(tmp_path)
    yield kakao
    kakao.server.close()


@pytest.fixture
def slow_kakao(tmp_path) -> Iterator[Kakao]:
    """With call limits at a tenth of their length: 0.5 s between two reports."""
    kakao = start(tmp_path, limit_scale=0.1)
    yield kakao
    kakao.server.close()
