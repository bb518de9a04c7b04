"""Layouts that the simulator writes come back as the simulated figures, without a question."""

from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from channel.imports.own_kinds import OWN_KINDS
from channel.imports.reading import Parsed, Proposal, guess_kind, parse, read
from kakao.simulator import World, make_world, write_files
from kakao.simulator.layouts import LAYOUTS
from kakao.simulator.tables import broadcasts, daily_friends, sources_long

END = date(2026, 10, 1)
KINDS = {kind.name: kind for kind in OWN_KINDS}
CASES = [(layout.name, kind) for layout in LAYOUTS.values() for kind in layout.kinds]
DAILY = [case for case in CASES if case[0] != "csv_periods"]


@pytest.fixture(scope="module")
def world() -> World:
    start = END - timedelta(weeks=12)
    return make_world("shop", seed=1, friends=18_000, start=start, end=END)


@pytest.fixture(scope="module")
def data(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    write_files(world, folder)
    return folder


def taken(data: Path, layout: str, kind: str) -> tuple[Proposal, Parsed]:
    table = read(data / layout / f"{kind}{LAYOUTS[layout].suffix}")
    proposal = guess_kind(table, OWN_KINDS)[0]
    return proposal, parse(table, proposal.choice, KINDS[proposal.kind], END)


@pytest.mark.parametrize(("layout", "kind"), CASES)
def test_the_kind_is_recognised_and_no_row_is_bad(data: Path, layout: str, kind: str) -> None:
    proposal, parsed = taken(data, layout, kind)
    assert (proposal.kind, proposal.missing, parsed.problems) == (kind, (), ())


@pytest.mark.parametrize(("layout", "kind"), DAILY)
def test_the_figures_are_the_simulated_ones(
    world: World, data: Path, layout: str, kind: str
) -> None:
    _, parsed = taken(data, layout, kind)
    frame = parsed.frame
    if kind == "daily_friends":
        found, expected = rows(frame, "day", "total", "added", "blocked"), daily_friends(world)
    elif kind == "daily_sources":
        found, expected = rows(frame, "day", "source", "added"), sources_long(world)
    else:
        names = ("title", "sent_at", "sent", "opened", "clicked", "free_sends")
        found, expected = rows(frame, *names), broadcasts(world)
    wanted = [[plain(c) for c in without(row, kind)] for row in expected.shown().rows]
    assert sorted(found) == sorted(wanted)


def test_periods_keep_their_ends(world: World, data: Path) -> None:
    _, parsed = taken(data, "csv_periods", "daily_friends")
    assert parsed.frame["day"].isna().all()
    assert plain(parsed.frame["period_from"].iloc[0]) == plain(world.daily.dates()[0])
    assert parsed.frame["total_after"].iloc[-1] == int(world.daily.friends[-1])


def rows(frame: pd.DataFrame, *names: str) -> list[list[str]]:
    return [[plain(cell) for cell in row] for row in frame[list(names)].itertuples(index=False)]


def without(row: tuple, kind: str) -> tuple:
    """A simulated message without its impressions, which only some layouts say are times."""
    return (*row[:5], row[6]) if kind == "broadcasts" else row


def plain(cell: object) -> str:
    return f"{cell:%Y-%m-%d %H:%M}" if hasattr(cell, "strftime") else str(cell)
