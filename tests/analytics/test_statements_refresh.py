"""Facts become kept readings: as few queries at any size, nothing twice, every revision kept."""

import datetime as dt

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analytics import recompute
from analytics.recompute import RECOMPUTE
from analytics.statements.formulas import UNKNOWN
from analytics.statements.refresh import refresh
from channel.figures.readings import latest
from channel.models import BroadcastResult, Channel, DailyFriends, Reading, Run
from channel.runs.work import drain
from channel.signals import facts_changed
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday")]
QUERIES = 9  # six reads of facts, one of readings told before, two writes


@pytest.fixture
def sunday():  # type: ignore[no-untyped-def]
    with time_machine.travel(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC), tick=False):
        yield


def fill(place: Channel, weeks: int) -> None:
    DailyFriends.objects.bulk_create(
        DailyFriends(
            channel=place, day=make.DAY - dt.timedelta(days=n), total=18_000, added=30, blocked=30
        )
        for n in range(weeks * 7)
    )
    for n in range(weeks):
        make.broadcast(place, make.DAY - dt.timedelta(weeks=n, days=3), title=f"소식 {n}")


@pytest.mark.parametrize("weeks", [2, 20])
def test_as_many_queries_at_any_size(weeks: int) -> None:
    place = make.channel()
    fill(place, weeks)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        refresh(place)
    reads = [q for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(reads) <= QUERIES


def test_a_second_refresh_writes_nothing() -> None:
    place = make.channel()
    fill(place, 8)
    refresh(place)
    before = Reading.objects.count()
    refresh(place)
    assert Reading.objects.count() == before


def test_a_later_count_is_a_revision_of_the_same_day() -> None:
    place = make.channel()
    sent = make.broadcast(place, dt.date(2026, 11, 19), opened=6_120)
    refresh(place)
    BroadcastResult.objects.filter(broadcast=sent).update(opened=6_412)
    refresh(place)
    history = Reading.objects.filter(subject=f"broadcast:{sent.pk}", measure="opened")
    assert list(history.order_by("pk").values_list("value", flat=True)) == [6_120, 6_412]


def test_facts_taken_back_leave_no_figure() -> None:
    place = make.channel()
    fill(place, 8)
    refresh(place)
    DailyFriends.objects.filter(channel=place).delete()
    refresh(place)
    shown = latest(place)
    assert {shown[name].state for name in ("friends", "adds_30d", "full_send_cost")} == {"missing"}
    history = Reading.objects.filter(channel=place, measure="friends").newest()
    assert {reading.state for reading in history} == {"missing"}


def test_changed_facts_are_computed_by_the_worker() -> None:
    place = make.channel()
    make.daily(place)
    with transaction.atomic():
        facts_changed.send(sender=None, channel_ids=[place.pk])
    drain()
    assert Run.objects.get(kind=RECOMPUTE).state == Run.State.DONE
    assert latest(place)["friends"].value == 18_000


def test_channels_do_not_mix() -> None:
    mine, other = make.channel(), make.channel("다른 가게")
    fill(other, 8)
    refresh(mine)
    assert latest(mine)["friends"].state == "missing"


def test_the_papers_of_every_figure_open(client: Client) -> None:
    people = make.people()
    fill(people.channel, 20)
    DailyFriends.objects.filter(channel=people.channel, day=make.DAY).update(total=17_000)
    DailyFriends.objects.filter(channel=people.channel, day=dt.date(2026, 8, 20)).delete()
    recompute.refresh(people.channel)
    client.force_login(people.owner)
    by_measure = {r.measure: r for r in Reading.objects.filter(channel=people.channel)}
    assert {"risk_state", "blocks_after", "unexplained", "ghost_high"} <= set(by_measure)
    for reading in by_measure.values():
        answer = client.get(reverse("papers", args=[people.channel.slug, reading.pk]))
        assert answer.status_code == 200
        assert answer.context["papers"].formula is not UNKNOWN, reading.formula
        assert "…" not in answer.context["papers"].how, reading.formula


def test_a_result_taken_back_leaves_no_figure_of_its_message() -> None:
    place = make.channel()
    sent = make.broadcast(place, dt.date(2026, 11, 19), opened=6_120)
    refresh(place)
    BroadcastResult.objects.filter(broadcast=sent).update(opened=None)
    refresh(place)
    shown = latest(place, f"broadcast:{sent.pk}")
    assert {name: shown[name].value for name in ("opened", "per_open", "open_share")} == {
        "opened": None, "per_open": None, "open_share": None,
    }  # fmt: skip
    assert shown["sent"].value == 17_950
