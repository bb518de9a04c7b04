"""What is shown holds in a simulated shop whose people are known one by one."""

import datetime as dt

import pytest

from analytics.statements.facts import Day, Facts, Message, Typed
from analytics.statements.refresh import statements
from channel.models import Reading
from kakao.simulator.make import make_world
from kakao.simulator.world import World
from tests.analytics.shop import RATES

SEEDS = range(1, 21)
START, END = dt.date(2026, 6, 1), dt.date(2026, 11, 22)


@pytest.fixture(scope="module", params=SEEDS)
def world(request: pytest.FixtureRequest) -> World:
    return make_world("shop", seed=request.param, friends=6_000, start=START, end=END)


def facts(world: World, *typed: Typed) -> Facts:
    daily = world.daily
    rows = zip(
        daily.dates(), daily.friends.tolist(), daily.added.tolist(), daily.blocked.tolist(),
        daily.shown.tolist(), strict=True,
    )  # fmt: skip
    return Facts(
        channel_id=1,
        today=END,
        now=END,
        rates=RATES,
        days=tuple(Day(day, *counts) for day, *counts, shown in rows if shown),
        messages=tuple(
            Message(n, b.title, b.sent_at.date(), True, b.sent, b.opened, b.clicked, b.free)
            for n, b in reversed(list(enumerate(world.broadcasts)))
        ),
        typed=typed,
    )


def told(world: World, *typed: Typed) -> dict[str, Reading]:
    found = statements(facts(world, *typed))
    return {r.measure: r for r in found if r.subject == "channel" and r.as_of == END}


def test_the_true_silent_share_lies_inside_the_shown_bound(world: World) -> None:
    found = told(world)
    truth = {s.k: s for s in world.truth.silence}[found["ghost_high"].n or 0]
    assert found["ghost_low"].value is not None and found["ghost_high"].value is not None
    assert found["ghost_low"].value <= truth.silent_share <= found["ghost_high"].value


def test_at_least_so_many_people_opened(world: World) -> None:
    found = told(world)["openers_low"]
    truth = {s.k: s for s in world.truth.silence}[found.n or 0]
    assert found.value is not None and found.value <= truth.openers


def test_typing_n1_gives_the_true_silent_share_within_a_point(world: World) -> None:
    truth = {s.k: s for s in world.truth.silence}[5]
    n1 = Typed(1, "n1", END, {"size": truth.openers_here})
    share = told(world, n1)["ghost_n1"].value
    assert share == pytest.approx(truth.silent_share, abs=0.01)


def test_the_vanished_friends_are_kept_as_unexplained(world: World) -> None:
    found = {
        r.as_of: -(r.value or 0) for r in statements(facts(world)) if r.measure == "unexplained"
    }
    assert found == dict(world.truth.unexplained)
