"""Intervals of a proportion against published limits."""

import math

import numpy as np
import pytest

from stats import rates


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_has_newcombes_limits(k, n, low, high):
    found = rates.wilson(k, n)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        # Brown, Cai & DasGupta, Statistical Science 16(2) (2001), table 5
        (0, 7, 0.0, 0.292),
        (0, 10, 0.0, 0.217),
        (1, 10, 0.011, 0.381),
        (2, 10, 0.044, 0.503),
        (5, 10, 0.224, 0.776),
    ],
)
def test_jeffreys_has_the_published_limits(k, n, low, high):
    found = rates.jeffreys(k, n)
    assert (found.low, found.high) == (pytest.approx(low, abs=6e-4), pytest.approx(high, abs=6e-4))


@pytest.mark.parametrize("interval", [rates.wilson, rates.jeffreys])
def test_arrays_give_the_limits_of_each_and_none_of_nobody(interval):
    found = interval([0, 3, 10], [0, 10, 10])
    assert (found.low[0], found.high[0], found.high[2]) == (0, 1, 1)
    assert found.low[1] == interval(3, 10).low
    assert interval([], []).low.size == 0


@pytest.mark.parametrize("interval", [rates.wilson, rates.jeffreys])
def test_limits_mirror_and_narrow_with_the_level(interval):
    wide, narrow, mirrored = interval(3, 20), interval(3, 20, 0.5), interval(17, 20)
    assert wide.low < narrow.low < 0.15 < narrow.high < wide.high
    assert (1 - mirrored.high, 1 - mirrored.low) == pytest.approx((wide.low, wide.high))


@pytest.mark.parametrize("interval", [rates.wilson, rates.jeffreys])
@pytest.mark.parametrize(
    ("k", "n", "level", "argument"),
    [
        (4, 3, 0.95, "k"),
        (-1, 3, 0.95, "k"),
        (math.nan, 3, 0.95, "k"),
        (1.5, 3, 0.95, "k"),
        ([1, 2], [3], 0.95, "k"),
        (0, np.inf, 0.95, "n"),
        (1, 3, 1.0, "level"),
        (1, 3, 0.0, "level"),
    ],
)
def test_bad_input_names_the_argument(interval, k, n, level, argument):
    with pytest.raises(ValueError, match=f"^{argument}:"):
        interval(k, n, level)
