"""Turns of a connection: what waits, what goes on after a crash, and what the schedule starts."""

import datetime as dt
import importlib
import json
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from analytics.sync import actions, work
from analytics.sync.tasks import start_sync, sweep_sync
from campaigns.models import AdAccount, AdAnswer, AdDay
from channel.models import Connection, Run, SyncCursor, SyncKind, SyncRun
from channel.runs.work import claim, drain
from tests import make
from tests.sync.arrange import Kakao, connect, open_runs, pull_all, stored, truth

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """As SIGKILL: nothing catches it, nothing is cleaned up."""


@pytest.mark.parametrize("nth", [1, 4, 9, 15])
def test_a_back_fill_goes_on_where_it_was_killed(kakao: Kakao, monkeypatch: Any, nth: int) -> None:
    """Killed after an answer and before it is stored, at several moments of the back-fill."""
    connect(make.people().channel, kakao)
    seen, real = [0], work._store

    def store(*args: Any) -> None:
        seen[0] += 1
        if seen[0] == nth:
            raise Killed
        real(*args)

    monkeypatch.setattr(work, "_store", store)
    with pytest.raises(Killed):
        pull_all()
    answered = set(AdAnswer.objects.values_list("pk", flat=True))
    Run.objects.filter(state="running").update(lease_until=timezone.now() - dt.timedelta(hours=1))
    pull_all()
    assert answered <= set(AdAnswer.objects.values_list("pk", flat=True))
    for account in AdAccount.objects.all():
        assert stored(account) == truth(kakao, account)


def acting(monkeypatch: Any, kind: str, act: Any) -> None:
    """A person acts once while Kakao's answer to that kind of pull is on its way."""
    done, real = [False], work._store

    def store(run: Any, cursor: Any, *rest: Any) -> None:
        if cursor.kind == kind and not done[0]:
            done[0] = True
            act(cursor)
        real(run, cursor, *rest)

    monkeypatch.setattr(work, "_store", store)


def test_an_account_given_to_a_channel_meanwhile_keeps_no_day_of_nobody(
    kakao: Kakao, monkeypatch: Any
) -> None:
    people = make.people()
    make.channel("두 번째", organisation=people.channel.organisation)
    connect(people.channel, kakao)

    def give(cursor: SyncCursor) -> None:
        account = AdAccount.objects.get(kakao_id=cursor.account, platform=cursor.platform)
        actions.set_account(
            user=people.owner, account=account, channel=people.channel, wanted=True,
            vat_included=None, history_from=account.history_from,
        )  # fmt: skip

    acting(monkeypatch, "account_days", give)
    pull_all()
    account = AdAccount.objects.get(channel=people.channel)
    assert set(AdDay.objects.filter(account=account).values_list("channel", flat=True)) == {
        people.channel.pk
    }
    assert stored(account) == truth(kakao, account)


def test_a_connection_removed_meanwhile_gets_no_accounts(kakao: Kakao, monkeypatch: Any) -> None:
    people = make.people()
    made = connect(people.channel, kakao)
    acting(
        monkeypatch, "accounts",
        lambda _cursor: actions.remove_connection(user=people.owner, connection=made),
    )  # fmt: skip
    pull_all()
    assert not AdAccount.objects.exists()
    assert not SyncCursor.objects.exists()


def test_a_platform_left_out_meanwhile_stays_out(kakao: Kakao, monkeypatch: Any) -> None:
    people = make.people()
    made = connect(people.channel, kakao)
    acting(
        monkeypatch, "campaign_days",
        lambda _cursor: actions.change_connection(
            user=people.owner, connection=made, name="카카오", client_id="sim-rest-key",
            client_secret="", platforms=[],
        ),
    )  # fmt: skip
    pull_all()
    assert not SyncCursor.objects.exists()
    assert not Run.objects.filter(kind="sync", state="failed").exists()


def test_asked_for_anew_meanwhile_everything_comes_again(kakao: Kakao, monkeypatch: Any) -> None:
    people = make.people()
    made = connect(people.channel, kakao)
    asked_at = []

    def ask(cursor: SyncCursor) -> None:
        actions.pull_now(user=people.owner, connection=made)
        asked_at.append(SyncCursor.objects.get(pk=cursor.pk).round_at)

    acting(monkeypatch, "account_days", ask)
    pull_all()
    assert set(SyncCursor.objects.values_list("round_at", flat=True)) == set(asked_at)
    assert not SyncCursor.objects.exclude(due_at=None).exists()


def test_a_worker_back_from_the_dead_writes_nothing(kakao: Kakao, monkeypatch: Any) -> None:
    connect(make.people().channel, kakao)
    run = claim()
    assert run is not None
    Run.objects.update(lease_until=timezone.now() - dt.timedelta(hours=1))
    assert claim() is not None
    with pytest.raises(Exception, match="lost"):
        work.work(run)
    assert not AdAccount.objects.exists()


def test_a_second_turn_of_the_same_connection_gives_way(kakao: Kakao) -> None:
    connection = connect(make.people().channel, kakao)
    first = claim()
    assert first is not None
    start_sync()
    drain()
    [second] = Run.objects.exclude(pk=first.pk)
    assert (second.state, second.due_at > timezone.now()) == ("waiting", True)
    assert not SyncRun.objects.filter(connection=connection).exists()


def test_a_paused_connection_is_left_alone(kakao: Kakao) -> None:
    connect(make.people().channel, kakao)
    Connection.objects.update(state=Connection.State.PAUSED)
    pull_all()
    assert not kakao.calls()
    assert start_sync() == 0


def test_an_account_that_nobody_wants_is_not_pulled(kakao: Kakao) -> None:
    connect(make.people().channel, kakao)
    pull_all()
    AdDay.objects.all().delete()
    AdAnswer.objects.all().delete()
    AdAccount.objects.filter(platform="moment").update(wanted=False)
    start_sync()
    pull_all()
    assert set(AdDay.objects.values_list("account__platform", flat=True)) == {"keyword"}
    sweep_sync()
    assert not open_runs().exists()
    account = AdAccount.objects.get(platform="moment")
    actions.set_account(
        user=make.user("again@mood.example"), account=account, channel=account.channel, wanted=True,
        vat_included=None, history_from=account.history_from,
    )  # fmt: skip
    pull_all()
    assert stored(account) == truth(kakao, account)


def test_an_account_of_two_connections_stays_with_the_first(kakao: Kakao) -> None:
    """The second one names it and goes on with its other work; gone the first, it takes over."""
    people = make.people()
    first = connect(people.channel, kakao)
    pull_all()
    second = connect(people.channel, kakao)
    pull_all()
    assert set(AdAccount.objects.values_list("connection", flat=True)) == {first.pk}
    second.refresh_from_db()
    ids = set(AdAccount.objects.values_list("kakao_id", flat=True))
    assert set(second.options["foreign"]) == ids
    actions.remove_connection(user=people.owner, connection=first)
    start_sync()
    pull_all()
    assert set(AdAccount.objects.values_list("connection", flat=True)) == {second.pk}


def test_a_cursor_whose_account_went_elsewhere_is_dropped(kakao: Kakao) -> None:
    place = make.people().channel
    made, other = connect(place, kakao), connect(place, kakao, business=2)
    pull_all()
    AdAccount.objects.filter(connection=made, platform="moment").update(connection=other)
    start_sync()
    pull_all()
    assert not Run.objects.filter(kind="sync", state="failed").exists()
    left = SyncCursor.objects.filter(connection=made).exclude(account="")
    assert set(left.values_list("platform", flat=True)) == {"keyword"}
    assert not left.exclude(due_at=None).exists()


def test_the_schedule_names_kinds_that_exist_and_an_admin_may_change_it() -> None:
    schedule = importlib.import_module("analytics.migrations.0003_sync_schedule")
    for _again in range(2):  # other tests may have emptied the tables that it filled
        schedule.make(apps, None)
    tasks = PeriodicTask.objects.filter(task="analytics.start_sync")
    assert tasks.count() == len(schedule.TIMES)
    kinds = {kind for task in tasks for kind in json.loads(task.kwargs)["kinds"]}
    assert kinds == set(work.STEPS) == set(SyncKind.values)


def test_a_lost_run_is_found_by_the_sweep(kakao: Kakao) -> None:
    connect(make.people().channel, kakao)
    Run.objects.all().delete()
    sweep_sync()
    sweep_sync()
    assert open_runs().count() == 1
    pull_all()
    assert AdDay.objects.exists()
    sweep_sync()
    assert not open_runs().exists()
