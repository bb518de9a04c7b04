"""A burst of deliveries while everything is killed: none acknowledged is lost, none counts twice.

Kakao's side logs whom it got an answer from. What was not acknowledged is sent again with the same
id, and one in a hundred is sent twice although it was.
"""

import datetime as dt
import http.client
import json
import random
import threading
import time
from dataclasses import dataclass, field, replace

import pytest

from tests.webhook.arrange import HOOK, KEY, body
from tests.worker.processes import wait_until
from tests.worker.standing import House, standing

# Every start of a process costs seconds where other tests run beside.
pytestmark = [pytest.mark.worker, pytest.mark.timeout(400)]
SEED = 20261122
DELIVERIES, SENDERS, TWICE = 5_000, 8, 50
PEOPLE = 3_000


@dataclass(frozen=True)
class Sent:
    key: str
    person: str
    event: str
    at: dt.datetime

    def bytes(self) -> bytes:
        at = self.at.isoformat().replace("+00:00", "Z")
        return json.dumps(body(id=self.person, event=self.event, updated_at=at)).encode()


def deliveries(chance: random.Random) -> list[Sent]:
    """Every moment once, so that each delivery is one event; out of order, some of them twice,
    of these every other one under an id of its own."""
    first = dt.datetime.now(dt.UTC).replace(microsecond=0) - dt.timedelta(days=3)
    made = [
        Sent(
            f"kill-{n}", str(chance.randrange(PEOPLE)), chance.choice(("added", "blocked")),
            first + dt.timedelta(seconds=40 * n),
        )
        for n in range(DELIVERIES)
    ]  # fmt: skip
    again = chance.sample(made, TWICE)
    made += again[1::2] + [replace(one, key=f"{one.key}-again") for one in again[::2]]
    chance.shuffle(made)
    return made


@dataclass
class Kakao:
    """Eight senders that share one log of what was answered with success."""

    port: int
    waiting: list[Sent]
    answered: list[str] = field(default_factory=list)
    stopped: bool = False

    def send_all(self) -> list[threading.Thread]:
        shares = [self.waiting[n::SENDERS] for n in range(SENDERS)]
        threads = [threading.Thread(target=self._send, args=[share]) for share in shares]
        for thread in threads:
            thread.start()
        return threads

    def _send(self, share: list[Sent]) -> None:
        line = self._line()
        for one in share:
            while not self.stopped and not self._acknowledged(line, one):
                line.close()
                time.sleep(0.1)
                line = self._line()
            self.answered.append(one.key)
        line.close()

    def _line(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=3)

    def _acknowledged(self, line: http.client.HTTPConnection, one: Sent) -> bool:
        headers = {
            "Authorization": f"KakaoAK {KEY}", "X-Kakao-Resource-ID": one.key,
            "Content-Type": "application/json",
        }  # fmt: skip
        try:
            line.request("POST", HOOK, one.bytes(), headers)
            answer = line.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return False
        return 200 <= answer.status < 300


def disturb(house: House, kakao: Kakao, chance: random.Random) -> None:
    """In an order and at moments of the seeded stream, all of them within the burst."""
    blows = [
        lambda: house.restart("web"), lambda: house.restart("web"),
        lambda: house.restart("worker"), lambda: house.restart("worker"),
        house.restart_postgres, house.empty_redis,
    ]  # fmt: skip
    chance.shuffle(blows)
    moments = sorted(chance.sample(range(200, len(kakao.waiting) - 200), len(blows)))
    for moment, blow in zip(moments, blows, strict=True):
        wait_until(lambda moment=moment: len(kakao.answered) >= moment, seconds=120)  # type: ignore[misc]
        blow()


def expected(sent: list[Sent]) -> dict[str, tuple[object, ...]]:
    """The rows of a life in which nothing was killed."""
    last = {one.person: one.event for one in sorted(sent, key=lambda one: one.at)}
    once = {one.at: one for one in sent}.values()
    added = sum(one.event == "added" for one in once)
    blocked = sum(event == "blocked" for event in last.values())
    return {
        "deliveries": (DELIVERIES + TWICE // 2,) * 2,
        "events": (DELIVERIES, added),
        "friends": (len(last), blocked),
        "days": (added, DELIVERIES - added),
    }


QUERIES = {
    "deliveries": "SELECT count(*), count(*) FILTER (WHERE state = 'done') "
    "FROM channel_webhookdelivery",
    "events": "SELECT count(*), count(*) FILTER (WHERE event = 'added') FROM channel_friendevent",
    "friends": "SELECT count(*), count(*) FILTER (WHERE relation = 'blocked') FROM channel_friend",
    "days": "SELECT sum(added), sum(blocked) FROM channel_dailyfriends",
}


def kept(house: House) -> dict[str, tuple[object, ...]]:
    return {name: house.one(sql) for name, sql in QUERIES.items()}


def test_nothing_acknowledged_is_lost_or_counted_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    chance = random.Random(SEED)
    print(f"seed {SEED}, {DELIVERIES} deliveries, {TWICE} twice, {SENDERS} senders")
    sent = deliveries(chance)
    with standing() as house:
        house.inside("tests.worker.webhook_place")
        house.start("web")
        house.start("worker")
        house.wait_for_web()
        kakao = Kakao(int(house.environment["PORT"]), sent)
        threads = kakao.send_all()
        try:
            disturb(house, kakao, chance)
        finally:
            for thread in threads:
                thread.join(90)
            kakao.stopped = True
        assert len(kakao.answered) == DELIVERIES + TWICE
        house.start("beat")
        right = expected(sent)
        wait_until(lambda: kept(house) == right or _settled(house), seconds=90)
        assert kept(house) == right


def _settled(house: House) -> bool:
    """Nothing waits any more; what is wrong now stays wrong."""
    waits = "SELECT count(*) FROM channel_webhookdelivery WHERE state = 'waiting'"
    runs = "SELECT count(*) FROM channel_run WHERE state IN ('waiting', 'running')"
    return house.one(waits) == (0,) and house.one(runs) == (0,)
