"""The demo channel with people lives its last two weeks over HTTP, once, at a real server."""

import datetime as dt

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from analytics.demo import crowd
from analytics.demo.places import wait_for_figures
from analytics.ghosts.history import MEASURE, doubt
from analytics.ghosts.look_back import look_back
from analytics.ghosts.work import REFIT
from channel.clock import today
from channel.models import (
    Channel,
    Click,
    Connection,
    Engagement,
    Friend,
    FriendEvent,
    GhostBackTest,
    ImportBatch,
    Reading,
    TrackedLink,
    WebhookDelivery,
)
from channel.runs.work import enqueue
from tests import make


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many friends as show everything; the demo itself has 6,000."""
    monkeypatch.setattr(crowd, "FRIENDS", 400)
    (settings.DANGOL_DATA / "logs").mkdir(exist_ok=True)


def create(url: str) -> Channel:
    call_command("create_demo", people=url)
    return Channel.objects.get(name=crowd.CROWD)


@pytest.mark.timeout(300)
def test_the_last_two_weeks_arrive_over_http(live_server, small, client: Client) -> None:
    owner = make.user("demo@dangol.example")
    place = create(live_server.url)
    since = today() - crowd.LIVE
    assert (place.is_demo, place.is_simulated) == (True, True)
    kinds = ImportBatch.objects.filter(channel=place, state="done").values_list("kind", flat=True)
    assert set(kinds) == set(crowd.NAMES)
    live = Engagement.objects.filter(channel=place, day__gte=since)
    assert live.exists()
    assert live.filter(batch_id__isnull=False).count() == 0
    assert Engagement.objects.filter(channel=place, day__lt=since, batch_id=None).count() == 0
    assert Click.objects.filter(channel=place, day__lt=since).count() == 0
    assert TrackedLink.objects.filter(channel=place).count() == 4
    assert FriendEvent.objects.filter(channel=place, event="added").exists()
    assert Friend.objects.filter(channel=place, joined_on__gte=since).exists()
    states = WebhookDelivery.objects.values_list("state", flat=True).distinct()
    assert list(states) == ["done"]
    client.force_login(owner)
    page = client.get(f"/c/{place.slug}/").content.decode()
    band = page.partition('class="demo-band"')[2].partition("</aside>")[0]
    assert "예시 자료" in band
    assert "시뮬레이션" in band


@pytest.mark.timeout(300)
def test_a_second_start_adds_nothing(live_server, small) -> None:
    make.user("demo@dangol.example")
    place = create(live_server.url)

    def rows() -> list[int]:
        return [model.objects.filter(channel=place).count()
                for model in (Friend, Engagement, Click, TrackedLink, ImportBatch)]  # fmt: skip

    before = rows()
    assert create(live_server.url) == place
    assert rows() == before
    assert Connection.objects.count() == 1


@pytest.mark.timeout(300)
def test_forecasts_are_held_to_what_arrived_over_http(
    live_server, small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowd, "FRIENDS", 800)
    make.user("demo@dangol.example")
    place = create(live_server.url)
    tests = GhostBackTest.objects.filter(channel=place)
    told = set(tests.values_list("from_ordinal", "m", "actual"))
    sundays = shares(place)
    assert told
    assert sundays
    tests.delete()
    for from_ordinal, m, _actual in sorted(told):
        look_back(place, [from_ordinal], m)
    assert set(tests.values_list("from_ordinal", "m", "actual")) == told
    doubt(place)
    enqueue(REFIT, channel=place)
    wait_for_figures(place)
    assert shares(place) == sundays


def shares(place: Channel) -> dict[dt.date, float]:
    told = Reading.objects.filter(channel=place, measure=MEASURE, stale=False).newest()
    return {one.as_of: one.value for one in told}


def test_simulated_moments_are_all_in_the_past() -> None:
    made = crowd._world()
    assert made.end == today()
    assert made.start == today() - dt.timedelta(weeks=crowd.WEEKS)
    assert len(made.broadcasts) == 60
