"""SIGKILL of web under a burst of clicks and of workers that count them: none lost, none doubled."""

import contextlib
import datetime as dt
import http.client
import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from channel.links.tokens import issue_tokens
from channel.models import Channel, Click, Engagement, Friend, FriendActivity, LinkDay, TrackedLink
from config.celery import app
from config.services import free_port
from tests import make
from tests.links.conftest import PHONE
from tests.worker.processes import ROOT, environment_of_test, running_worker, wait_until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.worker,
    pytest.mark.timeout(400),  # every start of a process costs seconds where others run beside
]
SEED, KILLS, SENDERS, CLICKS = 20261122, 5, 8, 1_500


def shop() -> tuple[Channel, TrackedLink, list[int]]:
    place = make.channel()
    link = TrackedLink.objects.create(channel=place, name="링크", target="https://shop.example")
    Friend.objects.bulk_create(Friend(channel=place) for _n in range(CLICKS))
    friends = list(Friend.objects.order_by("pk").values_list("pk", flat=True))
    FriendActivity.objects.bulk_create(
        FriendActivity(channel=place, friend_id=pk) for pk in friends
    )
    return place, link, friends


@contextlib.contextmanager
def running_web(port: int) -> Iterator[subprocess.Popen[bytes]]:
    words = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi"]
    own = environment_of_test(PORT=str(port), HOST="127.0.0.1", LOG_LEVEL="CRITICAL")
    process = subprocess.Popen(
        words, cwd=ROOT, env=own, start_new_session=True, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def ask(port: int, path: str) -> int | None:
    """The status, once the whole answer is here."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"User-Agent": PHONE})
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return None
    else:
        return answer.status
    finally:
        connection.close()


class Senders:
    """Each click is of another friend, so that its row is known; who got no answer asks again."""

    def __init__(self, port: int, link: TrackedLink, friends: list[int]) -> None:
        self.port, self.link, self.waiting = port, link, list(friends)
        self.tokens = issue_tokens(link.channel_id, friends)
        self.answered: set[int] = set()
        self.unanswered: set[int] = set()

    def send(self) -> None:
        while self.waiting:
            with contextlib.suppress(IndexError):
                friend = self.waiting.pop()
                if ask(self.port, f"/l/{self.link.code}/{self.tokens[friend]}") == 302:
                    self.answered.add(friend)
                else:
                    self.unanswered.add(friend)
                    self.waiting.append(friend)
                    time.sleep(0.1)

    def are_answered(self) -> bool:
        return len(self.answered) == len(self.tokens)


def test_every_redirect_answered_before_a_kill_has_its_row() -> None:
    _place, link, friends = shop()
    senders, moments = Senders(free_port(), link, friends), random.Random(SEED)
    with ThreadPoolExecutor(SENDERS) as pool:
        for _n in range(SENDERS):
            pool.submit(senders.send)
        for _kill in range(KILLS):
            with running_web(senders.port):
                wait_until(lambda: ask(senders.port, "/l/nothing") == 404)
                time.sleep(moments.uniform(0.05, 0.3))
        with running_web(senders.port):
            wait_until(senders.are_answered)
    stored = list(Click.objects.values_list("friend_id", flat=True))
    print(f"seed {SEED}: {len(senders.unanswered)} of {CLICKS} asked again, {len(stored)} rows")
    assert set(stored) == set(friends)
    once = [pk for pk in stored if pk not in senders.unanswered]
    assert len(once) == len(set(once))
    assert senders.unanswered


def waiting_clicks() -> int:
    return Click.objects.filter(processed_at=None).count()


def counts(place: Channel) -> dict[str, Any]:
    return {
        "waiting": waiting_clicks(),
        "people": list(LinkDay.objects.values_list("people", flat=True)),
        "engagements": Engagement.objects.count(),
        "totals": set(FriendActivity.objects.values_list("engaged_total", flat=True)),
        "trackable": Friend.objects.exclude(trackable_from=None).count(),
    }


def test_clicks_counted_by_workers_that_are_killed_count_once() -> None:
    place, link, friends = shop()
    at = dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)
    Click.objects.bulk_create(
        Click(channel=place, link_id=link.pk, key=uuid.uuid4(), at=at, day=at.date(),
              friend_id=pk, known_by="token")
        for pk in friends * 10
    )  # fmt: skip
    moments = random.Random(SEED)

    def wake() -> None:
        app.send_task("channel.process_clicks")

    for _kill in range(KILLS):
        left = waiting_clicks()
        with running_worker() as worker:
            wake()
            wait_until(lambda left=left: waiting_clicks() < left)  # type: ignore[misc]
            time.sleep(moments.uniform(0, 0.1))
            worker.kill()
    with running_worker():
        wait_until(lambda: waiting_clicks() == 0, meanwhile=wake)
    assert counts(place) == {
        "waiting": 0, "people": [CLICKS * 10], "engagements": CLICKS * 10, "totals": {10},
        "trackable": CLICKS,
    }  # fmt: skip
