"""What comes in by the webhook: kept, refused, and what becomes of it."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client

from channel.connections import actions, receiving
from channel.connections.days import fill_days
from channel.connections.drain import process_deliveries
from channel.models import Channel, DailyFriends, Friend, FriendEvent, WebhookDelivery
from tests import make
from tests.imports.arrange import load
from tests.webhook.arrange import HOOK, KEY, body, connected, deliver

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 20, 6, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _nobody_known() -> None:
    receiving._known.clear()


@pytest.fixture
def people() -> Any:
    with time_machine.travel(NOW, tick=False):
        people = make.people()
        connected(people.channel, people.owner)
        yield people


def kept() -> list[tuple[str, str]]:
    return list(WebhookDelivery.objects.order_by("pk").values_list("state", "error"))


def told(place: Channel) -> list[tuple[str, str]]:
    events = FriendEvent.objects.filter(channel=place).order_by("occurred_at")
    return [(one.event, one.occurred_at.isoformat()[:16]) for one in events]


def test_a_delivery_becomes_an_event_of_a_friend(people: make.People) -> None:
    assert deliver() == 200
    assert kept() == [("waiting", "")]
    assert process_deliveries() == 1
    assert kept() == [("done", "")]
    assert told(people.channel) == [("added", "2026-11-20T05:25")]
    friend = Friend.objects.get()
    assert (friend.relation, friend.trackable_from) == ("added", None)


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        (b"", "not_json"), (b"{", "not_json"), (b"\xff\xfe", "not_json"), (b"[]", "type"),
        (b"[" * 20_000, "not_json"), (b"null", "type"),
        (body(event="exploded"), "value event"), (body(id="9" * 10_000), "value id"),
        (body(id=""), "type id"), (body(id_type="phone"), "value id_type"),
        (body(updated_at="yesterday"), "type updated_at"),
        (body(updated_at="2026-11-20T05:25:01"), "type updated_at"),
        (body(updated_at="2031-01-01T00:00:00Z"), "moment updated_at"),
        (body(updated_at="1999-01-01T00:00:00Z"), "moment updated_at"),
        ({k: v for k, v in body().items() if k != "id"}, "missing id"),
        (body(channel_public_id=None), "missing plus_friend_public_id"),
        (body(id="a\x00b"), "value id"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_kept_and_changes_nothing(
    people: make.People, sent: Any, error: str
) -> None:
    """Success all the same: Kakao switches off an address that keeps failing."""
    assert deliver(sent) == 200
    process_deliveries()
    assert kept() == [("bad", error)]
    assert not Friend.objects.exists()


def test_an_id_may_be_as_long_as_its_column(people: make.People) -> None:
    deliver(id="a" * 100, id_type="open_id")
    process_deliveries()
    assert kept() == [("done", "")]


@pytest.mark.parametrize(
    ("key", "status"), [("", 401), ("wrong" * 8, 401), (KEY[:-1], 401), ("x" * 5_000, 401)]
)
def test_a_forged_key_leaves_no_row(people: make.People, key: str, status: int) -> None:
    assert deliver(key=key) == status
    assert kept() == []


def test_other_methods_and_large_bodies_are_refused(people: make.People) -> None:
    assert Client().get(HOOK).status_code == 405
    assert deliver(b"x" * (64 * 1024 + 1)) == 413
    assert kept() == []


def test_the_same_delivery_twice_is_one(people: make.People) -> None:
    for _turn in range(2):
        assert deliver() == 200
        process_deliveries()
    assert len(kept()) == 1
    assert deliver(resource_id="r-2") == 200
    process_deliveries()
    assert len(told(people.channel)) == 1


def test_without_an_id_of_kakao_equal_bytes_are_one_delivery(people: make.People) -> None:
    for when in ("2026-11-20T05:25:01Z", "2026-11-20T05:25:01Z", "2026-11-20T05:26:01Z"):
        assert deliver(resource_id=None, updated_at=when) == 200
    assert len(kept()) == 2


def test_the_latest_moment_counts_whatever_the_order(people: make.People) -> None:
    """A friend blocked before he was added, as it arrives."""
    deliver(resource_id="b", event="blocked", updated_at="2026-11-19T01:00:00Z")
    process_deliveries()
    deliver(resource_id="a", event="added", updated_at="2026-11-18T01:00:00Z")
    process_deliveries()
    friend = Friend.objects.get()
    assert (friend.relation, friend.joined_on) == ("blocked", dt.date(2026, 11, 18))


def test_older_names_are_read(people: make.People) -> None:
    old = {
        "event": "added", "id": 99, "id_type": "open_id", "plus_friend_public_id": "_AbCdE",
        "timestamp": 1_763_500_000_000,
    }  # fmt: skip
    deliver(old)
    process_deliveries()
    assert kept() == [("done", "")]


def test_an_unknown_channel_is_kept_until_somebody_connects_it(people: make.People) -> None:
    deliver(channel_public_id="_Other")
    process_deliveries()
    assert kept() == [("unknown", "")]
    other = make.channel("다른 곳", public_id="_Other", organisation=people.channel.organisation)
    process_deliveries()
    assert kept() == [("unknown", "")]
    found = people.channel.connections.get()
    actions.join(user=people.owner, channel=other, connection=found)
    process_deliveries()
    assert kept() == [("done", "")]
    assert told(other) and not told(people.channel)


def test_a_key_speaks_for_no_channel_of_another_organisation(people: make.People) -> None:
    stranger = make.channel("남의 곳", public_id="_Stranger")
    deliver(channel_public_id="_Stranger")
    process_deliveries()
    assert kept() == [("unknown", "")]
    assert not told(stranger)


def test_two_keys_work_while_they_are_exchanged(people: make.People) -> None:
    found, following = people.channel.connections.get(), "fedcba9876543210fedcba9876543210"
    who = {"user": people.owner, "channel": people.channel, "connection": found}
    actions.change_keys(**who, next_key=following)
    assert [deliver(key=key, resource_id=key) for key in (KEY, following)] == [200, 200]
    actions.change_keys(**who, exchange=True)
    receiving._known.clear()
    assert [deliver(key=key, resource_id=key) for key in (KEY, following)] == [401, 200]


def test_while_paused_deliveries_are_kept_and_counted_after(people: make.People) -> None:
    found = people.channel.connections.get()
    who = {"user": people.owner, "channel": people.channel, "connection": found}
    actions.pause(**who, on=True)
    assert deliver() == 200
    assert process_deliveries() == 0
    actions.pause(**who, on=False)
    assert process_deliveries() == 1


def days(place: Channel) -> list[tuple[Any, ...]]:
    fields = ("day", "total", "added", "blocked", "origin", "provisional")
    return list(DailyFriends.objects.filter(channel=place).order_by("day").values_list(*fields))


def test_notifications_count_the_days_after_the_last_imported_one(people: make.People) -> None:
    make.daily(people.channel, dt.date(2026, 11, 18), total=1000, added=5, blocked=2)
    for n, (event, when) in enumerate(
        [("added", "2026-11-18T03:00:00Z"), ("added", "2026-11-19T03:00:00Z"),
         ("added", "2026-11-19T04:00:00Z"), ("blocked", "2026-11-19T15:30:00Z")]
    ):  # fmt: skip
        deliver(resource_id=f"d{n}", id=str(n), event=event, updated_at=when)
    process_deliveries()
    for _turn in range(2):
        fill_days(people.channel)
    assert days(people.channel)[1:] == [
        (dt.date(2026, 11, 19), 1002, 2, 0, "webhook", True),
        (dt.date(2026, 11, 20), 1001, 0, 1, "webhook", True),
    ]


@pytest.mark.parametrize("imported_first", [True, False])
def test_a_person_of_a_file_and_of_a_notification_is_one(imported_first: bool) -> None:
    """The file names no app: its ids are those of the app that the channel is connected with."""
    with time_machine.travel(NOW, tick=False):
        people = make.people()
        file = "고객키,키 종류,친구가 된 날,관계\n1234567890,앱 사용자 아이디,2026-10-01,친구\n"
        if imported_first:
            load(people.channel, people.owner, file)
        connected(people.channel, people.owner)
        if not imported_first:
            load(people.channel, people.owner, file)
        deliver()
        process_deliveries()
        assert Friend.objects.filter(channel=people.channel).count() == 1


LIST = "고객키,키 종류,친구가 된 날,관계\n1234567890,앱 사용자 아이디,2026-10-01,친구\n"


def test_who_is_known_of_an_app_stays_one_when_the_app_is_gone() -> None:
    with time_machine.travel(NOW, tick=False):
        people = make.people()
        hook = connected(people.channel, people.owner)
        load(people.channel, people.owner, LIST)
        actions.remove(user=people.owner, channel=people.channel, connection=hook)
        load(people.channel, people.owner, LIST.replace("2026-10-01", "2026-10-02"))
        assert Friend.objects.filter(channel=people.channel).count() == 1


def test_a_corrected_number_of_the_app_takes_its_people_along() -> None:
    with time_machine.travel(NOW, tick=False):
        people = make.people()
        hook = connected(people.channel, people.owner)
        load(people.channel, people.owner, LIST)
        said = {"name": hook.name, "app_id": "4242", "relay_url": "", "relay_key": ""}
        actions.change_options(user=people.owner, channel=people.channel, connection=hook, **said)
        deliver(event="blocked")
        process_deliveries()
        assert Friend.objects.get(channel=people.channel).relation == "blocked"
