"""Blocks per message out of daily totals, by hand."""

import math

import numpy as np
import pytest

from stats import surprise

NONE = None
# Three quiet weeks of 10 a day; a message on day 14 adds 30 and then 12.
QUIET = [10] * 14 + [40, 22] + [10] * 5


def test_background_is_the_median_of_the_last_free_days():
    daily = [99] * 7 + [8, 50, 30, 12, 9, 10, 70, 20, 11, 9, 13, 10, 60, 25]
    found = surprise.background(daily, [8, 13, 19])
    # free: days 7, 10, 11, 12, 15, 16, 17, 18 with 8 12 9 10 11 9 13 10
    assert (found.value, found.n, found.free) == (10, 8, True)
    assert found.low < 10 < found.high


def test_background_of_a_daily_sender_is_the_20th_percentile_with_a_wider_range():
    daily = [20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120]
    found = surprise.background(daily, range(11))
    assert (found.value, found.low, found.high, found.n, found.free) == (40, 0, 70, 11, False)


@pytest.mark.parametrize(
    ("daily", "sends"), [([], []), ([NONE] * 20, []), ([5] * 6, range(6)), ([math.nan] * 3, [1])]
)
def test_background_is_unknown_without_days_that_tell(daily, sends):
    found = surprise.background(daily, sends)
    assert (found.value, found.low, found.high, found.n) == (None, None, None, 0)


def test_a_message_gets_its_two_days_less_two_usual_days():
    found = surprise.windows(QUIET, [14], [5000])
    assert (found.blocks[0], found.observed[0], found.usual[0]) == (42, 62, 20)
    assert found.low[0] < 42 < found.high[0]
    assert [found.shared[0], found.missing[0], found.pending[0]] == [False] * 3


def test_fewer_blocks_than_usual_are_none_and_never_negative():
    assert surprise.windows([10] * 14 + [3, 4], [14], [5000]).blocks[0] == 0


def test_messages_on_one_day_share_it_by_friends_reached():
    found = surprise.windows(QUIET, [14, 14], [3000, 1000])
    assert list(found.blocks) == [round(42 * 0.75), round(42 * 0.25)]
    assert found.shared.all()


def test_overlapping_windows_share_only_the_common_day():
    daily = [10] * 14 + [40, 50, 22, 10]
    found = surprise.windows(daily, [14, 15], [1000, 3000])
    # day 14 alone: 30. Day 15: 40 shared 1 to 3. Day 16 alone: 12.
    assert list(found.blocks) == [30 + 10, 30 + 12]
    assert found.shared.all()


def test_messages_two_days_apart_share_nothing():
    assert not surprise.windows([10] * 20, [14, 16], [1000, 1000]).shared.any()


@pytest.mark.parametrize(
    ("daily", "missing", "pending"),
    [
        (QUIET, False, False),
        ([*QUIET[:14], NONE, *QUIET[15:]], True, False),
        ([*QUIET[:15], NONE, *QUIET[16:]], True, False),
        (QUIET[:15], True, True),
        ([*QUIET[:15], NONE], True, True),
        (QUIET[:14], True, True),
        ([NONE] * 14 + QUIET[14:], True, False),
    ],
    ids=["whole", "send day", "next day", "ends", "ends in a gap", "ahead", "no background"],
)
def test_a_gap_is_missing_and_never_a_number(daily, missing, pending):
    found = surprise.windows(daily, [14], [5000])
    assert (bool(found.missing[0]), bool(found.pending[0])) == (missing, pending)
    assert bool(np.isnan(found.blocks[0])) == missing


def test_later_days_never_change_a_finished_message():
    rest = [50, 90, *[10] * 5, 80, 11]
    whole = surprise.windows(QUIET[:18] + rest, [14, 18, 25], [5000, 5000, 5000])
    assert whole.blocks[0] == surprise.windows(QUIET[:16], [14], [5000]).blocks[0]


def test_no_message_has_no_window():
    assert surprise.windows([10, 10], [], []).n == 0
    assert surprise.windows([], [], []).blocks.size == 0


@pytest.mark.parametrize(
    ("daily", "sends", "delivered", "argument"),
    [
        ([1, -1], [0], [5], "daily_blocks"),
        ([1, 1.5], [0], [5], "daily_blocks"),
        ([1, math.inf], [0], [5], "daily_blocks"),
        ([1, 1], [-1], [5], "send_days"),
        ([1, 1], [math.nan], [5], "send_days"),
        ([1, 1], [0], [5, 5], "delivered"),
        ([1, 1], [0], [0], "delivered"),
    ],
)
def test_bad_input_names_the_argument(daily, sends, delivered, argument):
    with pytest.raises(ValueError, match=f"^{argument}:"):
        surprise.windows(daily, sends, delivered)
