"""A gate lets one call through per interval, whoever asks and whatever happened meanwhile."""

import datetime as dt
import threading
import time
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from analytics.sync.asking import Asker
from channel.connections.gates import GateShut, push_back, release, take
from channel.models import RateGate, SyncCursor
from kakao import moment
from kakao.errors import RateLimited
from tests import make
from tests.sync.arrange import SCALE, Kakao, connect, pull_all


@pytest.mark.django_db
def test_a_gate_is_shut_until_its_time_after_the_answer() -> None:
    taken = take("1", "report", longest_seconds=30)
    with pytest.raises(GateShut) as early:
        take("1", "report", longest_seconds=30)
    assert 29 < early.value.seconds <= 30
    release(taken, 0.05)
    with pytest.raises(GateShut):
        take("1", "report", longest_seconds=30)
    time.sleep(0.06)
    assert take("1", "report", longest_seconds=30)


@pytest.mark.django_db
def test_gates_of_other_accounts_and_endpoints_are_open() -> None:
    take("1", "report", longest_seconds=30)
    assert take("2", "report", longest_seconds=30)
    assert take("1", "list", longest_seconds=30)


@pytest.mark.django_db
def test_who_comes_back_from_the_dead_does_not_open_anothers_gate() -> None:
    late = take("1", "report", longest_seconds=0)
    mine = take("1", "report", longest_seconds=30)
    release(late, 0)
    assert RateGate.objects.get().next_at == mine.until


@pytest.mark.django_db
def test_each_limit_in_a_row_waits_longer_until_an_answer_comes() -> None:
    waits = []
    for limited in (True, True, True, False, True):
        RateGate.objects.update(next_at=timezone.now())
        taken = take("1", "report", longest_seconds=30)
        if limited:
            waits.append(round(push_back(taken, 10) / 10))
        release(taken, 0)
    assert waits == [1, 2, 4, 1]


@pytest.mark.django_db
def test_limits_that_kakao_repeats_are_waited_for_longer(kakao: Kakao) -> None:
    kakao.faults({"kind": "limited", "rate": 1, "endpoint": "moment/adAccounts/pages", "times": 3})
    waits = []
    with Asker(connect(make.people().channel, kakao)) as ask:
        for _time in range(3):
            with pytest.raises(RateLimited) as said:
                ask(moment.accounts())
            waits.append(said.value.wait_seconds)
            RateGate.objects.update(next_at=timezone.now())
            time.sleep(2 * SCALE)  # the gate was forced: Kakao's own second, scaled, still holds
        ask(moment.accounts())
    assert [round(wait / waits[0]) for wait in waits] == [1, 2, 4]
    assert RateGate.objects.get().limited == 0


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_gets_the_gate() -> None:
    got: list[bool] = []

    def try_it() -> None:
        try:
            take("1", "report", longest_seconds=30)
            got.append(True)
        except GateShut:
            got.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False] * 7 + [True]


@pytest.mark.django_db
def test_a_worker_whose_clock_is_late_waits_no_longer(kakao: Kakao, settings: Any) -> None:
    """Gates go by the database's clock; what they put off comes again by the worker's own."""
    settings.KAKAO_LIMIT_SCALE = 10 * SCALE
    with time_machine.travel(dt.datetime.now(dt.UTC) - dt.timedelta(hours=6)):
        made = connect(make.people().channel, kakao)
        pull_all()
    assert not SyncCursor.objects.filter(connection=made).exclude(due_at=None).exists()
