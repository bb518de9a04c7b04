"""The same log leaves the same rows, however it comes in."""

import itertools
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from channel.intake import make_trackable, record_engagements, record_friend_events
from channel.models import Broadcast, Channel, Engagement, Friend, FriendActivity, FriendIdentity
from channel.people.identities import friends_of
from channel.people.recording import Engaged
from channel.people.recount import recount
from channel.people.send_days import renumber
from tests import make
from tests.people.logs import at, everything, friends, on

NAMES = [f"f{i}" for i in range(12)]
SENT = [3 * i for i in range(80)]  # days
KINDS = ("clicked", "chatted", "entered", "answered", "bought", "redeemed")


def log(ids: list[int], messages: dict[int, int]) -> list[Engaged]:
    """Some on a message's link, some without, some long before or after any message."""
    rows: list[Engaged] = []
    for i, who in enumerate(ids):
        for j in range(0, 260, 5 + 3 * i):
            of = messages.get(j - j % 3) if (i + j) % 2 else None
            kind = KINDS[(i + j) % len(KINDS)]
            rows.append((who, kind, at(j, hour=(7 * i + j) % 24), f"{i}-{j}", of, None))
    return rows


def events() -> list[tuple[str, str, str, str, object, str]]:
    """Adds and blocks; one blocked before he was added, one did both in one moment."""
    said = [(0, "added", 1), (0, "blocked", 50), (0, "added", 60), (1, "blocked", 5)]
    said += [(1, "added", 9), (2, "added", 30), (2, "blocked", 30), (3, "blocked", 70)]
    return [
        ("app_user_id", "77", NAMES[who], event, at(day), f"d{who}{event}{day}")
        for who, event, day in said
    ]


def started() -> tuple[Channel, list[int], list[Engaged]]:
    place = make.channel()
    messages = {day: make.broadcast(place, on(day), f"소식 {day}").pk for day in SENT}
    make.broadcast(place, on(7), "일부", audience=Broadcast.Audience.PART)
    renumber(place)
    ids = friends(place, *NAMES)
    return place, ids, log(ids, messages)


def track(place: Channel, ids: list[int]) -> None:
    for i, who in enumerate(ids[:-2]):
        make_trackable(place.pk, who, "token", on(10 * i))


def in_bulk() -> Channel:
    place, ids, rows = started()
    record_engagements(place.pk, rows)
    record_friend_events(place.pk, events())
    track(place, ids)
    return place


def singly() -> Channel:
    place, ids, rows = started()
    track(place, ids)
    for row in rows:
        record_engagements(place.pk, [row])
    for event in events():
        record_friend_events(place.pk, [event])
    return place


def shuffled() -> Channel:
    """Every seventh row, then every seventh of the rest …, events backwards."""
    place, ids, rows = started()
    for first in range(7):
        record_engagements(place.pk, rows[first::7][::-1])
    for event in events()[::-1]:
        record_friend_events(place.pk, [event])
    for day in (250, 40):  # a later day known first, then those of the log, then a later one again
        make_trackable(place.pk, ids[0], "chat", on(day))
    track(place, ids)
    make_trackable(place.pk, ids[1], "chat", on(100))
    return place


def twice() -> Channel:
    place, ids, rows = started()
    for part in (rows[:40], rows, rows[20:]):
        record_engagements(place.pk, part)
    for _again in range(2):
        record_friend_events(place.pk, events())
        track(place, ids)
    return place


def messages_last() -> Channel:
    """People first, their messages later and in disorder, one day's after all others."""
    place = make.channel()
    ids = friends(place, *NAMES)
    for day in (*SENT[40:], *SENT[:30], *SENT[31:40]):
        make.broadcast(place, on(day), f"소식 {day}")
    renumber(place)
    track(place, ids)
    make.broadcast(place, on(7), "일부", audience=Broadcast.Audience.PART)
    late = make.broadcast(place, on(SENT[30]), f"소식 {SENT[30]}")
    messages = {b.title: b.pk for b in Broadcast.objects.filter(channel=place)}
    by_day = {day: messages[f"소식 {day}"] for day in SENT}
    record_engagements(place.pk, log(ids, by_day))
    record_friend_events(place.pk, events())
    assert late.pk in by_day.values()
    renumber(place)
    return place


def without(place: Channel) -> dict[str, list[tuple[object, ...]]]:
    """Messages have different ids in different orders."""
    names = dict(Broadcast.objects.filter(channel=place).values_list("pk", "sent_on"))
    rows = everything(place)
    rows["Engagement"] = sorted(
        (tuple(names.get(value, value) if i == 5 else value for i, value in enumerate(row))
         for row in rows["Engagement"]), key=str
    )  # fmt: skip
    return rows


@pytest.mark.django_db
@pytest.mark.parametrize("way", [singly, shuffled, twice, messages_last], ids=lambda w: w.__name__)
def test_the_same_log_leaves_the_same_rows(way: Callable[[], Channel]) -> None:
    one, other = in_bulk(), way()
    expected, found = without(one), without(other)
    for table in expected:
        assert found[table] == expected[table], table
    assert len(expected["Engagement"]) > 200
    assert {row[-2] for row in expected["FriendActivity"]} == {"unknown", "blocked"}
    for place in (one, other):
        assert recount(place.pk) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("late", [0, 29, 58, 59])
def test_a_day_imported_last_equals_importing_in_order(late: int) -> None:
    def arranged(order: Iterator[int]) -> Channel:
        place = make.channel()
        ids = friends(place, *NAMES)
        track(place, ids)
        for number in order:
            day = 2 * number
            made = make.broadcast(place, on(day), f"소식 {number}")
            renumber(place)
            rows = [
                (who, "clicked", at(day + later), f"{number}-{i}-{later}", of, None)
                for i, who in enumerate(ids)
                for later, of in ((0, made.pk), (i % 9, None))
                if (number * (i + 1)) % 5 < 2
            ]
            record_engagements(place.pk, rows)
        return place

    whole = range(60)
    one = arranged(iter(whole))
    other = arranged(itertools.chain((n for n in whole if n != late), [late]))
    assert without(other) == without(one)
    assert recount(other.pk) == 0


def elsewhere(work: Callable[[], object]) -> Callable[[], object]:
    """On a connection of its own, as another process would."""

    def closed() -> object:
        try:
            return work()
        finally:
            connection.close()

    return closed


@pytest.mark.django_db(transaction=True)
def test_two_who_record_the_same_at_once_count_it_once() -> None:
    place, _ids, rows = started()
    start = threading.Barrier(4)

    def record(part: list[Engaged]) -> int:
        start.wait(20)
        return sum(record_engagements(place.pk, part[i::5]).inserted for i in range(5))

    parts = [rows, rows[::-1], rows[::2] + rows[1::2], rows[len(rows) // 2 :] + rows]
    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(elsewhere(lambda part=part: record(part))) for part in parts]
        inserted = [job.result() for job in jobs]
    assert sum(inserted) == len(rows) == Engagement.objects.count()  # type: ignore[arg-type]
    assert recount(place.pk) == 0


@pytest.mark.django_db(transaction=True)
def test_two_who_meet_the_same_people_at_once_make_nobody_twice() -> None:
    place = make.channel()
    people = [("app_user_id", "77", f"{i:03}") for i in range(200)]
    start = threading.Barrier(2)

    def meet(order: list[tuple[str, str, str]]) -> dict[tuple[str, str, str], int]:
        start.wait(20)
        return friends_of(place.pk, order)

    with ThreadPoolExecutor(2) as pool:
        one, other = (
            pool.submit(elsewhere(lambda order=order: meet(order)))
            for order in (people, people[::-1])
        )
        assert one.result() == other.result()
    assert Friend.objects.count() == FriendActivity.objects.count() == 200
    assert FriendIdentity.objects.count() == 200


@pytest.mark.django_db(transaction=True)
def test_who_records_while_days_are_renumbered_waits_for_the_new_numbers() -> None:
    place, _ids, rows = started()
    make.broadcast(place, on(1), "늦게 온 소식")
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            renumber(place)
            job = pool.submit(elsewhere(lambda: record_engagements(place.pk, rows)))
            with pytest.raises(TimeoutError):
                job.result(0.3)
        job.result(30)
    assert recount(place.pk) == 0
