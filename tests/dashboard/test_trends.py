"""A figure over the weeks: its page, its chart's JSON."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from analytics.dashboard.trends import TRENDS
from analytics.recompute import refresh
from channel.models import AxisNote, Reading
from tests import make
from tests.dashboard.arrange import TODAY, ago, messages, month


def client(people: make.People) -> Client:
    found = Client()
    found.force_login(people.viewer)
    return found


def arrange(people: make.People) -> None:
    month(people.channel)
    messages(people.channel, 8, newest=10)
    AxisNote.objects.create(channel=people.channel, day=ago(9), text="<b>품절", by=people.owner)
    refresh(people.channel)
    for weeks in (1, 2):  # the ghost model's own, of a channel that knows nobody
        sunday = ago(TODAY.isoweekday() % 7 + 7 * weeks)
        Reading.objects.create(
            channel=people.channel, subject="channel", measure="t1_ghost_share", as_of=sunday,
            value=weeks / 10, unit="share", n=400, state="estimate", formula="t1_ghost_share",
            inputs={"known": 400, "ghosts": 40 * weeks, "m": 10},
        )  # fmt: skip


@pytest.mark.parametrize("measure", TRENDS)
def test_a_chart_draws_kept_sundays(people: make.People, measure: str) -> None:
    arrange(people)
    url = reverse("trend_chart", args=[people.channel.slug, measure])
    line = client(people).get(url).json()["data"][-1]
    kept = Reading.objects.filter(measure=measure, as_of__in=line["x"]).newest()
    assert line["x"]
    assert [reading.value for reading in kept.order_by("as_of")] == line["y"]


def test_a_sunday_that_nobody_told_breaks_the_line(people: make.People) -> None:
    arrange(people)
    told = Reading.objects.filter(measure="t1_ghost_share").order_by("as_of").first()
    assert told is not None
    told.as_of, told.value = told.as_of - dt.timedelta(weeks=2), 0.3
    told.save()
    url = reverse("trend_chart", args=[people.channel.slug, "t1_ghost_share"])
    line = client(people).get(url).json()["data"][-1]
    assert line["y"] == [0.3, None, None, 0.1]


def test_notes_stand_on_the_axis_as_text(people: make.People) -> None:
    arrange(people)
    url = reverse("trend_chart", args=[people.channel.slug, "openers_low"])
    layout = client(people).get(url).json()["layout"]
    assert [note["text"] for note in layout["annotations"]] == ["&lt;b>품절", "적어도 연 친구"]


@pytest.mark.parametrize("measure", TRENDS)
def test_a_page_has_the_table_of_its_chart(people: make.People, measure: str) -> None:
    arrange(people)
    page = client(people).get(reverse("trend", args=[people.channel.slug, measure]))
    assert reverse("trend_chart", args=[people.channel.slug, measure]) in page.content.decode()
    assert page.content.decode().count("/figures/") >= 2


def test_too_few_weeks_are_a_table(people: make.People) -> None:
    page = client(people).get(reverse("trend", args=[people.channel.slug, "friends"]))
    assert "아직 그래프를 그리기에는 적습니다" in page.content.decode()


@pytest.mark.parametrize("name", ["trend", "trend_chart"])
def test_another_measure_is_nowhere(people: make.People, name: str) -> None:
    url = reverse(name, args=[people.channel.slug, "password"])
    assert client(people).get(url).status_code == 404
