"""Friend groups of a message's receivers become N2 by themselves, and never a wrong number."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from analytics.dashboard.selectors import home
from analytics.recompute import refresh
from analytics.sync.receivers import keep_counts
from campaigns.models import FriendGroup, GroupReceivers
from channel import clock
from channel.figures.readings import latest
from channel.models import AuditEntry, Broadcast, TypedFigure
from tests import make
from tests.sync.arrange import Kakao, connect, pull_all
from tests.sync.test_connections import signed_in
from tests.sync.test_screens import account_of, day_back

pytestmark = pytest.mark.django_db


def group(account: Any, name: str, friends: int | None = 900, **fields: Any) -> FriendGroup:
    known = {"file_type": FriendGroup.RECEIVERS, "status": "COMPLETE", "kakao_id": "9",
             "made_at": clock.kst_midnight(day_back(1)), "day": clock.today()}  # fmt: skip
    return FriendGroup.objects.create(account=account, name=name, friends=friends, **known | fields)


def n2() -> list[Any]:
    return list(TypedFigure.objects.values_list("origin", "values__friends", "values__received"))


# name of the group, its other fields, friends counted, whether a count follows
CASES = {
    "the title stands in the name": ("니트 입고 받은 친구", {}, 900, True),
    "another spelling of the title": ("니트  입고 (재발송용)", {}, 900, True),
    "a name that says nothing": ("새 그룹 1", {}, 900, False),
    "an uploaded list of that name": ("니트 입고", {"file_type": "PHONE_NUMBER"}, 900, False),
    "a group that is being counted": ("니트 입고", {"status": "WAITING"}, None, False),
    "a count that Kakao leaves out": ("니트 입고", {}, None, False),
    "more friends than receivers": ("니트 입고", {}, 1_001, False),
    "everybody left": ("니트 입고", {}, 0, True),
    "made before the message": (
        "니트 입고", {"made_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}, 900, False,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_group_counts_where_its_message_is_known(name: str) -> None:
    people = make.people()
    make.broadcast(people.channel, day_back(20), "니트 입고", sent=1_000, opened=300)
    title, fields, friends, counts = CASES[name]
    account = account_of(people.channel)
    group(account, title, friends, **fields)
    for _twice in range(2):
        keep_counts(account, clock.today())
    assert n2() == ([("pull", friends, 1_000)] if counts else [])


def test_of_several_messages_of_one_title_the_day_in_the_name_decides() -> None:
    people = make.people()
    older, newer = day_back(40), day_back(20)
    make.broadcast(people.channel, older, "니트 입고", sent=2_000, opened=300)
    make.broadcast(people.channel, newer, "니트 입고", sent=1_000, opened=300)
    account = account_of(people.channel)
    made = group(account, "니트 입고 받은 친구")
    keep_counts(account, clock.today())
    assert n2() == []
    for spelled in (f"{older.month}/{older.day}", f"{older:%Y-%m-%d}", f"{older:%m%d}",
                    f"{older.month}월 {older.day}일"):  # fmt: skip
        TypedFigure.objects.all().delete()
        FriendGroup.objects.filter(pk=made.pk).update(name=f"{spelled} 니트 입고")
        keep_counts(account, clock.today())
        assert n2() == [("pull", 900, 2_000)], spelled


def test_a_person_says_which_message_and_the_home_shows_what_was_pulled() -> None:
    people = make.people()
    sent = make.broadcast(people.channel, day_back(20), "니트 입고", sent=1_000, opened=300)
    account = account_of(people.channel)
    made = group(account, "새 그룹 1")
    client = signed_in(people.owner)
    page = client.get(reverse("ads", args=[people.channel.slug]))
    assert "새 그룹 1: 어느 메시지를 받은 사람인가" in page.content.decode()
    address = reverse("ads_group", args=[people.channel.slug, made.pk])
    client.post(address, {f"group{made.pk}-message": sent.pk})
    refresh(people.channel)
    assert latest(people.channel)["retained_n2"].value == 0.9
    found = home(people.channel, people.owner)
    assert found is not None
    [card] = [card for card in found.cards if card.key == "retained"]
    assert "자동 수집" in str(card.foot)
    assert f"{clock.today():%Y-%m-%d}" in str(card.foot)
    assert AuditEntry.objects.filter(verb__contains="어느 메시지를 받은 사람인지").exists()
    # of no message's: nothing more is counted, what was counted stays
    client.post(address, {f"group{made.pk}-message": 0})
    assert GroupReceivers.objects.get().broadcast is None
    assert n2() == [("pull", 900, 1_000)]


def test_of_all_accounts_of_a_channel_the_group_made_last_counts() -> None:
    people = make.people()
    make.broadcast(people.channel, day_back(20), "니트 입고", sent=1_000, opened=300)
    one, two = account_of(people.channel), account_of(people.channel, 2)
    group(one, "니트 입고", 700)
    group(two, "니트 입고", 600, kakao_id="10", made_at=clock.kst_midnight(day_back(3)))
    group(two, "니트 입고", 500, kakao_id="11", made_at=None)
    for account in (one, two, one):
        keep_counts(account, clock.today())
        assert n2() == [("pull", 700, 1_000)]


def test_a_name_is_no_proof_in_an_account_of_several_profiles() -> None:
    people = make.people()
    sent = make.broadcast(people.channel, day_back(20), "니트 입고", sent=1_000, opened=300)
    account = account_of(people.channel)
    group(account, "니트 입고", 700, profile_id="1")
    other = group(account, "니트 입고", 600, kakao_id="10", profile_id="2")
    keep_counts(account, clock.today())
    assert n2() == []
    GroupReceivers.objects.create(account=account, kakao_id=other.kakao_id, broadcast=sent)
    keep_counts(account, clock.today())
    assert n2() == [("pull", 600, 1_000)]


def test_a_message_older_than_those_offered_stays_chosen() -> None:
    people = make.people()
    old = make.broadcast(people.channel, day_back(90), "아주 앞의 소식", sent=1_000, opened=300)
    for n in range(35):
        make.broadcast(people.channel, day_back(40 - n), f"소식 {n}", sent=1_000, opened=300)
    account = account_of(people.channel)
    made = group(account, "새 그룹", 700)
    GroupReceivers.objects.create(account=account, kakao_id=made.kakao_id, broadcast=old)
    client = signed_in(people.owner)
    page = client.get(reverse("ads", args=[people.channel.slug])).content.decode()
    assert f'<option value="{old.pk}" selected>' in page
    address = reverse("ads_group", args=[people.channel.slug, made.pk])
    client.post(address, {f"group{made.pk}-message": old.pk})
    assert GroupReceivers.objects.get().broadcast == old


def test_a_message_of_another_channel_is_no_choice() -> None:
    people = make.people()
    elsewhere = make.channel("다른 조직")
    theirs = make.broadcast(elsewhere, day_back(20), "니트 입고", sent=1_000, opened=300)
    made = group(account_of(people.channel), "니트 입고")
    address = reverse("ads_group", args=[people.channel.slug, made.pk])
    page = signed_in(people.owner).post(
        address, {f"group{made.pk}-message": theirs.pk}, follow=True
    )
    assert "목록에 있는 메시지를 골라 주세요." in page.content.decode()
    assert not GroupReceivers.objects.exists()
    other = reverse("ads_group", args=[elsewhere.slug, made.pk])
    make.member(people.owner, elsewhere)
    assert signed_in(people.owner).post(other).status_code == 404


def test_what_was_pulled_stays_before_what_a_person_types_for_that_day() -> None:
    people = make.people()
    make.broadcast(people.channel, day_back(20), "니트 입고", sent=1_000, opened=300)
    account = account_of(people.channel)
    typed = TypedFigure.objects.create(
        channel=people.channel, kind="n2", as_of=clock.today(), typed_by=people.owner,
        values={"sent_on": str(day_back(20)), "received": 1_000, "friends": 5},
    )  # fmt: skip
    group(account, "니트 입고")
    keep_counts(account, clock.today())
    assert n2() == [("pull", 900, 1_000)]
    client, address = signed_in(people.owner), reverse("typed", args=[people.channel.slug])
    said = {"as_of": str(clock.today()), "sent_on": str(day_back(20)), "received": "10",
            "friends": "5"}  # fmt: skip
    answer = client.post(
        address, {"kind": "n2", **{f"n2-{name}": text for name, text in said.items()}}
    )
    assert answer.status_code == 422
    assert "카카오에서 이미 가져왔습니다" in answer.content.decode()
    assert n2() == [("pull", 900, 1_000)]
    page = client.get(address).content.decode()
    assert "카카오에서 가져옴" in page
    for name in ("typed_edit", "typed_delete"):
        one = reverse(name, args=[people.channel.slug, typed.pk])
        assert client.post(one).status_code == 404


def test_a_pull_brings_the_count_without_anybody_typing(kakao: Kakao) -> None:
    people = make.people()
    connect(people.channel, kakao, platforms=["moment"])
    pull_all()
    # names of groups come before the messages they name; the next day's pull knows them
    account = FriendGroup.objects.filter(file_type=FriendGroup.RECEIVERS).get().account
    found = keep_counts(account, clock.today())
    assert found is not None
    sent = Broadcast.objects.get(pk=found.values["message"])
    assert (sent.result.sent, str(sent.sent_on)) == (
        found.values["received"], found.values["sent_on"],
    )  # fmt: skip
    assert 0 < found.values["friends"] <= found.values["received"]


@pytest.mark.parametrize("count", [2, 20])
def test_groups_cost_the_same_for_any_number(
    count: int, django_assert_max_num_queries: Any
) -> None:
    people = make.people()
    make.broadcast(people.channel, day_back(20), "니트 입고", sent=1_000, opened=300)
    account = account_of(people.channel)
    for number in range(count):
        group(account, f"니트 입고 {number}", kakao_id=str(number))
    client = signed_in(people.owner)
    with django_assert_max_num_queries(20):
        client.get(reverse("ads", args=[people.channel.slug]))
