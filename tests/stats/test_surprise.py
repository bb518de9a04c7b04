"""The surprise score: hand values, the rules of the two alarms, and the edges."""

import math

import numpy as np
import pytest
from scipy import stats as reference

from stats import negbin, surprise

SIZE = 20_000
# A channel whose messages lose 30 friends, give or take: 24 messages, all on a Thursday.
USUAL = [30, 27, 34, 29, 31, 25, 38, 30, 22, 33, 28, 36] * 2


def score(blocks, weekday=3, **extra):
    return surprise.score(blocks, [SIZE] * len(blocks), [weekday] * len(blocks), **extra)


@pytest.mark.parametrize(
    ("count", "mid_p"),
    # cv 1 and mean 1 is geometric: P(0) = 1/2, P(1) = 1/4, P(2) = 1/8
    [(0, 0.25), (1, 0.5 + 0.125), (2, 0.75 + 0.0625)],
)
def test_z_is_the_normal_quantile_of_the_mid_p(count, mid_p):
    found = negbin.z_scores(np.array([float(count)]), np.array([1.0]), np.array(1.0))
    assert found[0] == pytest.approx(reference.norm.ppf(mid_p))


@pytest.mark.parametrize("mean", [0.01, 3.0, 30.0, 4000.0])
@pytest.mark.parametrize("cv", [0.02, 0.3, 2.0])
def test_the_negative_binomial_is_scipys(mean, cv):
    same = reference.nbinom(1 / cv**2, 1 / (1 + mean * cv**2))
    counts = np.unique(same.ppf([0.001, 0.3, 0.9, 0.9999]))
    found = negbin.log_likelihood(counts, np.array(mean), np.array(cv))
    assert found == pytest.approx(same.logpmf(counts), rel=1e-6, abs=1e-8)
    for level in (0.025, 0.5, 0.975):
        assert negbin.quantile(level, np.array(mean), np.array(cv)) == same.ppf(level)


def test_z_stays_finite_far_out():
    found = negbin.z_scores(np.array([0.0, 1e6]), np.array([1e4, 1.0]), np.array(0.05))
    assert np.isfinite(found).all()
    assert found[0] < -15
    assert found[1] > 35


@pytest.mark.parametrize("cv", [0.15, 0.25, 0.6])
def test_cv_is_recovered_from_many_messages(cv):
    rng = np.random.default_rng(7)
    mean = np.full(4000, 150.0)
    counts = rng.poisson(mean * rng.gamma(1 / cv**2, cv**2, mean.size)).astype(float)
    assert negbin.fit_cv(counts, mean) == pytest.approx(cv, rel=0.06)


def test_cv_of_few_messages_stays_near_its_prior():
    assert 0.1 < negbin.fit_cv(np.full(12, 3.0), np.full(12, 3.0)) < 0.3


def test_the_baseline_by_hand():
    # Mondays 40, Thursdays 20: 30 a message; per weekday 12 messages and 8 of prior
    blocks, days = [40, 20] * 12, [0, 3] * 12
    found = surprise.score(blocks, [SIZE] * 24, days)
    assert found.rate == pytest.approx(30 / SIZE)
    assert found.weekday_factor[0] == pytest.approx((12 * 40 + 240) / (12 * 30 + 240))
    assert found.weekday_factor[3] == pytest.approx((12 * 20 + 240) / (12 * 30 + 240))
    assert found.weekday_factor[5] == 1


def test_expectation_follows_the_friends_reached():
    found = surprise.score([*USUAL, 15], [SIZE] * 24 + [SIZE // 2], [3] * 25)
    assert found.expected[24] == pytest.approx(sum(USUAL) / 24 / 2)
    assert found.lower[24] < found.expected[24] < found.upper[24]
    assert found.z[24] == pytest.approx(0, abs=0.2)


def test_twelve_messages_are_learned_first():
    found = score(USUAL)
    assert list(np.flatnonzero(found.learning)) == list(range(12))
    assert np.isnan(found.z[:12]).all()
    assert np.isfinite(found.z[12:]).all()
    assert (score(USUAL[:11]).rate, score(USUAL[:12]).rate is None) == (None, False)


def test_only_the_last_36_messages_are_the_baseline():
    found = score([300] * 20 + USUAL + USUAL[:12], baseline_from=0)
    assert found.rate == pytest.approx(sum(USUAL + USUAL[:12]) / 36 / SIZE)


def test_one_odd_message_does_not_widen_the_baseline():
    odd = score([200, *USUAL[1:]])
    assert odd.rate == pytest.approx(sum(USUAL[1:]) / 23 / SIZE)


def test_a_spike_is_named_and_does_not_turn_red():
    found = score([*USUAL, 90, *USUAL[:6]])
    assert list(np.flatnonzero(found.spike)) == [24]
    assert not found.rising.any()
    assert found.z[24] > 3.3


def test_an_alarm_is_held_until_the_mean_is_below_its_release():
    found = score([*USUAL, 90, *USUAL[:8]])
    held = np.flatnonzero(found.held)
    assert list(held) == list(range(25, 25 + held.size))
    assert (found.ewma[held] >= 0.4).all()
    assert found.ewma[25 + held.size] < 0.4


def test_a_spike_stays_out_of_the_baseline():
    assert score([*USUAL, 90]).rate == score(USUAL).rate


def test_a_lasting_rise_turns_red_and_stays_until_it_ends():
    found = score(USUAL + [60] * 12 + USUAL)
    first = int(np.flatnonzero(found.rising)[0])
    assert 24 <= first < 30
    assert found.rising[first:36].all()
    assert not found.rising[46:].any()
    assert found.rate * SIZE == pytest.approx(30, abs=4)


def test_red_needs_twenty_blocks():
    assert not score([1, 0, 0, 1, 0, 1] * 4 + [3] * 6).rising.any()


def test_red_needs_a_ratio_beyond_chance():
    found = score(USUAL + [60] * 6)
    red = np.flatnonzero(found.rising & ~found.held)
    assert (found.ratio_low[red] > 1.15).all()
    assert (found.ewma[red] > 3 * math.sqrt(0.25 / 1.75)).all()


def test_the_numbers_of_the_red_sentence_are_of_the_last_six():
    found = score(USUAL + [60] * 6)
    assert found.recent_blocks[-1] == 360
    assert found.recent_expected[-1] == pytest.approx(found.expected[-6:].sum())
    assert found.ratio[-1] == pytest.approx(360 / found.expected[-6:].sum())
    assert found.ratio_low[-1] < found.ratio[-1]


def test_nothing_looks_ahead():
    blocks = USUAL + [60] * 8 + USUAL
    whole, part = score(blocks), score(blocks[:30])
    for name in ("expected", "upper", "z", "ewma", "spike", "rising", "held", "ratio_low"):
        np.testing.assert_array_equal(getattr(whole, name)[:30], getattr(part, name))


def test_a_new_baseline_starts_afresh_and_keeps_what_was():
    blocks = USUAL + [60] * 30
    new, old, alone = score(blocks, baseline_from=24), score(blocks), score([60] * 30)
    np.testing.assert_array_equal(new.z[:24], old.z[:24])
    np.testing.assert_array_equal(new.z[24:], alone.z)
    assert (new.rate, new.rising[24:].any()) == (alone.rate, False)
    assert score(USUAL, baseline_from=24).rate is None


@pytest.mark.parametrize("blocks", [[0] * 30, [1] + [0] * 30, [5000] * 30])
def test_unvarying_channels_stay_finite_and_calm(blocks):
    found = score(blocks)
    assert np.isfinite(found.z[12:]).all()
    assert not (found.spike | found.rising).any()


def test_everybody_blocking_is_a_spike():
    found = score([*USUAL, SIZE])
    assert found.spike[-1]
    assert np.isfinite(found.z[-1])


def test_no_message_has_no_score():
    found = surprise.score([], [], [])
    assert (found.n, found.rate, found.cv, found.weekday_factor) == (0, None, None, None)


def test_power_is_the_first_count_that_is_a_spike():
    fewest = surprise.power(0.0015, 0.25, 18_000)
    z = negbin.z_scores(np.array([fewest - 1.0, fewest]), np.array([27.0]), np.array(0.25))
    assert z[0] <= 3.3 < z[1]
    assert surprise.power(0.0015, 0.25, 18_000, 1.2) > fewest


def test_up_to_three_earlier_messages_are_plain_counts():
    found = surprise.learning_range([30, 25, 28, 29], [SIZE] * 4)
    assert (found.blocks, found.earlier, found.low, found.high) == (29, 3, None, None)
    assert surprise.learning_range([], []).blocks is None


def test_the_range_so_far_by_hand():
    found = surprise.learning_range([21, 40, 30, 29, 25, 33, 36, 29], [SIZE] * 8)
    assert (found.seen_low, found.seen_high, found.earlier) == (21, 40, 7)
    assert found.expected == pytest.approx(214.5 / 7)
    # gamma with shape 1 / (.09 (1 + 1/7) + 1/214.5) over a Poisson count
    shape = 1 / (0.09 * 8 / 7 + 1 / 214.5)
    same = reference.nbinom(shape, shape / (shape + 214.5 / 7))
    assert (found.low, found.high) == (same.ppf(0.025), same.ppf(0.975))
    assert (found.above, found.highest) == (False, False)


@pytest.mark.parametrize(
    ("now", "above", "highest"), [(29, False, False), (45, False, True), (80, True, True)]
)
def test_the_newest_message_against_the_range(now, above, highest):
    found = surprise.learning_range([21, 40, 30, 29, 25, 33, 36, now], [SIZE] * 8)
    assert (found.above, found.highest) == (above, highest)


def test_the_range_follows_the_friends_reached():
    half = surprise.learning_range([30, 30, 30, 30, 15], [SIZE] * 4 + [SIZE // 2])
    assert half.expected == pytest.approx(120.5 / 8)


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: surprise.score([math.nan], [5], [0]), "blocks"),
        (lambda: surprise.score([-1], [5], [0]), "blocks"),
        (lambda: surprise.score([1.5], [5], [0]), "blocks"),
        (lambda: surprise.score([1], [0], [0]), "delivered"),
        (lambda: surprise.score([1, 2], [5], [0, 0]), "delivered"),
        (lambda: surprise.score([1], [5], [7]), "weekday"),
        (lambda: surprise.score([1], [5], [0, 0]), "weekday"),
        (lambda: surprise.score([1], [5], [0], baseline_from=2), "baseline_from"),
        (lambda: surprise.score([1], [5], [0], baseline_from=-1), "baseline_from"),
        (lambda: surprise.power(0, 0.3, 5), "rate"),
        (lambda: surprise.power(0.1, math.nan, 5), "cv"),
        (lambda: surprise.power(0.1, 0.3, 0), "delivered"),
        (lambda: surprise.learning_range([1], [5, 5]), "delivered"),
    ],
)
def test_bad_input_names_the_argument(call, argument):
    with pytest.raises(ValueError, match=f"^{argument}:"):
        call()
