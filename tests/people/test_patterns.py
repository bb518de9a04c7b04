"""What the ghost model is told of a channel's friends, against a plain recount in Python."""

import datetime as dt
from collections import Counter
from importlib import import_module

import pytest
from django.db import transaction

from channel.intake import make_trackable, record_engagements, record_friend_events
from channel.models import Channel, Friend, FriendActivity, SendDay
from channel.people.events import settle_lists
from channel.people.masks import execute
from channel.people.past import Moment, Outcome, known_on, lay_out_history, patterns_at
from channel.people.patterns import (
    WINDOW,
    Pattern,
    newest_ordinal,
    patterns,
    patterns_by_source,
)
from channel.people.recount import recount
from channel.people.send_days import renumber
from channel.people.tracking import number_opportunities
from tests import make
from tests.people.logs import at, friends, on

pytestmark = pytest.mark.django_db
MESSAGES = 150
BLOCKED_AFTER, BLOCKED = 100, (9, 10, 11, 12)


def outcomes(place: Channel, ordinal: int, m: int, day: int | None = None) -> list[Outcome]:
    """As known on that day of the log, of the fixture's on the last one before the next message."""
    then = Moment(ordinal, on(2 * ordinal + 1 if day is None else day))
    with transaction.atomic():
        lay_out_history(place.pk, [then])
        return patterns_at(place.pk, then, m)


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
    since = at(2 * BLOCKED_AFTER)
    listed.update(listed_relation="blocked", listed_at=since, listed_block_at=since)
    settle_lists(place.pk)
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
    found = outcomes(place, newest, 10)
    assert {row[:3]: row.friends for row in found} == everybody
    assert {row[:3]: row.stayed for row in found} == dict(stayed)
    assert {row[:3]: row.silent for row in found} == dict(silent)
    assert {row[:3]: row.reactions for row in found} == dict(reactions)


def test_history_at_the_newest_day_says_what_the_masks_say(place: Channel) -> None:
    with transaction.atomic():
        now, then = Moment(MESSAGES, on(2 * MESSAGES)), Moment(30, on(61))
        lay_out_history(place.pk, [now, then])
        known = {row[:4] for row in patterns_at(place.pk, now, 10)}
        earlier = patterns_at(place.pk, then, 10)
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
    assert outcomes(place, 0, 10) == []
    [who] = friends(place, "a")
    make_trackable(place.pk, who, "token", on(0))
    assert patterns(place.pk) == [Pattern(0, 0, 0, 1)]
    assert [row[:6] for row in outcomes(place, 0, 10)] == [(0, 0, 0, 1, 1, 1)]
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


def told(*events: tuple[str, str, int]) -> list[tuple[str, str, str, str, dt.datetime, str]]:
    return [("app_user_id", "77", who, event, at(day), f"{who}{day}") for who, event, day in events]


@pytest.fixture
def weekly() -> tuple[Channel, list[int]]:
    """Messages on the days 7, 14 … 56."""
    place = make.channel()
    sent = [make.broadcast(place, on(7 * n), f"소식 {n}").pk for n in range(1, 9)]
    renumber(place)
    return place, sent


def xtn(place: Channel, moments: dict[int, int]) -> list[tuple[int, ...] | None]:
    """Of a channel with one friend: (x, t, n) at each day, and after which send day that is."""
    thens = [Moment(ordinal, on(day)) for day, ordinal in moments.items()]
    with transaction.atomic():
        lay_out_history(place.pk, thens)
        found = [patterns_at(place.pk, then, 0) for then in thens]
    return [rows[0][:3] if rows else None for rows in found]


def test_a_reaction_that_came_later_was_not_known_whatever_message_it_is_about(
    weekly: tuple[Channel, list[int]],
) -> None:
    place, sent = weekly
    [who] = friends(place, "a")
    make_trackable(place.pk, who, "token", on(0))
    did = [(16, sent[0], "late"), (21, sent[2], "first"), (37, sent[2], "again"), (50, None, "c")]
    record_engagements(place.pk, [(who, "clicked", at(day), key, of, None) for day, of, key in did])
    days = {13: 1, 15: 2, 16: 2, 20: 2, 21: 3, 34: 4, 48: 6, 49: 7, 50: 7, 56: 8}
    assert xtn(place, days) == [
        (0, 0, 1), (0, 0, 2), (1, 1, 2), (1, 1, 2), (2, 3, 3), (2, 3, 4), (2, 3, 6), (2, 3, 7),
        (3, 7, 7), (3, 7, 8),
    ]  # fmt: skip
    assert [(p.x, p.t, p.n) for p in patterns(place.pk)] == [(3, 7, 8)]


def test_what_comes_of_a_forecast_counts_whenever_it_was_answered(
    weekly: tuple[Channel, list[int]],
) -> None:
    place, sent = weekly
    ids = friends(place, "before", "after", "never")
    for who in ids:
        make_trackable(place.pk, who, "token", on(0))
    did = [(ids[0], 23, sent[1], "a"), (ids[1], 60, sent[3], "b")]
    record_engagements(
        place.pk, [(who, "clicked", at(day), key, of, None) for who, day, of, key in did]
    )
    [row] = outcomes(place, 2, 3, day=20)
    assert row == Outcome(x=0, t=0, n=2, friends=3, stayed=3, silent=2, reactions=1)


def test_messages_while_he_had_blocked_count_for_nobody(
    weekly: tuple[Channel, list[int]],
) -> None:
    """Blocked between the second and third, back on the day of the fifth; and once more."""
    place, _sent = weekly
    [who] = friends(place, "a")
    make_trackable(place.pk, who, "token", on(0))
    record_engagements(place.pk, [(who, "clicked", at(7), "1", None, None)])
    record_friend_events(
        place.pk, told(("a", "blocked", 16), ("a", "added", 35), ("a", "added", 44))
    )
    assert Friend.objects.get().returned_on == on(35)
    assert [(p.x, p.t, p.n) for p in patterns(place.pk)] == [(0, 0, 3)]
    days = {14: 2, 16: 2, 30: 4, 34: 4, 35: 5, 44: 6}
    expected = [(1, 1, 2), None, None, None, (0, 0, 0), (0, 0, 1)]
    assert xtn(place, days) == expected
    record_friend_events(place.pk, told(("a", "blocked", 46), ("a", "added", 50)))
    assert [(p.x, p.t, p.n) for p in patterns(place.pk)] == [(0, 0, 1)]
    days |= {46: 6, 52: 7, 56: 8}
    assert xtn(place, days) == [*expected, None, (0, 0, 0), (0, 0, 1)]
    assert recount(place.pk) == 0


def test_a_late_message_is_counted_for_who_had_come_back(
    weekly: tuple[Channel, list[int]],
) -> None:
    place, _sent = weekly
    [who] = friends(place, "a")
    make_trackable(place.pk, who, "token", on(0))
    record_friend_events(place.pk, told(("a", "blocked", 16), ("a", "added", 40)))
    for day in (20, 45):
        make.broadcast(place, on(day), f"늦은 소식 {day}")
        renumber(place)
    assert FriendActivity.objects.get().from_ordinal == 7
    assert [(p.x, p.t, p.n) for p in patterns(place.pk)] == [(0, 0, 4)]
    assert recount(place.pk) == 0


def test_those_who_came_back_before_it_was_kept_are_found_by_the_migration(
    weekly: tuple[Channel, list[int]],
) -> None:
    place, _sent = weekly
    ids = friends(place, "back", "gone", "stayed")
    for who in ids:
        make_trackable(place.pk, who, "token", on(0))
    events = [("back", "blocked", 9), ("back", "added", 16), ("gone", "added", 8)]
    record_friend_events(place.pk, told(*events, ("gone", "blocked", 20), ("stayed", "added", 2)))
    before = [list(m.objects.order_by("pk").values()) for m in (Friend, FriendActivity)]
    Friend.objects.update(returned_on=None)
    number_opportunities(place.pk)
    assert set(FriendActivity.objects.values_list("from_ordinal", flat=True)) == {1}
    migration = import_module("channel.migrations.0016_returned_days")
    execute(migration.RETURNED)
    execute(migration.BEGUN_ANEW)
    after = [list(m.objects.order_by("pk").values()) for m in (Friend, FriendActivity)]
    assert after == before
    assert sorted(row["from_ordinal"] for row in after[1]) == [1, 1, 3]
