"""What the ghost model is told of a channel's friends, against a plain recount in Python."""

from collections import Counter

import pytest
from django.db import transaction

from channel.intake import make_trackable, record_engagements, record_friend_events
from channel.models import Channel, Friend, FriendActivity, SendDay
from channel.people.events import label_blocked
from channel.people.patterns import (
    WINDOW,
    Pattern,
    known_on,
    lay_out_history,
    newest_ordinal,
    outcomes,
    patterns,
    patterns_at,
    patterns_by_source,
)
from channel.people.send_days import renumber
from tests import make
from tests.people.logs import at, friends, on

pytestmark = pytest.mark.django_db
MESSAGES = 150
BLOCKED_AFTER, BLOCKED = 100, (9, 10, 11, 12)


def answers(i: int) -> set[int]:
    """Ordinals the i-th friend answers: some often, some rarely, some long ago, some never."""
    rhythm = (0, 1, 3, 7, 31, 64, 65)[i % 7]
    until = MESSAGES if i % 3 else 40 + i
    return set(range(1 + i % 5, min(until, MESSAGES) + 1, rhythm)) if rhythm else set()


@pytest.fixture
def place() -> Channel:
    """A message every other day; 40 friends, trackable from different days on, four blocked."""
    place = make.channel()
    for number in range(1, MESSAGES + 1):
        make.broadcast(place, on(2 * number), f"소식 {number}")
    renumber(place)
    ids = friends(place, *(f"{i:02}" for i in range(40)))
    rows = [
        (who, "clicked", at(2 * ordinal), f"{i}-{ordinal}", None, None)
        for i, who in enumerate(ids)
        for ordinal in answers(i)
    ]
    record_engagements(place.pk, rows)
    for i, who in enumerate(ids):
        if i % 8:
            make_trackable(place.pk, who, "token", on(7 * i + 1))
    for i in (9, 10):
        name = ("app_user_id", "77", f"{i:02}", "blocked", at(2 * BLOCKED_AFTER), "")
        record_friend_events(place.pk, [name])
    listed = Friend.objects.filter(channel=place, pk__in=[ids[11], ids[12]])  # as a list tells it
    listed.update(relation="blocked", relation_at=at(2 * BLOCKED_AFTER))
    label_blocked([place.pk])
    Friend.objects.filter(channel=place, pk__in=ids[20:]).update(source_id=5)
    return place


def expected(newest: int, m: int = 0) -> Counter[tuple[int, ...]]:
    """(x, t, n, answered among the next m, or −1 if he blocked meanwhile) of who counts."""
    said: Counter[tuple[int, ...]] = Counter()
    for i in range(40):
        start = max(1, (7 * i + 1) // 2 + 1)
        if i % 8 == 0 or (i in BLOCKED and newest >= BLOCKED_AFTER) or (m and start > newest + 1):
            continue
        first = max(start, newest - WINDOW + 1)
        seen = [o - first + 1 for o in sorted(answers(i)) if first <= o <= newest]
        later = len([o for o in answers(i) if newest < o <= newest + m])
        if i in BLOCKED and newest + m >= BLOCKED_AFTER:
            later = -1
        said[len(seen), max(seen, default=0), max(0, newest - first + 1), later] += 1
    return said


def test_masks_give_the_patterns_of_the_facts(place: Channel) -> None:
    assert newest_ordinal(place.pk) == MESSAGES
    found = {row[:3]: row.friends for row in patterns(place.pk)}
    assert found == {key[:3]: count for key, count in expected(MESSAGES).items()}
    assert sum(found.values()) == 31


@pytest.mark.parametrize("newest", [20, 91, 99, 100, 130, 149])
def test_facts_give_the_patterns_of_an_earlier_day_and_what_came(
    place: Channel, newest: int
) -> None:
    said = expected(newest, 10)
    silent: Counter[tuple[int, ...]] = Counter()
    reactions: Counter[tuple[int, ...]] = Counter()
    stayed: Counter[tuple[int, ...]] = Counter()
    everybody: Counter[tuple[int, ...]] = Counter()
    for (*xtn, answered), count in said.items():
        everybody[tuple(xtn)] += count
        stayed[tuple(xtn)] += count if answered >= 0 else 0
        silent[tuple(xtn)] += count if answered == 0 else 0
        reactions[tuple(xtn)] += count * max(answered, 0)
    found = outcomes(place.pk, newest, 10)
    assert {row[:3]: row.friends for row in found} == everybody
    assert {row[:3]: row.stayed for row in found} == dict(stayed)
    assert {row[:3]: row.silent for row in found} == dict(silent)
    assert {row[:3]: row.reactions for row in found} == dict(reactions)


def test_history_at_the_newest_day_says_what_the_masks_say(place: Channel) -> None:
    with transaction.atomic():
        lay_out_history(place.pk)
        known = {row[:4] for row in patterns_at(place.pk, MESSAGES, 10)}
        earlier = patterns_at(place.pk, 30, 10)
    # The masks also know those for whom the first message is still to come, at any distance.
    assert known == {row[:4] for row in patterns(place.pk)}
    assert sum(row.friends for row in earlier) < sum(row[3] for row in known)


def test_sources_add_up_to_all(place: Channel) -> None:
    together: Counter[tuple[int, ...]] = Counter()
    for row in patterns_by_source(place.pk):
        together[row[:3]] += row.friends
    assert together == {row[:3]: row.friends for row in patterns(place.pk)}
    assert {row.source_id for row in patterns_by_source(place.pk)} == {None, 5}


def test_nobody_and_no_message_give_nothing_to_divide() -> None:
    place = make.channel()
    assert patterns(place.pk) == []
    assert outcomes(place.pk, 0, 10) == []
    [who] = friends(place, "a")
    make_trackable(place.pk, who, "token", on(0))
    assert patterns(place.pk) == [Pattern(0, 0, 0, 1)]
    assert [row[:6] for row in outcomes(place.pk, 0, 10)] == [(0, 0, 0, 1, 1, 1)]
    assert SendDay.objects.count() == 0
    assert FriendActivity.objects.get().from_ordinal == 1


def test_who_is_known_on_a_day_is_who_could_be_seen_then_and_had_not_blocked() -> None:
    place = make.channel()
    ids = friends(place, "early", "late", "gone", "back", "untracked")
    for who, day in zip(ids, (1, 9, 1, 1), strict=False):
        make_trackable(place.pk, who, "token", on(day))
    told = [("gone", "blocked", 5), ("back", "blocked", 3), ("back", "added", 7)]
    record_friend_events(
        place.pk,
        [("app_user_id", "77", who, event, at(day), f"{who}{day}") for who, event, day in told],
    )
    found = {day: known_on(place.pk, on(day)) for day in (0, 1, 4, 6, 8, 9)}
    assert found == {0: 0, 1: 3, 4: 2, 6: 1, 8: 2, 9: 3}
