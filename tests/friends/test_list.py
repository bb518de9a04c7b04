"""The list of known friends: its order, pages, filters, search and file."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analytics.ghosts.readings import tell
from channel.clock import today
from channel.figures.readings import append
from channel.models import Channel, FriendState, GhostFit, Source
from channel.people.keys import own_key
from tests import make
from tests.friends.arrange import DAY, friend, send_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> make.People:
    people = make.people()
    send_days(people.channel, 12)
    return people


def ask(people: make.People, query: str = "", who: Any = None) -> Any:
    client = Client()
    client.force_login(who or people.owner)
    return client.get(reverse("friends", args=[people.channel.slug]) + query)


def listed(people: make.People, query: str = "") -> list[int]:
    return [row.pk for row in ask(people, query).context["rows"]]


def many(place: Channel, count: int) -> list[int]:
    """Every third never reacted; the others an hour apart, the last of them the latest."""
    return [
        friend(place, f"{n:05d}", last=None if n % 3 == 0 else DAY + dt.timedelta(hours=n))
        for n in range(count)
    ]


def walked(people: make.People, query: str, way: str) -> list[int]:
    """Every page of the list, by its own links."""
    found: list[int] = []
    page = ask(people, query)
    while True:
        rows = [row.pk for row in page.context["rows"]]
        found = found + rows if way == "next" else rows + found
        url = getattr(page.context["page"], f"{way}_url")
        if not url:
            return found
        page = ask(people, url)


@pytest.mark.parametrize("sort", ["latest", "quietest"])
def test_pages_forth_and_back_hold_everybody_once(people: make.People, sort: str) -> None:
    """Both ways, through those who never reacted."""
    pks = many(people.channel, 130)
    reacted = sorted((pk for n, pk in enumerate(pks) if n % 3), reverse=True)
    never = sorted((pk for n, pk in enumerate(pks) if n % 3 == 0), reverse=True)
    order = reacted + never if sort == "latest" else (reacted + never)[::-1]
    assert walked(people, f"?sort={sort}", "next") == order
    last = ask(people, f"?sort={sort}")
    while last.context["page"].next_url:
        last = ask(people, last.context["page"].next_url)
    back = [row.pk for row in last.context["rows"]]
    while url := last.context["page"].previous_url:
        last = ask(people, url)
        back = [row.pk for row in last.context["rows"]] + back
    assert back == order


def test_a_state_or_a_source_at_a_time(people: make.People) -> None:
    shop = Source.objects.create(channel=people.channel, kind="own", name="매장", folded="매장")
    fan = friend(people.channel, "1", state=FriendState.FAN)
    silent = friend(people.channel, "2", state=FriendState.GHOST, source_id=shop.pk)
    both = friend(people.channel, "3", state=FriendState.FAN, source_id=shop.pk)
    assert set(listed(people, "?show=fan")) == {fan, both}
    assert listed(people, f"?show=source-{shop.pk}") == [both, silent]
    assert set(listed(people, "?show=nonsense")) == {fan, silent, both}
    page = ask(people, "?show=blocked")
    assert "조건에 맞는 것이 없습니다" in page.content.decode()


def test_nobody_is_called_a_ghost_on_his_row(people: make.People) -> None:
    friend(people.channel, "1", state=FriendState.GHOST, trackable_from=dt.date(2026, 1, 1))
    page = ask(people).content.decode()
    rows = page[page.index("<tbody>") :]
    assert "유령" not in rows.split("</tbody>")[0]


@pytest.mark.parametrize("typed", ["12345", " 12345 "])
def test_found_by_the_whole_identity(people: make.People, typed: str) -> None:
    by_app = friend(people.channel, "12345")
    by_shop = friend(people.channel, own_key(people.channel.pk, "12345"), kind="own")
    friend(people.channel, "123456")
    assert set(listed(people, f"?q={typed}")) == {by_app, by_shop}
    assert "아이디는 전부 똑같이" in ask(people, "?q=1234").content.decode()


def test_identities_are_masked(people: make.People) -> None:
    friend(people.channel, "9988776655")
    page = ask(people).content.decode()
    assert "…6655" in page
    assert "998877" not in page


@pytest.mark.parametrize(
    "query",
    [
        "?before=x", "?after=2026-01-01T00:00:00_1", "?before=2026-01-01T00:00:00+00:00_-1",
        "?show=source-99999999999999999999", "?sort=x", "?q=" + "9" * 10_000, "?show=source-0", "?q=%00", "?q=a%00b",
    ],
)  # fmt: skip
def test_a_tampered_address_is_answered(people: make.People, query: str) -> None:
    friend(people.channel, "1")
    assert ask(people, query).status_code == 200


def test_the_file_has_everybody_of_the_filter(people: make.People) -> None:
    many(people.channel, 60)
    friend(people.channel, "fan", state=FriendState.FAN)
    answer = ask(people, "?show=cooling&format=csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert len(rows) == 61
    assert rows[0][0] == "번호"
    assert ask(people, "?format=xlsx")["Content-Type"].endswith("sheet")


def test_as_many_queries_for_twenty_friends_as_for_two(people: make.People) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            ask(people)
        return len(queries)

    many(people.channel, 2)
    before = count()
    for n in range(18):
        friend(people.channel, f"x{n}")
    assert count() == before


def test_nobody_known_is_an_empty_screen(people: make.People) -> None:
    assert "아직 확인된 친구가 없습니다" in ask(people).content.decode()


def test_friends_of_another_channel_are_not_here(people: make.People) -> None:
    other = make.channel("다른 곳")
    stranger = friend(other, "1")
    assert listed(people) == []
    client = Client()
    client.force_login(people.owner)
    assert client.get(reverse("friend", args=[people.channel.slug, stranger])).status_code == 404


def test_a_page_opens_between_a_first_fit_and_its_counts(people: make.People) -> None:
    friend(people.channel, "1")
    append([tell(people.channel, today(), "t1_friends", 1, n=1)])
    GhostFit.objects.create(
        channel=people.channel, as_of=today(), ordinal=1, m=10, friends=1, verdict="fitted"
    )
    assert ask(people).status_code == 200


def test_of_who_cannot_be_seen_the_file_tells_no_zero(people: make.People) -> None:
    friend(people.channel, "1", from_ordinal=None)
    answer = ask(people, "?format=csv")
    head, row = csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig")))
    told = dict(zip(head, row, strict=True))
    assert (
        told["최근 60번 가운데 받은 메시지(번)"],
        told["최근 60번 가운데 반응 없이 지난 메시지(번)"],
    ) == ("", "")
