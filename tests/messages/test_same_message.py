"""Two rows that may be one message: proposed, joined, left apart, and taken back."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from channel.imports.actions import import_rows
from channel.models import Broadcast, BroadcastResult
from tests import make

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 19)


@pytest.fixture
def people(client: Client) -> make.People:
    people = make.people()
    client.force_login(people.owner)
    return people


def put(people: make.People, *rows: dict[str, Any], way: str = "file") -> list[Broadcast]:
    before = set(Broadcast.objects.values_list("pk", flat=True))
    import_rows(people.channel, "broadcasts", rows, by=people.owner, way=way)
    return list(Broadcast.objects.exclude(pk__in=before).order_by("pk"))


def double(people: make.People) -> tuple[Broadcast, Broadcast]:
    """A message typed by hand, and the same from a file with Kakao's id and clicks."""
    [typed] = put(
        people, {"title": "니트", "sent_on": DAY, "sent": 17_900, "opened": 6_000, "benefit": "yes"},
        way="typed",
    )  # fmt: skip
    [filed] = put(
        people,
        {
            "title": "겨울 니트 입고",
            "sent_on": DAY,
            "kakao_id": "M1",
            "sent": 17_950,
            "clicked": 90,
        },
    )
    return typed, filed


def proposals(client: Client, people: make.People) -> list[Any]:
    found = client.get(reverse("messages", args=[people.channel.slug])).context["proposals"]
    return [(one.pk, other.pk) for one, other in found]


def answer(client: Client, people: make.People, word: str, *ids: int) -> None:
    client.post(reverse("message_same", args=[people.channel.slug]), {"id": ids, "same": word})


@pytest.mark.parametrize(
    ("other", "proposed"),
    [
        ({"sent_on": DAY, "sent": 17_900}, True),
        ({"sent_on": DAY + dt.timedelta(days=1), "sent": 18_200}, True),
        ({"sent_on": DAY + dt.timedelta(days=2), "sent": 17_900}, False),
        ({"sent_on": DAY, "sent": 18_400}, False),
    ],
)
def test_near_messages_of_two_writers_are_proposed(
    client: Client, people: make.People, other: dict[str, Any], proposed: bool
) -> None:
    put(people, {"title": "니트", "sent_on": DAY, "sent": 17_900})
    put(people, {"title": "코트", **other})
    assert bool(proposals(client, people)) == proposed


def test_two_rows_of_one_file_are_two_messages(client: Client, people: make.People) -> None:
    rows = [{"title": title, "sent_on": DAY, "sent": 17_900} for title in ("니트", "코트")]
    put(people, *rows)
    assert proposals(client, people) == []


def test_two_ids_of_kakao_are_two_messages(client: Client, people: make.People) -> None:
    for key in ("M1", "M2"):
        put(people, {"title": key, "kakao_id": key, "sent_on": DAY, "sent": 17_900})
    assert proposals(client, people) == []


def test_joined_the_fuller_one_stays_and_learns_what_it_did_not_know(
    client: Client, people: make.People
) -> None:
    typed, filed = double(people)
    answer(client, people, "yes", typed.pk, filed.pk)
    [kept] = Broadcast.objects.select_related("result")
    assert (kept.pk, kept.title, kept.benefit) == (filed.pk, "겨울 니트 입고", True)
    assert (kept.result.sent, kept.result.opened, kept.result.clicked) == (17_950, 6_000, 90)


def test_a_joining_is_taken_back(client: Client, people: make.People) -> None:
    typed, filed = double(people)
    answer(client, people, "yes", typed.pk, filed.pk)
    [entry] = client.get(reverse("messages", args=[people.channel.slug])).context["deleted"]
    client.post(reverse("message_restore", args=[people.channel.slug, entry.pk]))
    results = {r.broadcast_id: (r.sent, r.opened, r.clicked) for r in BroadcastResult.objects.all()}
    assert results == {typed.pk: (17_900, 6_000, None), filed.pk: (17_950, None, 90)}
    assert Broadcast.objects.get(pk=filed.pk).benefit is None
    assert Broadcast.objects.get(pk=typed.pk).title == "니트"


def test_left_apart_they_are_never_proposed_again(client: Client, people: make.People) -> None:
    pair = double(people)
    assert len(proposals(client, people)) == 1
    answer(client, people, "no", *(one.pk for one in pair))
    assert proposals(client, people) == []
    assert Broadcast.objects.count() == 2


def test_a_message_of_another_channel_cannot_be_joined(client: Client, people: make.People) -> None:
    mine = make.broadcast(people.channel)
    foreign = make.broadcast(make.channel("옆집"))
    answer(client, people, "yes", mine.pk, foreign.pk)
    assert Broadcast.objects.count() == 2
