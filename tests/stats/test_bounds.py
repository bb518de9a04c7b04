"""Bounds from totals: hand values, and that the truth of any made-up channel lies inside them."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stats import bounds

# One friend: joined before message index 0..k (0 = there from the start), left before message index
# 1..k+1 (k+1 = never), and which messages were opened. k = 4.
MESSAGES = 4
FRIEND = st.tuples(
    st.integers(0, MESSAGES - 1),
    st.one_of(st.just(MESSAGES), st.integers(1, MESSAGES)),
    st.lists(st.booleans(), min_size=MESSAGES, max_size=MESSAGES),
)


@pytest.mark.parametrize(
    ("shares", "low", "high"),
    [
        ([0.36] * 5, 0.0, 0.64),
        ([0.05, 0.07, 0.06, 0.06, 0.05], 0.71, 0.93),
        ([0.3], 0.7, 0.7),
        ([0.0, 0.0], 1.0, 1.0),
        ([1.0, 0.2], 0.0, 0.0),
    ],
)
def test_silent_share_is_frechets_bound(shares, low, high):
    found = bounds.silent_share(shares)
    assert (found.low, found.high, found.n) == (
        pytest.approx(low),
        pytest.approx(high),
        len(shares),
    )


def test_silent_share_of_no_message_is_unknown():
    assert bounds.silent_share([]) == bounds.Bounds(None, None, 0)
    assert bounds.positive_dependence_low([]) is None


def test_positive_dependence_multiplies_the_unopened_shares():
    assert bounds.positive_dependence_low([0.36] * 5) == pytest.approx(0.64**5)


@pytest.mark.parametrize(
    ("mean", "rho", "k", "silent"),
    [
        # A = .36, C = .64: .64/1 * 1.64/2 * 2.64/3 * 3.64/4 * 4.64/5
        (0.36, 0.5, 5, 0.64 * 0.82 * 0.88 * 0.91 * 0.928),
        # A = C = 1, the uniform case: 1 / (k + 1)
        (0.5, 1 / 3, 4, 1 / 5),
        (0.36, 0.0, 5, 0.64**5),
        (0.36, 1.0, 5, 0.64),
        (0.0, 0.3, 5, 1.0),
        (1.0, 0.3, 5, 0.0),
        (0.4, 0.3, 0, 1.0),
    ],
)
def test_reach_is_the_beta_binomial_share_of_zero(mean, rho, k, silent):
    assert bounds.reach(mean, rho, k) == pytest.approx(silent, rel=1e-9)


@pytest.mark.parametrize(
    ("mean", "overlap", "rho"),
    [(0.5, 0.25, 0), (0.5, 0.5, 1), (0.5, 1 / 3, 1 / 3), (0.4, 0, -2 / 3)],
)
def test_rho_comes_from_the_overlap_of_two_messages(mean, overlap, rho):
    assert bounds.rho(mean, overlap) == pytest.approx(rho)


def test_present_by_hand():
    found = bounds.present([300, 360, 310], friends=1000, adds=[0, 20, 40], blocks=[0, 30, 50])
    assert found.low_shares == pytest.approx([250 / 950, 320 / 980, 270 / 1000])
    assert found.high_shares == pytest.approx([300 / 950, 360 / 950, 310 / 950])
    assert found.silent_low == pytest.approx(0.0)
    assert found.silent_high == pytest.approx(1 - 320 / 980)
    assert found.steady


def test_present_without_movement_is_frechets_bound():
    found, plain = bounds.present([36] * 5, 100, 0, 0), bounds.silent_share([0.36] * 5)
    assert (found.silent_low, found.silent_high) == (plain.low, plain.high)


@pytest.mark.parametrize(("adds", "blocks"), [(201, 0), (0, 201)])
def test_present_is_not_steady_past_a_fifth(adds, blocks):
    assert not bounds.present([100, 100], 1000, adds, blocks).steady
    assert bounds.present([100, 100], 1000, min(adds, 200), min(blocks, 200)).steady


def test_present_of_nobody_says_nothing():
    nobody = bounds.present([0, 0], friends=0, adds=0, blocks=0)
    empty = bounds.present([], friends=10, adds=[], blocks=[])
    assert (nobody.silent_low, nobody.silent_high) == (None, None)
    assert (empty.silent_low, empty.silent_high, empty.n) == (None, None, 0)


@settings(max_examples=400, deadline=None)
@given(st.lists(FRIEND, min_size=1, max_size=25), st.booleans(), st.booleans())
def test_present_holds_the_truth_of_any_channel(friends, adds_as_total, blocks_as_total):
    world = [(joined, max(left, joined + 1), opened) for joined, left, opened in friends]
    there = np.array([[j <= i < left for i in range(MESSAGES)] for j, left, _ in world])
    opens = there & np.array([opened for *_, opened in world])
    original = np.array([joined == 0 for joined, *_ in world])
    adds = [sum(0 < joined <= i for joined, *_ in world) for i in range(MESSAGES)]
    blocks = [sum(left <= i for _, left, _ in world) for i in range(MESSAGES)]
    found = bounds.present(
        opens.sum(axis=0),
        int(original.sum()),
        adds[-1] if adds_as_total else adds,
        blocks[-1] if blocks_as_total else blocks,
    )
    stayers = there.all(axis=1)
    if not stayers.any():
        return
    shares, silent = opens[stayers].mean(axis=0), (~opens[stayers].any(axis=1)).mean()
    assert (found.low_shares <= shares + 1e-12).all()
    assert (shares <= found.high_shares + 1e-12).all()
    if found.silent_low is not None:
        assert found.silent_low - 1e-12 <= silent <= found.silent_high + 1e-12


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: bounds.silent_share([0.2, math.nan]), "shares"),
        (lambda: bounds.silent_share([1.2]), "shares"),
        (lambda: bounds.silent_share([[0.2]]), "shares"),
        (lambda: bounds.positive_dependence_low([-0.1]), "shares"),
        (lambda: bounds.present([10, -1], 100, 0, 0), "opened"),
        (lambda: bounds.present([101, 5], 100, 0, 0), "opened"),
        (lambda: bounds.present([10, 5], math.nan, 0, 0), "friends"),
        (lambda: bounds.present([10, 5], 100, [0], 0), "adds"),
        (lambda: bounds.present([10, 5], 100, [5, 4], 0), "adds"),
        (lambda: bounds.present([10, 5], 100, 0, [0, 0, 1]), "blocks"),
        (lambda: bounds.present([10, 5], 100, 0, -1), "blocks"),
        (lambda: bounds.reach(1.1, 0.1, 3), "mean"),
        (lambda: bounds.reach(0.3, -0.1, 3), "rho"),
        (lambda: bounds.reach(0.3, 0.1, -3), "k"),
        (lambda: bounds.rho(0.0, 0.0), "mean"),
        (lambda: bounds.rho(0.3, 0.4), "overlap"),
    ],
)
def test_bad_input_names_the_argument(call, argument):
    with pytest.raises(ValueError, match=f"^{argument}:"):
        call()
