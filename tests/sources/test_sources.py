"""Friends by Kakao's categories: sums, shares, gaps, who is unknown, and what it says of them."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analytics.recompute import refresh
from channel.figures.readings import latest
from channel.models import Channel, Reading, Source, SourceDay
from tests import make

pytestmark = pytest.mark.django_db
LAST = make.DAY


def day(back: int) -> dt.date:
    return LAST - dt.timedelta(days=back)


def told(place: Channel, name: str, adds: dict[int, int | None]) -> Source:
    """`adds` by the number of days before the last."""
    source = Source.objects.create(channel=place, name=name, folded=name)
    for back, count in adds.items():
        SourceDay.objects.create(channel=place, source=source, day=day(back), reported=count)
    return source


def ask(people: make.People, query: str = "", who: Any = None) -> Any:
    client = Client()
    client.force_login(who or people.owner)
    return client.get(reverse("sources", args=[people.channel.slug]) + query)


@pytest.fixture
def people() -> make.People:
    """40 added a day for 100 days; search told every day but one, the shop for ten days."""
    people = make.people()
    for back in range(100):
        make.daily(people.channel, day(back), added=40)
    told(people.channel, "검색", {back: 20 for back in range(100) if back != 5})
    told(people.channel, "매장", {back: 10 for back in range(10) if back != 5})
    refresh(people.channel)
    return people


def value(place: Channel, subject: str, measure: str) -> Any:
    return latest(place, subject)[measure].value


def subject(name: str) -> str:
    return f"source:{Source.objects.get(name=name).pk}"


@pytest.mark.parametrize(
    ("name", "measure", "expected"),
    [
        ("검색", "adds_30d", 29 * 20),
        ("검색", "adds_90d", 89 * 20),
        ("매장", "adds_30d", 9 * 10),
        ("매장", "share_30d", 90 / 670),
        ("", "reported_adds_30d", 670),
        ("", "unknown_adds_30d", 29 * 40 - 670),
        ("", "unknown_adds_90d", 89 * 40 - 89 * 20 - 90),
    ],
)
def test_sums_of_a_month_and_a_quarter(
    people: make.People, name: str, measure: str, expected: float
) -> None:
    assert value(people.channel, subject(name) if name else "channel", measure) == expected


def test_a_missing_day_is_named_and_never_counted_as_zero(people: make.People) -> None:
    reading = latest(people.channel, "channel")["reported_adds_30d"]
    assert (reading.n, reading.gaps) == (29, [day(5).isoformat()])
    assert latest(people.channel, subject("매장"))["adds_30d"].n == 9
    page = ask(people).content.decode()
    assert "유입 경로가 비어 있는 날: 11/17(화)" in " ".join(page.split())


def test_more_reported_than_came_is_said_and_gives_no_number(people: make.People) -> None:
    told(people.channel, "광고", {0: 100_000})
    refresh(people.channel)
    reading = latest(people.channel)["unknown_adds_30d"]
    assert (reading.value, reading.inputs["reason"]) == (None, "sources_above")
    assert "셀 수 없습니다" in ask(people).content.decode()


def test_without_daily_friends_the_unknown_are_unknown() -> None:
    people = make.people()
    told(people.channel, "검색", {0: 20})
    refresh(people.channel)
    assert latest(people.channel)["unknown_adds_30d"].value is None
    assert "경로를 모르는 친구" in ask(people).content.decode()


@pytest.mark.parametrize("adds", [{}, {0: None}])
def test_nothing_told_is_an_empty_screen(adds: dict[int, int | None]) -> None:
    people = make.people()
    told(people.channel, "검색", adds)
    refresh(people.channel)
    page = ask(people)
    assert "친구가 어디서 왔는지 아직 모릅니다" in page.content.decode()
    assert "유입 경로 붙여넣기" in page.content.decode()


def test_all_zero_has_no_shares() -> None:
    people = make.people()
    told(people.channel, "검색", {0: 0})
    refresh(people.channel)
    assert value(people.channel, subject("검색"), "adds_30d") == 0
    assert value(people.channel, subject("검색"), "share_30d") is None
    assert ask(people).status_code == 200


def test_counting_twice_says_nothing_new(people: make.People) -> None:
    before = Reading.objects.count()
    refresh(people.channel)
    assert Reading.objects.count() == before


def test_a_source_that_ended_stays_in_the_quarter(people: make.People) -> None:
    told(people.channel, "전단", {60: 7})
    refresh(people.channel)
    rows = {row.name: row for row in ask(people).context["page"].rows}
    assert rows["전단"].adds["d90"].value == 7
    assert rows["전단"].adds["d30"].value is None


def test_every_figure_has_papers(people: make.People) -> None:
    client = Client()
    client.force_login(people.viewer)
    rows = Reading.objects.filter(channel=people.channel, measure__endswith="0d")
    for reading in rows.filter(subject__startswith="source:") | rows.filter(
        measure__contains="_adds"
    ):
        page = client.get(reverse("papers", args=[people.channel.slug, reading.pk]))
        assert "합이 맞지 않습니다" in page.content.decode()


def test_the_file_has_the_rows_of_the_screen(people: make.People) -> None:
    rows = list(csv.reader(io.StringIO(b"".join(ask(people, "?format=csv")).decode("utf-8-sig"))))
    assert [row[:2] for row in rows[1:]] == [
        ["검색", "580"], ["매장", "90"], ["경로를 모르는 친구", "490"]
    ]  # fmt: skip
    assert ask(people, "?format=xlsx")["Content-Type"].endswith("sheet")


def test_as_many_queries_for_twenty_sources_as_for_two(people: make.People) -> None:
    def count() -> int:
        refresh(people.channel)
        with CaptureQueriesContext(connection) as queries:
            ask(people)
        return len(queries)

    before = count()
    for n in range(18):
        told(people.channel, f"갈래 {n}", {0: n})
    assert count() == before


@pytest.mark.parametrize(
    ("who", "status"), [("owner", 200), ("teammate", 200), ("viewer", 200), ("outsider", 404)]
)
def test_who_may_see_it(people: make.People, who: str, status: int) -> None:
    assert ask(people, who=getattr(people, who)).status_code == status


@pytest.mark.parametrize(("back", "left"), [(10, 600), (0, None)])
def test_what_was_undone_is_taken_back(people: make.People, back: int, left: int | None) -> None:
    """The newest ten days, or every day: neither screen goes on showing what nobody told."""
    gone = SourceDay.objects.filter(channel=people.channel, day__gt=day(back or 100))
    gone.delete()
    refresh(people.channel)
    subject_ = subject("검색")
    assert latest(people.channel, subject_)["adds_30d"].value == left
    assert (ask(people).context["page"].last is None) == (left is None)
    client = Client()
    client.force_login(people.owner)
    home = client.get(reverse("dashboard", args=[people.channel.slug])).context["home"]
    shown = {row.name: row.adds.value for row in home.sources.rows}
    assert shown.get("검색") == left
    unknown = home.sources.unknown.adds
    assert (unknown is None or unknown.value is None) == (left is None)
