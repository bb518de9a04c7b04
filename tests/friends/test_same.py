"""One person in two rows: found, compared, merged, and parted again."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from channel.intake import record_engagements
from channel.models import AuditEntry, Friend, FriendActivity, FriendIdentity
from tests import make
from tests.friends.arrange import friend

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 10, 5, 3, tzinfo=dt.UTC)


@pytest.fixture
def people() -> make.People:
    return make.people()


@pytest.fixture
def two(people: make.People) -> tuple[int, int]:
    one = friend(people.channel, "111111", kind="plusfriend", joined_on=dt.date(2026, 3, 1))
    other = friend(people.channel, "222222", kind="bot", joined_on=dt.date(2026, 2, 1))
    rows = [(one, "clicked", AT, "a", None, None), (other, "chatted", AT, "b", None, None)]
    record_engagements(people.channel.pk, rows)
    return one, other


def at(people: make.People, name: str, pk: int) -> str:
    return reverse(name, args=[people.channel.slug, pk])


def client(people: make.People) -> Client:
    signed_in = Client()
    signed_in.force_login(people.teammate)
    return signed_in


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_other_row_is_found_merged_and_parted_again(
    people: make.People, two: tuple[int, int]
) -> None:
    one, other = two
    browser = client(people)
    found = browser.get(at(people, "friend_merge", one), {"q": "222222"})
    assert [row.pk for row in found.context["candidates"]] == [other]
    assert [row.pk for row in browser.get(at(people, "friend_merge", one), {"q": str(other)}).context["candidates"]] == [other]  # fmt: skip
    done = browser.post(at(people, "friend_merge", one), {"q": "222222", "drop": other})
    assert done.status_code == 302
    page = browser.get(at(people, "friend", one))
    assert (page.context["row"].engaged_total, page.context["row"].joined_on) == (
        2, dt.date(2026, 2, 1),
    )  # fmt: skip
    assert "다시 나누기" in words(page)
    old = browser.get(at(people, "friend", other))
    assert (old.status_code, old["Location"]) == (302, at(people, "friend", one))
    assert browser.post(at(people, "friend_part", one), {"drop": other}).status_code == 302
    totals = FriendActivity.objects.order_by("friend_id").values_list("friend_id", "engaged_total")
    assert list(totals) == [(one, 1), (other, 1)]
    verbs = AuditEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["두 친구를 한 사람으로 합쳤습니다", "합친 친구를 다시 나눴습니다"]


@pytest.mark.parametrize(
    ("drop", "said"),
    [
        ("", "골라 주세요"),
        ("x", "골라 주세요"),
        ("9" * 30, "골라 주세요"),
        ("999999", "이미 없거나"),
    ],
)
def test_a_choice_that_is_none_is_told(
    people: make.People, two: tuple[int, int], drop: str, said: str
) -> None:
    answer = client(people).post(at(people, "friend_merge", two[0]), {"q": "222222", "drop": drop})
    assert answer.status_code == 422
    assert said in words(answer)
    assert answer.context["candidates"]
    assert not Friend.objects.exclude(merged_into=None).exists()


def test_who_was_merged_meanwhile_is_not_taken_along(
    people: make.People, two: tuple[int, int]
) -> None:
    one, other = two
    third = friend(people.channel, "444444", kind="own")
    browser = client(people)
    assert browser.post(at(people, "friend_merge", third), {"drop": other}).status_code == 302
    answer = browser.post(at(people, "friend_merge", one), {"drop": other})
    assert "이미 없거나" in words(answer)
    assert Friend.objects.get(pk=third).merged_into is None
    assert AuditEntry.objects.count() == 1


def test_a_number_of_any_length_is_looked_for(people: make.People, two: tuple[int, int]) -> None:
    answer = client(people).post(at(people, "friend_merge", two[0]), {"q": "9" * 5000})
    assert "골라 주세요" in words(answer)


def test_two_app_users_are_two_people_and_oneself_is_nobody_else(
    people: make.People, two: tuple[int, int]
) -> None:
    FriendIdentity.objects.update(kind="app_user_id", issuer="77")
    browser, (one, other) = client(people), two
    answer = browser.post(at(people, "friend_merge", one), {"q": "222222", "drop": other})
    assert "카카오가 다른 사람이라고" in words(answer)
    assert not browser.get(at(people, "friend_merge", one), {"q": "111111"}).context["candidates"]
    assert "다른 친구가 없습니다" in words(browser.get(at(people, "friend_merge", one), {"q": "-"}))


def test_what_was_never_merged_is_not_parted(people: make.People, two: tuple[int, int]) -> None:
    browser = client(people)
    for drop in ("", "abc", str(two[1])):
        answer = browser.post(at(people, "friend_part", two[0]), {"drop": drop}, follow=True)
        assert "이미 없거나" in words(answer)
    assert not AuditEntry.objects.exists()


def test_friends_of_another_channel_are_not_found(
    people: make.People, two: tuple[int, int]
) -> None:
    theirs = friend(make.channel("다른 가게"), "333333")
    browser = client(people)
    for asked in ("333333", str(theirs)):
        assert not browser.get(at(people, "friend_merge", two[0]), {"q": asked}).context[
            "candidates"
        ]
    answer = browser.post(at(people, "friend_merge", two[0]), {"drop": theirs})
    assert "이미 없거나" in words(answer)
