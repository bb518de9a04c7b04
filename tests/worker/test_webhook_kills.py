"""SIGKILL of web and worker in a burst of notifications: nothing acknowledged is lost or doubled.

The senders log each answer received whole; what was not acknowledged they send again with the same
id, as Kakao does. In between Redis is emptied and the database cuts its connections and takes no
new ones for a while, as in a restart.
"""

import datetime as dt
import http.client
import json
import os
import queue
import random
import threading
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field

import psycopg
import pytest
import redis
from django.conf import settings
from django.db import connection
from django.utils import timezone

from channel.clock import kst_day
from channel.connections.tasks import sweep_deliveries
from channel.models import Channel, DailyFriends, FriendEvent, Run, WebhookDelivery
from channel.runs.work import wake
from tests import make
from tests.webhook.arrange import HOOK, KEY, body, connected
from tests.worker.processes import Web, running_web, running_worker, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.worker, pytest.mark.timeout(300)]
SEED = 20261122
DELIVERIES, DOUBLES, SENDERS, PEOPLE = 5_000, 50, 8, 2_000
SHUT_SECONDS = 1.0


@dataclass(frozen=True)
class Delivery:
    resource_id: str
    body: bytes
    event: str
    at: dt.datetime


def deliveries(chance: random.Random) -> list[Delivery]:
    """Every one another event; the doubles come with Kakao's same id or, half of them, with one
    of their own."""
    first = timezone.now().replace(microsecond=0) - dt.timedelta(days=3)
    made = []
    for n in range(DELIVERIES):
        at, event = first + dt.timedelta(seconds=n * 45), chance.choice(["added", "blocked"])
        said = body(id=str(n % PEOPLE), event=event, updated_at=at.isoformat())
        made.append(Delivery(f"r-{n}", json.dumps(said).encode(), event, at))
    again = chance.sample(made, DOUBLES)
    other = [Delivery(f"{d.resource_id}-2", d.body, d.event, d.at) for d in again[::2]]
    made += again[1::2] + other
    chance.shuffle(made)
    return made


@dataclass
class Burst:
    """What is still to send, and which ids were acknowledged."""

    port: int
    waiting: "queue.Queue[Delivery]" = field(default_factory=queue.Queue)
    acknowledged: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)

    def send(self) -> None:
        line = self._line()
        while True:
            try:
                one = self.waiting.get_nowait()
            except queue.Empty:
                return
            try:
                status = self._status(line, one)
            except (OSError, http.client.HTTPException):
                line.close()
                status = 0
            if status == 200:
                self.acknowledged.append(one.resource_id)
            else:
                self.again.append(one.resource_id)
                time.sleep(0.05)
                self.waiting.put(one)

    def _line(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)

    def _status(self, line: http.client.HTTPConnection, one: Delivery) -> int:
        headers = {"Authorization": f"KakaoAK {KEY}", "X-Kakao-Resource-ID": one.resource_id}
        line.request("POST", HOOK, one.body, headers | {"Content-Type": "application/json"})
        answer = line.getresponse()
        answer.read()
        return answer.status


class Strikes:
    """What goes wrong on the way."""

    def __init__(self, web: Web, stack: ExitStack) -> None:
        self.web, self.stack = web, stack
        self.worker = stack.enter_context(running_worker())

    def kill_web(self) -> None:
        self.web.restart()

    def kill_worker(self) -> None:
        """Amid a transaction if there is one within a second."""
        sweep_deliveries()
        until = time.monotonic() + 1
        while not _transaction_open() and time.monotonic() < until:
            time.sleep(0.01)
        self.worker.kill()
        self.worker = self.stack.enter_context(running_worker())

    def empty_redis(self) -> None:
        with redis.Redis.from_url(settings.REDIS_URL) as client:
            client.flushdb()

    def shut_database(self) -> None:
        """Every connection is cut, and new ones are refused: what a restart looks like."""
        name = connection.settings_dict["NAME"]
        connection.close()
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as outside:
            outside.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
            outside.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            try:
                time.sleep(SHUT_SECONDS)
            finally:
                outside.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


def _transaction_open() -> bool:
    """Someone else's, between two statements."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND state = 'idle in transaction')"
        )
        return bool(cursor.fetchone()[0])


def warm_up(port: int, one: Delivery) -> None:
    """The first delivery of all, answered and processed; it comes again in the burst."""
    first = Burst(port)
    first.waiting.put(one)
    first.send()
    wait_until(is_quiet)


def burst(port: int, sent: list[Delivery], strikes: Strikes, chance: random.Random) -> Burst:
    """Strike when so many answers were logged, in a shuffled order."""
    told = Burst(port)
    for one in sent:
        told.waiting.put(one)
    planned = [
        *3 * [strikes.kill_web], *2 * [strikes.kill_worker], strikes.empty_redis,
        strikes.shut_database,
    ]  # fmt: skip
    chance.shuffle(planned)
    moments = sorted(chance.sample(range(200, DELIVERIES - 200), len(planned)))
    print(f"seed {SEED}:", [(at, one.__name__) for at, one in zip(moments, planned, strict=True)])
    senders = [threading.Thread(target=told.send, daemon=True) for _n in range(SENDERS)]
    for sender in senders:
        sender.start()
    for at, strike in zip(moments, planned, strict=True):
        wait_until(lambda at=at: len(told.acknowledged) >= at)  # type: ignore[misc]
        strike()
    for sender in senders:
        sender.join(60)
    assert told.waiting.empty()
    return told


def is_quiet() -> bool:
    sweep_deliveries()
    wake()
    if WebhookDelivery.objects.filter(state="waiting").exists():
        return False
    return not Run.objects.filter(state__in=["waiting", "running"]).exists()


def days(place: Channel) -> dict[tuple[dt.date, str], int]:
    rows = DailyFriends.objects.filter(channel=place)
    return {
        (row.day, event): count
        for row in rows
        for event, count in (("added", row.added), ("blocked", row.blocked))
        if count
    }


def test_a_burst_with_kills_loses_and_doubles_nothing() -> None:
    chance, people = random.Random(SEED), make.people()
    connected(people.channel, people.owner)
    sent = deliveries(chance)
    with ExitStack() as stack:
        web = stack.enter_context(running_web())
        strikes = Strikes(web, stack)
        warm_up(web.port, sent[0])
        told = burst(web.port, sent, strikes, chance)
        wait_until(is_quiet, seconds=120)
    print(f"acknowledged {len(told.acknowledged)}, sent again {len(told.again)}")
    assert told.again, "no strike was felt"
    kept = Counter(WebhookDelivery.objects.values_list("resource_id", "state"))
    assert set(kept.values()) == {1}
    assert {key for key, _state in kept} == set(told.acknowledged)
    assert {state for _key, state in kept} == {"done"}
    events = Counter(FriendEvent.objects.values_list("event", "occurred_at"))
    assert events == Counter({(one.event, one.at) for one in sent})
    assert days(people.channel) == Counter((kst_day(at), event) for event, at in events)
