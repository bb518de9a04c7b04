"""A friend's page, the counts of all of them, and whether the estimate held."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from analytics.friends.person import Person
from analytics.ghosts.work import refit
from channel.clock import kst_midnight
from channel.intake import record_engagements, record_friend_events
from channel.models import (
    Channel,
    FriendActivity,
    FriendIdentity,
    FriendState,
    GhostBackTest,
    GhostFit,
)
from channel.people.send_days import renumber
from tests import make
from tests.friends.arrange import friend

pytestmark = pytest.mark.django_db
MESSAGES, PEOPLE = 40, 400
FIRST = dt.date(2026, 6, 1)


def at_noon(day: int) -> dt.datetime:
    return kst_midnight(FIRST + dt.timedelta(days=day)) + dt.timedelta(hours=12)


@pytest.fixture
def people() -> Any:
    """Half of 400 answer every third message to the end, half stop after the tenth."""
    people = make.people()
    for n in range(MESSAGES):
        make.broadcast(people.channel, FIRST + dt.timedelta(days=4 * n), title=f"소식 {n}")
    renumber(people.channel)
    engaged = []
    for number in range(PEOPLE):
        pk = friend(
            people.channel, f"{number:06d}", joined_on=FIRST,
            trackable_from=FIRST - dt.timedelta(days=1),
        )  # fmt: skip
        last = MESSAGES if number % 2 == 0 else 10
        engaged += [(pk, n) for n in range(last) if (n + number) % 3 == 0]
    record_engagements(
        people.channel.pk,
        ((pk, "clicked", at_noon(4 * n), f"{pk} {n}", None, None) for pk, n in engaged),
    )
    with time_machine.travel(dt.datetime(2026, 11, 6, 3, tzinfo=dt.UTC), tick=False):
        refit(people.channel)
        yield people


def page(people: make.People, name: str, *args: Any) -> Any:
    client = Client()
    client.force_login(people.viewer)
    return client.get(reverse(name, args=[people.channel.slug, *args]))


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def of_state(place: Channel, state: str) -> FriendActivity:
    found = FriendActivity.objects.filter(channel=place, state=state).order_by("pk").first()
    assert found is not None, state
    return found


def test_what_he_did_and_what_would_change_it(people: make.People) -> None:
    """More answers lower the chance of silence, more silence raises it."""
    regular = of_state(people.channel, FriendState.FAN)
    answer = page(people, "friend", regular.friend_id)
    told = answer.context["person"].outlook
    assert told.after_one_more <= told.silent <= told.after_three_silent
    assert len(answer.context["person"].days) == MESSAGES
    assert "세 번 더 반응이 없으면" in words(answer)
    assert "사람에 대한 판정이 아니라" in words(answer)


def test_what_would_change_nothing_is_not_said(people: make.People) -> None:
    regular = of_state(people.channel, FriendState.FAN)
    row, told = (page(people, "friend", regular.friend_id).context[n] for n in ("row", "person"))
    flat = replace(told.outlook, after_one_more=told.outlook.silent)
    for three, said in ((flat.silent + 0.001, False), (flat.silent + 0.2, True)):
        outlook = replace(flat, after_three_silent=three)
        words = strip_tags(Person(told.friend, row, [], [], [], outlook).say)
        assert ("세 번 더 반응이 없으면" in words) is said
        assert "한 번 더 반응하면" not in words


@pytest.mark.parametrize(
    ("answered", "last", "said"),
    [
        ([], None, "아직 반응이 없습니다 · 받은 메시지 4번 동안 반응 없음"),
        ([1], 1, "그 뒤 메시지 2번 동안 반응 없음"),
        ([3], 3, "가장 최근 메시지에 반응함"),
        ([1], 2, "그 뒤 메시지 1번 동안 반응 없음"),
        ([], 3, "그 뒤에 받은 메시지는 아직 없음"),
    ],
    ids=["never", "two ago", "the newest", "later than what he answered", "today, to no message"],
)
def test_how_long_he_has_been_silent(
    people: make.People, answered: list[int], last: int | None, said: str
) -> None:
    """`answered`: which of the last four messages; `last`: on whose day he last reacted."""
    first = MESSAGES - 3
    mask = sum(1 << (3 - n) for n in answered)
    at = None if last is None else at_noon(4 * (first - 1 + last))
    pk = friend(
        people.channel, f"who-{said}", state=FriendState.NEW, mask=mask, mask_ordinal=MESSAGES,
        from_ordinal=first, last=at,
    )  # fmt: skip
    assert said in strip_tags(page(people, "friend", pk).context["person"].say)


def test_who_blocked_received_nothing_since(people: make.People) -> None:
    place = people.channel
    who = of_state(place, FriendState.FAN)
    name = FriendIdentity.objects.get(friend_id=who.friend_id)
    record_friend_events(
        place.pk, [(name.kind, name.issuer, name.value, "blocked", at_noon(4 * 20 + 1), "")]
    )
    answer = page(people, "friend", who.friend_id)
    row, days = answer.context["row"], answer.context["person"].days
    assert (row.seen.n, len(days)) == (21, 21)
    assert days[-1].day == FIRST + dt.timedelta(days=4 * 20)
    assert sum(one.engaged for one in days) == 7


def test_forecasts_of_another_number_of_messages_are_not_shown(people: make.People) -> None:
    """They were made from facts of then and are not made anew."""
    old = GhostBackTest.objects.earliest("pk")
    GhostBackTest.objects.filter(pk=old.pk).update(m=20)
    shown = page(people, "friends_trust").context["trust"].tests
    assert shown
    assert old.pk not in {test.pk for test in shown}


def test_a_silent_friend_is_described_and_not_judged(people: make.People) -> None:
    quiet = (
        FriendActivity.objects.filter(channel=people.channel, mask_ordinal__lte=10)
        .order_by("pk")
        .first()
    )
    assert quiet is not None
    main = words(page(people, "friend", quiet.friend_id)).split("<main")[1].split("<footer")[0]
    assert "동안 반응 없음" in main
    assert "유령" not in main


def test_counts_and_coverage_stand_on_the_list_and_on_the_home(people: make.People) -> None:
    make.daily(people.channel, dt.date(2026, 11, 5), total=18_000)
    refit(people.channel)
    known = page(people, "friends").context["known"]
    counted = {str(part.label): part for part in known.parts}
    assert sum(part.share for part in known.parts) == pytest.approx(100)
    assert known.people.value == PEOPLE
    assert "단골" in counted
    home = page(people, "dashboard")
    assert home.context["home"].known.people.value == PEOPLE


def test_whether_it_held_is_shown(people: make.People) -> None:
    assert GhostFit.objects.filter(channel=people.channel).exists()
    answer = page(people, "friends_trust")
    assert answer.status_code == 200
    told = answer.context["trust"]
    assert len(told.tests) == GhostBackTest.objects.filter(channel=people.channel).count()
    chart = page(people, "friends_chart").json()
    assert [len(line["x"]) for line in chart["data"]] == [2, len(told.groups)]


BLOCKED = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": FriendState.BLOCKED, "relation": "blocked"}, "언제인지는 목록에 없었습니다"),
        (
            {"state": FriendState.BLOCKED, "relation": "blocked", "relation_at": BLOCKED},
            "2026-11-01(일)에 채널을 차단했습니다",
        ),
        ({"returned_on": dt.date(2026, 11, 2), "from_ordinal": 39}, "늦어도 이날입니다"),
        ({"state": FriendState.UNKNOWN, "from_ordinal": None}, "반응은 볼 수 없습니다"),
        ({"state": FriendState.NEW, "from_ordinal": 39}, "메시지를 5번 받기 전에는"),
    ],
)
def test_who_cannot_be_judged_is_told_why(
    people: make.People, fields: dict[str, Any], said: str
) -> None:
    pk = friend(people.channel, "other", **fields)
    assert said in words(page(people, "friend", pk))


def test_nobody_knows_what_he_received_who_blocked_on_no_known_day(people: make.People) -> None:
    state: dict[str, Any] = {"state": FriendState.BLOCKED, "relation": "blocked"}
    pk = friend(people.channel, "other", **state)
    found = page(people, "friend", pk)
    assert (found.context["row"].counted, found.context["person"].days) == (False, [])
    assert '받은 메시지</dt><dd><span class="unknown">확인 전</span>' in words(found)


def test_nobody_here(people: make.People) -> None:
    assert page(people, "friend", 10**12).status_code == 404
