"""Messages that come late, move, go or change their audience, and what is kept of people then."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from channel.intake import make_trackable, record_engagements
from channel.models import Broadcast, Channel, CountedBroadcast, FriendActivity, Reading, SendDay
from channel.people import send_days
from channel.people.recount import recount
from channel.people.send_days import renumber
from channel.runs.work import drain
from channel.signals import engagements_recorded, facts_changed
from tests import make
from tests.people.logs import DAY, at, friends, on, ordinals

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Channel:
    """Send days 1 to 4 on days 0, 10, 20, 30; two messages on day 20, one to some on day 13."""
    place = make.channel()
    for day in (0, 10, 20, 30):
        make.broadcast(place, on(day), f"소식 {day}")
    make.broadcast(place, on(20), "두 번째")
    make.broadcast(place, on(13), "일부", audience=Broadcast.Audience.PART)
    renumber(place)
    return place


def of(place: Channel, title: str) -> Broadcast:
    return Broadcast.objects.get(channel=place, title=title)


def days(place: Channel) -> list[tuple[int, int]]:
    """(day of the log, ordinal)"""
    rows = SendDay.objects.filter(channel=place).order_by("day").values_list("day", "ordinal")
    return [((day - DAY).days, ordinal) for day, ordinal in rows]


def late(place: Channel) -> None:
    make.broadcast(place, on(5), "늦게")


def moved(place: Channel) -> None:
    Broadcast.objects.filter(pk=of(place, "소식 10").pk).update(sent_on=on(12))


def moved_behind(place: Channel) -> None:
    Broadcast.objects.filter(pk=of(place, "소식 0").pk).update(sent_on=on(21))


def deleted(place: Channel) -> None:
    of(place, "소식 10").delete()


def one_of_two_deleted(place: Channel) -> None:
    of(place, "소식 20").delete()


def to_some_after_all(place: Channel) -> None:
    Broadcast.objects.filter(pk=of(place, "소식 20").pk).update(audience="part")


def to_all_after_all(place: Channel) -> None:
    Broadcast.objects.filter(pk=of(place, "일부").pk).update(audience="all")


def called_off(place: Channel) -> None:
    Broadcast.objects.filter(pk=of(place, "소식 30").pk).update(state="cancelled")


def planned(place: Channel) -> None:
    made = make.broadcast(place, on(40), "다음")
    Broadcast.objects.filter(pk=made.pk).update(state="planned")


TABLE: list[tuple[Callable[[Channel], None], list[tuple[int, int]], list[int]]] = [
    # what happened, send days after it, and what one who answered everything answered then
    (late, [(0, 1), (5, 2), (10, 3), (20, 4), (30, 5)], [1, 2, 3, 4, 5]),
    (moved, [(0, 1), (12, 2), (20, 3), (30, 4)], [1, 2, 3, 4]),
    (moved_behind, [(10, 1), (20, 2), (21, 3), (30, 4)], [1, 2, 3, 4]),
    (deleted, [(0, 1), (20, 2), (30, 3)], [1, 2, 3]),
    (one_of_two_deleted, [(0, 1), (10, 2), (20, 3), (30, 4)], [1, 2, 3, 4]),
    (to_some_after_all, [(0, 1), (10, 2), (20, 3), (30, 4)], [1, 2, 4]),
    (to_all_after_all, [(0, 1), (10, 2), (13, 3), (20, 4), (30, 5)], [1, 2, 3, 4, 5]),
    (called_off, [(0, 1), (10, 2), (20, 3)], [1, 2, 3]),
    (planned, [(0, 1), (10, 2), (20, 3), (30, 4)], [1, 2, 3, 4]),
]


@pytest.mark.parametrize(("happens", "expected", "answered"), TABLE, ids=lambda v: (
    v.__name__ if callable(v) else ""
))  # fmt: skip
def test_kept_state_follows_the_messages(
    place: Channel,
    happens: Callable[[Channel], None],
    expected: list[tuple[int, int]],
    answered: list[int],
) -> None:
    who, nobody = friends(place, "a", "b")
    clicks = [("소식 0", 0), ("소식 10", 10), ("일부", 13), ("소식 20", 20), ("소식 30", 30)]
    rows = [(who, "clicked", at(day), title, of(place, title).pk, None) for title, day in clicks]
    rows += [(who, "chatted", at(day), str(day), None, None) for day in (6, 12, 28)]
    record_engagements(place.pk, rows)
    make_trackable(place.pk, who, "token", on(11))
    happens(place)
    renumber(place)
    assert days(place) == expected
    assert ordinals(who) == answered
    kept = FriendActivity.objects.get(friend_id=who)
    assert kept.from_ordinal == 1 + len([day for day, _number in expected if day <= 11])
    assert ordinals(nobody) == []
    assert recount(place.pk) == 0


def versions(place: Channel) -> list[tuple[int, str]]:
    """Each row with the place of its present version: a row written again has moved."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT friend_id, ctid::text FROM channel_friendactivity WHERE channel_id = %s "
            "ORDER BY friend_id",
            [place.pk],
        )
        return cursor.fetchall()


def test_a_new_message_writes_only_those_who_reacted_before_it_was_known(place: Channel) -> None:
    silent, early, live = friends(place, "a", "b", "c")
    record_engagements(place.pk, [(early, "clicked", at(30), "x", None, None)])
    make_trackable(place.pk, silent, "token", on(1))
    record_engagements(place.pk, [(live, "clicked", at(41), "y", None, None)])
    assert ordinals(live) == []
    before = versions(place)
    make.broadcast(place, on(41), "파일은 다음 주에")
    renumber(place)
    after = versions(place)
    assert [
        friend for (friend, one), (_f, other) in zip(before, after, strict=True) if one != other
    ] == [live]
    assert ordinals(live) == [5]
    renumber(place)
    assert versions(place) == after


def test_without_a_change_renumbering_is_one_query(place: Channel) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        renumber(place)
    assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) == 1


def test_readings_of_ghosts_are_stale_from_the_change_until_they_are_made_anew(
    place: Channel,
) -> None:
    def reading(channel: Channel, measure: str) -> Reading:
        return Reading.objects.create(
            channel=channel, subject="channel", measure=measure, as_of=on(30), value=1,
            unit="count", state=Reading.State.ESTIMATE, formula="x",
        )  # fmt: skip

    elsewhere = make.channel("다른 가게")
    rows = [reading(place, "t1_ghost"), reading(place, "ghost_low"), reading(elsewhere, "t1_ghost")]

    def stale() -> list[bool]:
        return [Reading.objects.get(pk=row.pk).stale for row in rows]

    facts_changed.send(sender=None, channel_ids=[place.pk, elsewhere.pk])
    assert stale() == [False, False, False]
    late(place)
    facts_changed.send(sender=None, channel_ids=[place.pk, elsewhere.pk])
    assert stale() == [True, False, False]


@pytest.mark.parametrize(
    ("day", "until", "stale"),
    [(19, None, False), (20, None, True), (22, None, True), (40, None, True),
     (5, 24, False), (5, 25, True), (5, 30, True)],
)  # fmt: skip
def test_what_was_known_before_a_late_message_stands(
    place: Channel, day: int, until: int | None, stale: bool
) -> None:
    """From the send day before it on; what was told of a time that reaches beyond it goes along."""
    row = Reading.objects.create(
        channel=place, subject="channel", measure="t1_ghost_share", as_of=on(day), value=0.2,
        unit="share", state=Reading.State.ESTIMATE, formula="x",
        inputs={} if until is None else {"until": on(until).isoformat()},
    )  # fmt: skip
    make.broadcast(place, on(25), "늦게 안 소식")
    facts_changed.send(sender=None, channel_ids=[place.pk])
    row.refresh_from_db()
    assert row.stale == stale


@pytest.mark.django_db(transaction=True)
def test_an_imported_message_renumbers_by_itself_and_tells_who_listens() -> None:
    place = make.channel()
    [who] = friends(place, "a")
    record_engagements(place.pk, [(who, "clicked", at(1), "x", None, None)])
    heard: list[int] = []

    def listen(channel_id: int, **_kwargs: object) -> None:
        heard.append(channel_id)

    engagements_recorded.connect(listen)
    make.broadcast(place, on(0))
    facts_changed.send(sender=None, channel_ids=[place.pk])
    assert (heard, ordinals(who)) == ([], [])
    drain()
    engagements_recorded.disconnect(listen)
    assert set(heard) == {place.pk}
    assert ordinals(who) == [1]


def test_a_deleted_channel_takes_its_people_along(place: Channel) -> None:
    friends(place, "a")
    place.delete()
    assert not SendDay.objects.exists()
    assert not CountedBroadcast.objects.exists()
    assert not FriendActivity.objects.exists()


def test_many_concerned_are_counted_together_and_few_one_by_one(
    place: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[int] | None] = []
    monkeypatch.setattr(send_days, "recount", lambda _pk, ids=None: asked.append(ids))
    ids = friends(place, *(f"{i:02}" for i in range(20)))
    record_engagements(place.pk, [(ids[0], "clicked", at(30), "x", None, None)])
    make.broadcast(place, on(29), "하나")
    renumber(place)
    record_engagements(place.pk, [(who, "clicked", at(30), f"{who}", None, None) for who in ids])
    make.broadcast(place, on(28), "모두")
    renumber(place)
    assert asked == [[ids[0]], None]
