"""Reactions counted once, on the send day they answer."""

import pytest

from channel.intake import Recorded, make_trackable, record_engagements
from channel.models import Broadcast, Channel, Engagement, FriendActivity
from channel.people.recount import recount
from channel.people.send_days import renumber
from tests import make
from tests.people.logs import at, everything, friends, on, ordinals

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Channel:
    """Send days 1 to 4 on days 0, 10, 20 and 21, and a message to some on day 12."""
    made = make.channel()
    for day in (0, 10, 20, 21):
        make.broadcast(made, on(day), f"소식 {day}")
    make.broadcast(made, on(12), "일부", audience=Broadcast.Audience.PART)
    renumber(made)
    return made


def message(place: Channel, day: int) -> int:
    return Broadcast.objects.get(channel=place, sent_on=on(day)).pk


@pytest.mark.parametrize(
    ("day", "of", "kind", "expected"),
    [
        (0, None, "clicked", [1]),
        (7, None, "clicked", [1]),
        (8, None, "clicked", []),
        (20, None, "chatted", [3]),
        (25, None, "entered", [4]),
        (29, None, "clicked", []),
        (60, 0, "clicked", [1]),
        (12, 12, "clicked", []),
        (15, 0, "answered", [1]),
        (0, 10, "clicked", [1]),
        (20, None, "bought", []),
        (20, 20, "redeemed", []),
    ],
    ids=[
        "the day itself", "seven days later", "eight days later", "before the next day's",
        "latest of two", "long after", "a link of an old message", "a targeted message",
        "another message came since", "before its message went out", "a purchase", "a coupon",
    ],
)  # fmt: skip
def test_a_reaction_counts_on_its_send_day(
    place: Channel, day: int, of: int | None, kind: str, expected: list[int]
) -> None:
    [who] = friends(place, "a")
    of = None if of is None else message(place, of)
    assert record_engagements(place.pk, [(who, kind, at(day), "k", of, None)]) == Recorded(1, 0)
    assert ordinals(who) == expected
    kept = FriendActivity.objects.get(friend_id=who)
    assert (kept.last_engaged_at, kept.engaged_total) == (at(day), 1)
    assert Engagement.objects.get().day == on(day)
    assert recount(place.pk) == 0


def test_a_known_key_and_a_friend_who_is_gone_are_ignored(place: Channel) -> None:
    [who] = friends(place, "a")
    row = (who, "clicked", at(0), "k", None, None)
    gone = (who + 1000, "clicked", at(0), "other", None, None)
    assert record_engagements(place.pk, [row, row, gone]) == Recorded(1, 2)
    assert record_engagements(place.pk, [row]) == Recorded(0, 1)
    assert FriendActivity.objects.get(friend_id=who).engaged_total == 1


def test_opportunities_begin_after_the_act_that_made_him_trackable(place: Channel) -> None:
    a, b, c = friends(place, "a", "b", "c")
    for who, day in ((a, 10), (b, 22), (c, 11), (c, 3), (c, 15)):
        make_trackable(place.pk, who, "token", on(day))
    kept = dict(FriendActivity.objects.values_list("friend_id", "from_ordinal"))
    assert kept == {a: 3, b: 5, c: 2}
    before = everything(place)
    assert recount(place.pk) == 0
    assert everything(place) == before
