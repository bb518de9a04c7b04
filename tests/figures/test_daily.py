"""Daily friends as a list: a missing day is a row, not a zero."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import make

pytestmark = pytest.mark.django_db


def ask(people: make.People, query: str = "") -> Any:
    client = Client()
    client.force_login(people.viewer)
    return client.get(reverse("daily", args=[people.channel.slug]) + query)


def with_a_gap() -> make.People:
    people = make.people()
    for back in (0, 1, 3):
        make.daily(people.channel, make.DAY - dt.timedelta(days=back), total=18_000 - back)
    return people


def test_a_day_without_figures_is_shown_as_a_gap() -> None:
    page = ask(with_a_gap()).content.decode()
    assert page.count("비어 있음") == 2  # the row and the count above it
    assert "17,999" in page


def test_the_file_has_the_same_days_with_the_same_filter() -> None:
    response = ask(with_a_gap(), "?since=2026-11-20&until=2026-11-21&format=csv")
    rows = list(csv.reader(io.StringIO(b"".join(response).decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["2026-11-21", "2026-11-20"]
    assert rows[2][1:] == ["", "", "", "", "비어 있음"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?since=0001-01-01", "2000년 뒤의 날짜"),
        ("?until=9999-12-31", "2100년 앞의 날짜"),
        ("?since=어제", "날짜"),
        ("?since=2026-12-01", "조건에 맞는 것이 없습니다"),
    ],
)
def test_a_strange_filter_says_what_is_wrong(query: str, words: str) -> None:
    response = ask(with_a_gap(), query)
    assert response.status_code == 200
    assert words in response.content.decode()


def test_no_data_at_all_says_what_to_do() -> None:
    assert "친구 통계를 붙여 넣으면" in ask(make.people()).content.decode()
