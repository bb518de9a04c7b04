"""Known friends by source: those judged, those too few, and files of them."""

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
from channel.figures.readings import append
from channel.models import Channel, GhostFit, Reading, Source
from tests import make

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 20)
SILENT = {"t1_silent_expected": ("people", 100), "t1_silent_share": ("share", 1)}


def fit(place: Channel, **fields: Any) -> None:
    GhostFit.objects.create(
        channel=place, as_of=TODAY, ordinal=60, m=10, friends=300,
        **{"verdict": "fitted", "alpha": 1, "beta": 1, "gamma": 1, "delta": 1, **fields},
    )  # fmt: skip


def told(place: Channel, name: str, people: int, judged: int, share: float | None) -> Source:
    """As a refit writes it: below thirty judged, nothing but the count."""
    source = Source.objects.create(channel=place, name=name, folded=name, kind=Source.Kind.OWN)
    said: dict[str, Any] = {"subject": f"source:{source.pk}", "inputs": {"judged": judged}}
    found = [tell(place, TODAY, "t1_friends", people, n=people, **said)]
    if share is not None:
        found += [
            tell(
                place, TODAY, measure, share * by, unit, n=judged, low=(share - 0.1) * by,
                high=(share + 0.1) * by, level=0.9, **said,
            )
            for measure, (unit, by) in SILENT.items()
        ]  # fmt: skip
    append(found)
    return source


@pytest.fixture
def people() -> make.People:
    people = make.people()
    fit(people.channel)
    told(people.channel, "계산대", 120, 100, 0.4)
    told(people.channel, "전단", 40, 12, None)
    return people


def ask(people: make.People, query: str = "") -> Any:
    client = Client()
    client.force_login(people.viewer)
    return client.get(reverse("sources", args=[people.channel.slug]) + query)


def rows(answer: Any) -> list[tuple[Any, ...]]:
    return [
        (row.name, row.people.value, row.judged, row.silent and row.silent.value)
        for row in answer.context["known"]
    ]


def test_people_are_shown_and_only_those_judged_get_a_forecast(people: make.People) -> None:
    answer = ask(people)
    assert rows(answer) == [("계산대", 120, 100, 40), ("전단", 40, 12, None)]
    page = answer.content.decode()
    assert "아직 판단하지 못함" in page
    assert "채널 전체의 비율이 아닙니다" in page
    reading = Reading.objects.get(measure="t1_silent_share")
    assert reverse("papers", args=[people.channel.slug, reading.pk]) in page


def test_the_file_holds_the_same(people: make.People) -> None:
    answer = ask(people, "?table=known&format=csv")
    lines = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert lines[1:] == [
        ["계산대", "120", "100", "40", "30", "50", "0.4"],
        ["전단", "40", "12", "", "", "", ""],
    ]
    assert ask(people, "?table=known&format=xlsx").status_code == 200


@pytest.mark.parametrize("verdict", [None, "collecting"])
def test_too_early_says_what_is_needed(people: make.People, verdict: str | None) -> None:
    """Without a fit nothing of an older one is shown."""
    GhostFit.objects.all().delete()
    if verdict:
        fit(people.channel, verdict=verdict, alpha=None, beta=None, gamma=None, delta=None)
    assert rows(ask(people)) == []


def test_reading_all_of_them_takes_the_same_queries(people: make.People) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            ask(people)
        return len(found)

    queries()
    two = queries()
    for n in range(18):
        told(people.channel, f"경로 {n}", 50, 40, 0.2)
    assert queries() == two
