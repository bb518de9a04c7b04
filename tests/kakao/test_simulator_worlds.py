"""Worlds: the same for a seed, adding up day by day, opened by visits."""

from datetime import date, timedelta

import numpy as np
import pytest

from kakao.simulator import Agency, World, make_world
from kakao.simulator.risk import BLOCKS_A_MESSAGE, CHANGES_WITH, WORLDS, weeks_for
from kakao.simulator.shop import silence
from kakao.simulator.visits import Visits
from kakao.simulator.world import moment

END = date(2026, 10, 1)
START = END - timedelta(weeks=30)
MONDAY = date(2025, 3, 3)


def shop(seed: int = 1, friends: int = 6_000) -> World:
    return make_world("shop", seed=seed, friends=friends, start=START, end=END)


def risk(name: str, seed: int = 1, friends: int = 100_000) -> World:
    end = MONDAY + weeks_for(192)
    return make_world(name, seed=seed, friends=friends, start=MONDAY, end=end)


@pytest.fixture(scope="module")
def demo() -> World:
    return shop(friends=18_000)


@pytest.mark.parametrize("make", [shop, lambda seed=1: risk("risk", seed)])
def test_a_seed_gives_the_same_world_and_another_seed_another(make):
    first, again, other = make(seed=7), make(seed=7), make(seed=8)
    assert (first.broadcasts, first.truth) == (again.broadcasts, again.truth)
    assert first.daily.friends.tolist() == again.daily.friends.tolist()
    assert first.broadcasts != other.broadcasts


@pytest.mark.parametrize(
    ("name", "friends", "end", "words"),
    [
        ("market", 100, END, "world: market is none of"),
        ("shop", 0, END, "friends: must be at least 1"),
        ("shop", 100, START, "end: must be after start"),
        ("shop", 100, START + timedelta(days=3), "end: the shop needs at least 6 days"),
    ],
)
def test_impossible_arguments_are_named(name, friends, end, words):
    with pytest.raises(ValueError, match=words):
        make_world(name, seed=1, friends=friends, start=START, end=end)


@pytest.mark.parametrize("name", ["shop", *WORLDS])
def test_friends_follow_from_adds_blocks_and_what_is_unexplained(name):
    world = shop() if name == "shop" else risk(name)
    daily, vanished = world.daily, dict(world.truth.unexplained)
    gone = np.array([vanished.get(day, 0) for day in daily.dates()])
    change = daily.added - daily.blocked - gone
    assert (np.diff(daily.friends) == change[1:]).all()


@pytest.mark.parametrize("name", ["shop", *WORLDS])
def test_blocks_are_background_and_messages(name):
    world = shop() if name == "shop" else risk(name)
    lost = sum(b.blocks for b in world.truth.broadcasts)
    # In the risk worlds the last message's second day may lie beyond the end; here it does not.
    assert world.daily.blocked.sum() == world.truth.background_blocks + lost


def test_people_add_up_to_the_friends_a_message_was_sent_to(demo):
    day = {d: n for n, d in enumerate(demo.daily.dates())}
    for b in demo.broadcasts:
        n = day[b.sent_at.date()]
        yesterday = demo.daily.friends[n] - demo.daily.added[n] + demo.daily.blocked[n]
        assert yesterday - demo.daily.blocked[n] <= b.sent <= yesterday + demo.daily.added[n]


def test_the_demo_shop_is_the_one_described(demo):
    weekdays = [b.sent_at.weekday() for b in demo.broadcasts[:-1]]
    opened = [b.opened / b.sent for b in demo.broadcasts[:-1]]
    rate = [t.blocks / b.sent for t, b in zip(demo.truth.broadcasts, demo.broadcasts, strict=True)]
    assert demo.channel == "무드옷장"
    assert demo.daily.friends[-1] == 18_000
    assert demo.daily.dates()[-1] == END - timedelta(days=1)
    assert set(weekdays) == {3}
    assert demo.broadcasts[-1].sent_at.date() == END - timedelta(days=3)
    assert np.mean(opened) == pytest.approx(0.30, abs=0.02)
    assert np.mean(rate) == pytest.approx(0.0018, abs=0.0004)
    assert (~demo.daily.shown).sum() == 1
    assert sum(missing for _, missing in demo.truth.unexplained) == 45
    assert {b.content for b in demo.broadcasts} == {"신상품", "정보", "할인", "이벤트", "공지"}
    assert {b.benefit for b in demo.broadcasts} == {True, False}


def test_five_years_grow_from_half_the_friends():
    start = END - timedelta(days=5 * 365)
    world = make_world("shop", seed=1, friends=900, start=start, end=END)
    assert len(world.broadcasts) == 260
    assert 350 < world.daily.friends[0] < 550
    assert world.daily.friends[-1] == 900
    assert world.daily.friends.min() > 300


def test_the_last_message_is_still_growing(demo):
    assert demo.truth.broadcasts[-1].opened_in_the_end is None
    assert [t.opened_in_the_end for t in demo.truth.broadcasts[:-1]] == [
        b.opened for b in demo.broadcasts[:-1]
    ]


def test_figures_of_a_message_are_possible(demo):
    for b in demo.broadcasts:
        assert 0 < b.clicked <= b.opened <= b.sent
        assert b.opened <= b.impressions
        assert 0 <= b.free <= b.sent


def test_kakao_names_the_source_of_fewer_adds_than_there_were(demo):
    named = sum(demo.sources.values())
    assert (named <= demo.daily.added).all()
    assert named.sum() < 0.95 * demo.daily.added.sum()
    for truth in demo.truth.sources:
        assert truth.reported == demo.sources[truth.source].sum() <= truth.added
    assert sum(truth.added for truth in demo.truth.sources) == demo.daily.added.sum()


def test_silence_lies_between_the_bounds_of_independent_totals(demo):
    for truth in demo.truth.silence:
        last = demo.broadcasts[-truth.k :]
        assert truth.received_all < min(b.sent for b in last)
        assert truth.openers >= max(b.opened for b in last)
        assert truth.openers <= sum(b.opened for b in last)
        assert truth.opened_any + truth.silent == truth.received_all
        assert truth.opened_any <= truth.openers_here <= truth.openers


# Three people, ten days: the first visits at 2.5 and 8.9, the second at 6.0, the third never.
NEVER = np.inf
VISITS = np.full((3, 10), NEVER, dtype=np.float32)
VISITS[0, 2], VISITS[0, 8], VISITS[1, 6] = 2.5, 8.9, 6.0
EVERYONE = np.ones(3, dtype=np.bool_)


@pytest.mark.parametrize(
    ("sent_at", "until", "readers"),
    [
        (2.0, 10, [True, True, False]),
        (2.0, 2.5, [False, False, False]),
        (2.0, 6.0, [True, False, False]),
        (2.6, 10, [True, True, False]),
        (1.8, 10, [True, True, False]),
        (9.0, 10, [False, False, False]),
        (6.5, 10, [True, False, False]),
    ],
)
def test_a_visit_marks_every_unread_message_of_seven_days(sent_at, until, readers):
    assert Visits(VISITS).readers(EVERYONE, sent_at, until).tolist() == readers


@pytest.mark.parametrize(("sent_at", "read"), [(1.95, True), (1.85, False)])
def test_a_message_is_unread_for_ever_after_seven_days(sent_at, read):
    at = np.full((1, 10), NEVER, dtype=np.float32)
    at[0, 8] = 8.9
    assert Visits(at).readers(np.ones(1, dtype=np.bool_), sent_at, 10).tolist() == [read]


def test_only_those_who_received_a_message_open_it():
    received = np.array([False, True, True])
    assert Visits(VISITS).readers(received, 2.0, 10).tolist() == [False, True, False]


def test_opens_grow_from_day_to_day():
    visits = Visits(VISITS)
    counts = [int(visits.readers(EVERYONE, 2.0, until).sum()) for until in range(2, 11)]
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (0, 2)


def test_silence_is_counted_among_those_who_received_all():
    received = [np.array([True, True, True, False]), np.array([True, True, True, True])]
    opened = [np.array([True, False, False, False]), np.array([True, False, False, True])]
    here = np.array([False, True, True, True])
    counted = silence(2, received, opened, here)
    assert (counted.received_all, counted.opened_any, counted.silent) == (3, 1, 2)
    assert (counted.openers, counted.openers_here) == (2, 1)
    assert counted.silent_share == pytest.approx(2 / 3)


@pytest.mark.parametrize(("name", "later"), [("risk", 1.0), ("risk_15", 1.5), ("risk_double", 2.0)])
def test_the_rate_of_blocks_changes_with_the_80th_message(name, later):
    before, after = [], []
    for seed in range(10):
        blocks = [t.blocks for t in risk(name, seed).truth.broadcasts]
        assert len(blocks) == 192
        before += blocks[: CHANGES_WITH - 1]
        after += blocks[CHANGES_WITH - 1 :]
    assert np.mean(before) == pytest.approx(BLOCKS_A_MESSAGE * 100_000, rel=0.03)
    assert np.mean(after) / np.mean(before) == pytest.approx(later, rel=0.05)


def test_blocks_differ_by_weekday_and_more_than_by_chance():
    by_weekday: dict[int, list[int]] = {1: [], 3: [], 5: []}
    for seed in range(10):
        for truth in risk("risk", seed).truth.broadcasts:
            by_weekday[truth.sent_at.weekday()].append(truth.blocks)
    means = [np.mean(blocks) for blocks in by_weekday.values()]
    assert means == pytest.approx([112.5, 150, 187.5], rel=0.04)
    thursday = np.array(by_weekday[3])
    # Beyond Poisson: variance = mean + (cv mean)².
    cv = np.sqrt(thursday.var() - thursday.mean()) / thursday.mean()
    assert cv == pytest.approx(0.25, abs=0.03)


def test_a_message_of_the_last_day_keeps_tomorrows_blocks_to_itself():
    saturday_night = MONDAY + timedelta(days=6)
    world = make_world("risk", seed=1, friends=100_000, start=MONDAY, end=saturday_night)
    assert len(world.broadcasts) == 3
    assert len(world.daily.blocked) == 6


def test_an_agency_has_channels_with_names_of_their_own():
    agency = Agency(seed=1, channels=250, friends=1_000, start=START, end=END)
    names = list(agency.names())
    assert len(set(names)) == 250
    sizes = [daily.friends[0] for _, daily in agency.figures()]
    assert min(sizes) < 400
    assert max(sizes) > 3_000


def test_an_agency_tells_the_same_story_twice():
    agency = Agency(seed=1, channels=3, friends=1_000, start=START, end=END)
    told = [[daily.friends.tolist() for _, daily in agency.figures()] for _ in range(2)]
    assert told[0] == told[1]


def test_moments_are_korean():
    assert moment(START, 0.5).isoformat() == f"{START}T12:00:00+09:00"
