"""Lists of friends and Kakao's notices tell of one person: in any order they say the same."""

import datetime as dt
import itertools
import random
from importlib import import_module
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from django.utils import timezone

from channel import clock
from channel.intake import record_engagements, record_friend_events
from channel.models import Channel, Friend, FriendActivity, FriendMerge, ImportJournal
from channel.people.events import settle_lists
from channel.people.identities import friends_of
from channel.people.masks import execute
from channel.people.merging import merge_friends, unmerge_friends
from channel.people.past import Moment, known_on, lay_out_history, patterns_at
from channel.people.recount import recount
from channel.people.send_days import renumber
from tests import make
from tests.imports.arrange import load, take_back
from tests.people.logs import at, everything, on

pytestmark = pytest.mark.django_db
WHO = ("app_user_id", "", "123456")
HEAD = "고객키,키 종류,친구가 된 날,관계,차단한 날,반응 확인 시작일\n"


class Told(NamedTuple):
    by: str  # "list" or "kakao"
    event: str
    day: int


def tell(people: make.People, *told: Told) -> None:
    for by, event, day in told:
        if by == "kakao":
            record_friend_events(people.channel.pk, [(*WHO, event, at(day), "key")])
        else:
            load(people.channel, people.owner, row(event, day))


def row(event: str, day: int | None) -> str:
    told = "" if day is None else on(day).isoformat()
    joined, blocked = ("", told) if event == "blocked" else (told, "")
    relation = {"blocked": "차단", "added": "친구"}[event]
    return f"{HEAD}123456,앱 사용자 아이디,{joined},{relation},{blocked},{on(0)}\n"


def moment(told: Told) -> tuple[dt.datetime, bool]:
    """A list tells days: noon."""
    return at(told.day, 20 if told.by == "kakao" else 12), told.event == "blocked"


def expected(told: list[Told]) -> tuple[str, dt.datetime, dt.date | None]:
    """Relation, since when, and the day of the return: what lists said before their last is old."""
    listed = [one for one in told if one.by == "list"]
    blocks = [one for one in listed if one.event == "blocked"]
    facts = [one for one in told if one.by == "kakao"]
    facts += [max(kept, key=moment) for kept in (listed, blocks) if kept]
    last = max(facts, key=moment)
    block = max((moment(one)[0] for one in facts if one.event == "blocked"), default=None)
    adds = [moment(one)[0] for one in facts if one.event == "added"]
    back = min((add for add in adds if block and add > block), default=None)
    return last.event, moment(last)[0], back and back.astimezone(clock.KST).date()


def said(place: Channel) -> tuple[str, dt.datetime | None, dt.date | None]:
    friend = Friend.objects.get(channel=place)
    return friend.relation, friend.relation_at, friend.returned_on


def weekly(people: make.People) -> None:
    for day in range(7, 60, 7):
        make.broadcast(people.channel, on(day), f"소식 {day}")
    renumber(people.channel)


def begins(place: Channel) -> int | None:
    return FriendActivity.objects.get(channel=place).from_ordinal


def random_histories() -> list[list[Told]]:
    rng = random.Random(8)
    kinds = list(itertools.product(("list", "kakao"), ("added", "blocked")))
    return [
        [Told(*rng.choice(kinds), rng.randint(1, 50)) for _ in range(rng.randint(2, 4))]
        for _ in range(12)
    ]


@pytest.mark.parametrize("order", ["as told", "backwards", "shuffled"])
@pytest.mark.parametrize("history", random_histories())
def test_lists_and_notices_say_the_same_in_any_order(history: list[Told], order: str) -> None:
    relation, since, back = expected(history)
    people = make.people()
    weekly(people)
    shuffled = random.Random(3).sample(history, len(history))
    orders = {"as told": history, "backwards": history[::-1], "shuffled": shuffled}
    tell(people, *orders[order])
    assert said(people.channel) == (relation, since, back)
    if any(one.by == "list" for one in history):
        assert begins(people.channel) == ((back - on(0)).days // 7 + 1 if back else 1)
    assert recount(people.channel.pk) == 0
    settle_lists(people.channel.pk)
    assert said(people.channel) == (relation, since, back)


@pytest.mark.parametrize("first", ["list", "kakao"])
def test_a_block_of_a_list_and_a_notice_of_the_return(first: str) -> None:
    people = make.people()
    weekly(people)
    facts = [Told("list", "blocked", 10), Told("kakao", "added", 30), Told("kakao", "added", 40)]
    tell(people, *(facts if first == "list" else reversed(facts)))
    assert said(people.channel) == ("added", at(40), on(30))
    assert begins(people.channel) == 5


def test_one_row_tells_of_the_block_and_of_the_return() -> None:
    people = make.people()
    weekly(people)
    load(
        people.channel, people.owner,
        f"{HEAD}123456,앱 사용자 아이디,{on(30)},친구,{on(10)},{on(0)}\n",
    )  # fmt: skip
    assert said(people.channel) == ("added", at(30, 12), on(30))
    assert begins(people.channel) == 5
    assert known(people.channel, 9, 12, 29, 31) == [1, 0, 0, 1]


def known(place: Channel, *days: int) -> list[int]:
    return [known_on(place.pk, on(day)) for day in days]


def test_a_block_without_a_day_was_always_until_a_list_says_he_is_back() -> None:
    people = make.people()
    weekly(people)
    load(people.channel, people.owner, row("blocked", None))
    assert said(people.channel) == ("blocked", None, None)
    assert known(people.channel, 5, 40) == [0, 0]
    assert FriendActivity.objects.get().state == "blocked"
    load(people.channel, people.owner, row("blocked", None))
    block = Friend.objects.get().listed_block_at
    batch = load(people.channel, people.owner, row("added", 3))
    assert said(people.channel)[0::2] == ("added", clock.today())
    assert Friend.objects.get().listed_block_at == block
    assert load(people.channel, people.owner, row("added", 3)).same == 1
    take_back(batch, people.owner)
    assert said(people.channel) == ("blocked", None, None)
    assert FriendActivity.objects.get().state == "blocked"


def test_the_day_of_a_block_may_come_later() -> None:
    people = make.people()
    load(people.channel, people.owner, row("blocked", None))
    load(people.channel, people.owner, row("blocked", 20))
    assert said(people.channel) == ("blocked", at(20, 12), None)
    load(people.channel, people.owner, row("added", None))
    assert said(people.channel)[0::2] == ("added", clock.today())


@pytest.mark.parametrize("first", ["list", "kakao"])
def test_a_list_without_days_says_nothing_of_whom_kakao_told_but_that_he_had_blocked(
    first: str,
) -> None:
    people = make.people()
    event = (*WHO, "added", at(5), "key")
    if first == "kakao":
        record_friend_events(people.channel.pk, [event])
    load(people.channel, people.owner, row("blocked", None))
    if first == "list":
        record_friend_events(people.channel.pk, [event])
    assert said(people.channel) == ("added", at(5), None)
    later = timezone.now() + dt.timedelta(hours=1)
    record_friend_events(people.channel.pk, [(*WHO, "added", later, "key")])
    assert said(people.channel) == ("added", later, later.astimezone(clock.KST).date())


def test_a_list_taken_back_leaves_what_kakao_told_since() -> None:
    people = make.people()
    load(people.channel, people.owner, row("added", 1))
    batch = load(people.channel, people.owner, row("blocked", 20))
    tell(people, Told("kakao", "blocked", 10), Told("list", "blocked", 20))
    assert said(people.channel) == ("blocked", at(20, 12), None)
    take_back(batch, people.owner)
    assert said(people.channel) == ("blocked", at(10), None)


def test_a_forecast_is_not_held_to_who_blocked_and_came_back_meanwhile() -> None:
    people = make.people()
    weekly(people)
    tell(people, Told("list", "blocked", 16), Told("list", "added", 20))
    record_engagements(people.channel.pk, [])
    place, then = people.channel, Moment(2, on(15))
    with transaction.atomic():
        lay_out_history(place.pk, [then])
        [seen] = patterns_at(place.pk, then, 2)
    assert (seen.n, seen.friends, seen.stayed) == (2, 1, 0)


def test_what_lists_said_of_two_is_said_of_the_one_and_parted_again() -> None:
    people = make.people()
    weekly(people)
    tell(people, Told("list", "blocked", 10))
    [other] = friends_of(people.channel.pk, [("bot", "9", "b")]).values()
    [mine] = Friend.objects.exclude(pk=other).values_list("pk", flat=True)
    record_friend_events(people.channel.pk, [("bot", "9", "b", "added", at(30), "k")])
    before = everything(people.channel)
    for keep, drop in ((mine, other), (other, mine)):
        merge_friends(people.channel.pk, keep, drop)
        kept = Friend.objects.get(pk=keep)
        assert (kept.relation, kept.relation_at, kept.returned_on) == ("added", at(30), on(30))
        unmerge_friends(people.channel.pk, drop)
        assert everything(people.channel) == before


OLD = {"listed_relation": None, "listed_at": None, "listed_block_at": None, "listed_undated": False}


@pytest.mark.parametrize(
    "history",
    [
        [Told("list", "added", 5)],
        [Told("list", "blocked", 5)],
        [Told("list", "blocked", 5), Told("list", "added", 9)],
        [Told("list", "blocked", 5), Told("kakao", "added", 9)],
        [Told("kakao", "blocked", 5), Told("kakao", "added", 9)],
        [Told("kakao", "blocked", 5), Told("list", "added", 9)],
    ],
)
def test_what_lists_said_before_it_was_kept_is_found_by_the_migration(history: list[Told]) -> None:
    people = make.people()
    weekly(people)
    tell(people, *history)
    before: Any = said(people.channel), begins(people.channel)
    Friend.objects.update(**OLD)
    migration = import_module("channel.migrations.0017_listed")
    execute(migration.LISTED)
    settle_lists(people.channel.pk)
    assert (said(people.channel), begins(people.channel)) == before


def test_what_is_brought_back_from_before_says_what_lists_said() -> None:
    people = make.people()
    tell(people, Told("list", "blocked", 5))
    batch = load(people.channel, people.owner, row("added", 9))
    [other] = friends_of(people.channel.pk, [("bot", "9", "b")]).values()
    [mine] = Friend.objects.exclude(pk=other).values_list("pk", flat=True)
    merge_friends(people.channel.pk, other, mine)
    FriendMerge.objects.update(before=_old(FriendMerge.objects.get().before))
    for note in ImportJournal.objects.exclude(before=None).filter(table="channel_friend"):
        ImportJournal.objects.filter(pk=note.pk).update(before=_old(note.before))
    migration = import_module("channel.migrations.0017_listed")
    execute(migration.JOURNALS)
    execute(migration.MERGES)
    unmerge_friends(people.channel.pk, mine)
    assert Friend.objects.get(pk=other).listed_relation is None
    Friend.objects.filter(pk=mine).update(batch_id=batch.pk)
    take_back(batch, people.owner)
    friend = Friend.objects.get(pk=mine)
    assert (friend.relation, friend.listed_relation) == ("blocked", "blocked")
    assert (friend.listed_at, friend.listed_block_at) == (at(5, 12), at(5, 12))


def _old(before: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in before.items() if name not in (*OLD, "returned_on")}
