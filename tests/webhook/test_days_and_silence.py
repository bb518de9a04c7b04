"""Days that notifications counted give way to imported ones; a silence is told, and ends."""

import datetime as dt

import pytest
import time_machine

from channel.connections import quiet, receiving
from channel.connections.days import fill_days
from channel.connections.drain import process_deliveries
from channel.models import Alert, Channel, DailyFriends
from channel.runs.work import drain
from tests import make
from tests.imports.arrange import counts, load, take_back
from tests.webhook.arrange import connected, deliver

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 20, 6, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 19)


@pytest.fixture
def people() -> make.People:
    receiving._known.clear()
    people = make.people()
    connected(people.channel, people.owner)
    return people


def of_the_day(place: Channel) -> tuple[object, ...]:
    row = DailyFriends.objects.get(channel=place, day=DAY)
    return row.total, row.added, row.blocked, row.origin, row.provisional


def test_an_import_replaces_a_counted_day_and_its_undo_brings_the_count_back(
    people: make.People,
) -> None:
    place = people.channel
    with time_machine.travel(NOW, tick=False):
        make.daily(place, dt.date(2026, 11, 18), total=1000, added=5, blocked=2)
        for n in range(3):
            deliver(resource_id=f"d{n}", id=str(n), updated_at="2026-11-19T03:00:00Z")
        process_deliveries()
        drain()
        counted = (1003, 3, 0, "webhook", True)
        assert of_the_day(place) == counted
        batch = load(place, people.owner, f"날짜,친구수,추가,차단\n{DAY},1001,4,3\n")
        assert counts(batch) == (1, 0, 0, 0)
        assert of_the_day(place)[:3] == (1001, 4, 3)
        assert of_the_day(place)[4] is False
        take_back(batch, people.owner)
        drain()
        assert of_the_day(place) == counted


def test_a_total_does_not_go_on_over_days_that_nobody_counted(people: make.People) -> None:
    place = people.channel
    with time_machine.travel(NOW, tick=False):
        make.daily(place, dt.date(2026, 11, 1), total=1000, added=5, blocked=2)
        deliver(resource_id="d", id="1", updated_at="2026-11-19T03:00:00Z")
        process_deliveries()
        drain()
        assert of_the_day(place) == (None, 1, 0, "webhook", True)
        make.daily(place, dt.date(2026, 11, 18), total=1500)
        fill_days(place)
        assert of_the_day(place) == (1501, 1, 0, "webhook", True)


def test_days_between_two_totals_a_person_typed_stay_counted(people: make.People) -> None:
    place, rows = people.channel, DailyFriends.objects.filter(channel=people.channel)
    with time_machine.travel(NOW, tick=False):
        make.daily(place, dt.date(2026, 11, 9), total=1000, added=None, blocked=None)
        for day, events in ((10, 3), (12, 2), (16, 1), (17, 4)):
            arrive(day, events)
        make.daily(place, dt.date(2026, 11, 16), total=1010, added=None, blocked=None)
        fill_days(place)
        counted = rows.order_by("day").values_list("day__day", "total", "added", "origin")
        assert list(counted) == [
            (9, 1000, None, "file"), (10, 1003, 3, "webhook"), (12, 1005, 2, "webhook"),
            (16, 1010, None, "file"), (17, 1014, 4, "webhook"),
        ]  # fmt: skip


def arrive(day: int, events: int) -> None:
    for n in range(events):
        at = dt.datetime(2026, 11, day, 3, n, tzinfo=dt.UTC)
        with time_machine.travel(at, tick=False):
            deliver(resource_id=f"{day}-{n}", id=f"{day}{n}", updated_at=at.isoformat())
    process_deliveries()


def open_alerts() -> list[dict[str, object]]:
    found = Alert.objects.open().filter(kind=quiet.KIND)
    return list(found.values_list("params", flat=True))


def test_a_silence_is_told_once_and_is_over_with_the_next_notification(
    people: make.People,
) -> None:
    with time_machine.travel(NOW, tick=False):
        for day in range(1, 15):
            arrive(day, 6)
    for day, expected in ((15, []), (16, []), (17, [3]), (18, [4]), (18, [4])):
        with time_machine.travel(dt.datetime(2026, 11, day, 6, tzinfo=dt.UTC), tick=False):
            quiet.check_all()
            assert [told["days"] for told in open_alerts()] == expected
    with time_machine.travel(NOW, tick=False):
        arrive(19, 1)
        assert open_alerts() == []


def test_a_channel_with_few_events_is_not_called_silent(people: make.People) -> None:
    with time_machine.travel(NOW, tick=False):
        arrive(1, 1)
        arrive(14, 1)
        quiet.check_all()
        assert open_alerts() == []


@pytest.mark.parametrize(("came", "expected"), [(0, []), (2, []), (9, [4])])
def test_imported_adds_say_what_there_was_to_be_told(
    people: make.People, came: int, expected: list[int]
) -> None:
    """Half of the adds are usually notified: none of 4 × 9 is news, none of 4 × 2 is not."""
    with time_machine.travel(NOW, tick=False):
        for day in range(1, 15):
            arrive(day, 6)
            make.daily(people.channel, dt.date(2026, 11, day), added=10, blocked=2)
        for day in range(15, 19):
            make.daily(people.channel, dt.date(2026, 11, day), added=came, blocked=0)
    with time_machine.travel(dt.datetime(2026, 11, 18, 6, tzinfo=dt.UTC), tick=False):
        quiet.check_all()
        assert [told["days"] for told in open_alerts()] == expected
