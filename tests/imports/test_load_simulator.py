"""The same figures from every layout of the simulator: stored once, then the same."""

import datetime as dt
from pathlib import Path

import pytest

from channel.imports import actions
from channel.models import Broadcast, DailyFriends, ImportBatch, SourceDay
from channel.runs.work import drain
from kakao.simulator import make_world, write_files
from kakao.simulator.layouts import LAYOUTS
from tests import make

pytestmark = pytest.mark.django_db
END = dt.date(2026, 10, 1)
PERIODS = "csv_periods"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    start = END - dt.timedelta(weeks=12)
    write_files(make_world("shop", seed=1, friends=18_000, start=start, end=END), folder)
    return folder


def figures() -> dict[str, list[tuple[object, ...]]]:
    messages = Broadcast.objects.order_by("sent_on", "nth_of_day")
    return {
        "days": list(
            DailyFriends.objects.order_by("day").values_list("day", "total", "added", "blocked")
        ),
        "sources": list(
            SourceDay.objects.order_by("day", "source").values_list("day", "source", "reported")
        ),
        "messages": list(
            messages.values_list(
                "sent_on", "title", "result__sent", "result__opened", "result__clicked"
            )
        ),
    }


def load(people: make.People, path: Path) -> ImportBatch:
    # A file is named after its kind and layout, which says nothing about its channel.
    batch = actions.start_import(
        people.channel, by=people.owner, chunks=[path.read_bytes()], filename=path.name
    )
    drain()
    batch.refresh_from_db()
    if batch.questions:
        answer(batch)
    assert (batch.state, batch.questions, batch.bad) == ("ready", [], 0), path
    actions.confirm(batch, by=people.owner)
    drain()
    batch.refresh_from_db()
    return batch


def answer(batch: ImportBatch) -> None:
    """노출수 without a unit is the one thing that is asked: it counts times."""
    [question] = batch.questions
    assert question["code"] == "unit"
    columns = {
        **batch.mapping["columns"],
        question["params"]["leads"]["times"]: question["headers"][0],
    }
    mapping = {**batch.mapping, "columns": columns}
    actions.answer_questions(batch, kind=batch.kind, mapping=mapping)
    drain()
    batch.refresh_from_db()


def test_every_layout_brings_the_same_figures(data: Path) -> None:
    people = make.people()
    for kind in ("daily_friends", "daily_sources", "broadcasts"):
        layouts = [one for one in LAYOUTS.values() if kind in one.kinds and one.name != PERIODS]
        first = load(people, data / layouts[0].name / f"{kind}{layouts[0].suffix}")
        assert first.new > 0
        before = figures()
        for layout in layouts[1:]:
            batch = load(people, data / layout.name / f"{kind}{layout.suffix}")
            assert batch.new == 0, layout
        assert figures() == before
