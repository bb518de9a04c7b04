"""Adds and blocks in whatever order Kakao delivers them."""

import datetime as dt
import itertools

import pytest

from channel import clock
from channel.intake import Recorded, record_engagements, record_friend_events
from channel.models import Channel, Friend, FriendActivity, FriendEvent
from channel.people.identities import friends_of
from channel.people.keeping import prunable_before
from channel.people.recount import recount
from channel.people.send_days import renumber
from tests import make
from tests.people.logs import at, everything, on

pytestmark = pytest.mark.django_db
WHO = ("plusfriend", "", "p1")

HISTORIES = [
    # events as (what, day), then relation, its day, joined on day, state
    ([("added", 3)], "added", 3, 3, "unknown"),
    ([("blocked", 3)], "blocked", 3, None, "blocked"),
    ([("blocked", 3), ("added", 9)], "added", 9, 9, "unknown"),
    ([("added", 3), ("blocked", 9), ("added", 12)], "added", 12, 3, "unknown"),
    ([("added", 3), ("blocked", 9), ("added", 12), ("blocked", 15)], "blocked", 15, 3, "blocked"),
    ([("added", 3), ("blocked", 3)], "blocked", 3, 3, "blocked"),
]


@pytest.mark.parametrize(("events", "relation", "since", "joined", "state"), HISTORIES)
def test_the_latest_event_wins_in_whatever_order_they_arrive(
    events: list[tuple[str, int]], relation: str, since: int, joined: int | None, state: str
) -> None:
    for order in itertools.permutations(events):
        place = make.channel()
        for event, day in order:
            record_friend_events(place.pk, [(*WHO, event, at(day), "key")])
        friend = Friend.objects.get(channel=place)
        assert (friend.relation, friend.relation_at) == (relation, at(since))
        assert friend.joined_on == (None if joined is None else on(joined))
        assert friend.trackable_from is None
        kept = FriendActivity.objects.get(channel=place)
        assert kept.state == state
        assert kept.state_changed_on == (on(since) if state == "blocked" else None)
        assert recount(place.pk) == 0


def test_a_delivery_that_comes_twice_is_one_event() -> None:
    place = make.channel()
    event = (*WHO, "added", at(1), "delivery-1")
    assert record_friend_events(place.pk, [event, event]) == Recorded(1, 1)
    assert record_friend_events(place.pk, [event]) == Recorded(0, 1)
    assert FriendEvent.objects.get().delivery_key == "delivery-1"


def test_what_an_import_said_later_is_not_undone_by_an_older_event() -> None:
    place = make.channel()
    [friend_id] = friends_of(place.pk, [WHO]).values()
    said = {"listed_relation": "blocked", "listed_at": at(20), "listed_block_at": at(20)}
    Friend.objects.update(**said, joined_on=on(1))
    record_friend_events(place.pk, [(*WHO, "added", at(10), "")])
    friend = Friend.objects.get(pk=friend_id)
    assert (friend.relation, friend.joined_on) == ("blocked", on(1))


def test_one_value_of_two_issuers_is_two_people_and_of_two_channels_too() -> None:
    place, other = make.channel(), make.channel("다른 가게")
    record_friend_events(
        place.pk,
        [("app_user_id", issuer, "1", "added", at(1), "") for issuer in ("77", "78", "77")],
    )
    record_friend_events(other.pk, [("app_user_id", "77", "1", "added", at(1), "")])
    assert Friend.objects.filter(channel=place).count() == 2
    assert Friend.objects.filter(channel=other).count() == 1


def test_nothing_to_record_is_nothing_done() -> None:
    place = make.channel()
    before = everything(place)
    assert record_friend_events(place.pk, []) == Recorded(0, 0)
    assert record_engagements(place.pk, []) == Recorded(0, 0)
    assert friends_of(place.pk, []) == {}
    assert everything(place) == before


def test_reactions_beyond_what_a_mask_holds_are_not_seen_as_others(place_of_200: Channel) -> None:
    """Shifts by 64 and more are not shifts by the rest."""
    place = place_of_200
    [who] = friends_of(place.pk, [WHO]).values()
    for day in (199, 135, 136, 71, 0):
        record_engagements(place.pk, [(who, "clicked", at(day), f"{day}", None, None)])
    kept = FriendActivity.objects.get()
    assert kept.mask_ordinal == 200
    assert kept.mask & ((1 << 64) - 1) == 1 | 1 << 63
    assert kept.mask < 0  # the 64th bit is the sign
    assert (kept.engaged_total, kept.last_engaged_at) == (5, at(199))
    record_engagements(place.pk, [(who, "clicked", at(198), "198", None, None)])
    assert FriendActivity.objects.get().mask & ((1 << 64) - 1) == 3 | 1 << 63
    assert recount(place.pk) == 0


@pytest.fixture
def place_of_200() -> Channel:
    place = make.channel()
    for day in range(200):
        make.broadcast(place, on(day), f"소식 {day}")
    renumber(place)
    return place


@pytest.mark.parametrize(
    ("sent", "today", "expected"),
    [
        (63, dt.date(2027, 12, 31), None),
        (64, dt.date(2027, 12, 31), dt.date(2026, 9, 1)),
        (100, dt.date(2027, 12, 31), dt.date(2026, 10, 7)),
        (100, dt.date(2027, 1, 31), dt.date(2025, 12, 1)),
        (100, dt.date(2027, 9, 30), dt.date(2026, 8, 1)),
    ],
    ids=["too few", "just enough", "send days reach further", "months reach further", "both"],
)
def test_what_cannot_be_recounted_is_not_pruned(
    sent: int, today: dt.date, expected: dt.date | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make.channel()
    for day in range(sent):
        make.broadcast(place, on(day), f"소식 {day}")
    renumber(place)
    monkeypatch.setattr(clock, "today", lambda: today)
    assert prunable_before(place.pk) == expected
