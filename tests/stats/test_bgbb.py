"""The ghost model against the published donors, hand calculations, recovery and its edges."""

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import beta as beta_of

from stats import bgbb
from stats.bgbb_tables import Tables

SEED = 20261122
# Fader, Hardie & Shang 2010, table 1: 11,104 donors and six years. x, t, people.
DONORS = np.array(
    [
        (0, 0, 3464), (1, 1, 1091), (1, 2, 277), (1, 3, 129), (1, 4, 78), (1, 5, 119), (1, 6, 129),
        (2, 2, 613), (2, 3, 255), (2, 4, 155), (2, 5, 173), (2, 6, 234), (3, 3, 322), (3, 4, 181),
        (3, 5, 225), (3, 6, 357), (4, 4, 240), (4, 5, 284), (4, 6, 512), (5, 5, 335), (5, 6, 728),
        (6, 6, 1203),
    ]
).T  # fmt: skip
X, T, PEOPLE = DONORS
N = np.full(len(X), 6)
FIT = bgbb.fit(X, T, N, PEOPLE)
NAMES = ("alpha", "beta", "gamma", "delta")


def likelihood(one: bgbb.BGBB, x: int, t: int, n: int) -> float:
    """The published formula as it stands, in linear space."""
    a, b, c, d = (getattr(one, name) for name in NAMES)
    first = beta_of(a + x, b + n - x) * beta_of(c, d + n)
    later = [beta_of(a + x, b + u - x) * beta_of(c + 1, d + u) for u in range(t, n)]
    return float((first + sum(later)) / (beta_of(a, b) * beta_of(c, d)))


def test_published_donors_to_three_decimals() -> None:
    found = [round(getattr(FIT, name), 3) for name in NAMES]
    assert found == [1.204, 0.750, 0.657, 2.783]
    assert FIT.log_likelihood is not None
    assert round(FIT.log_likelihood, 1) == -33225.6
    assert FIT.n == 11_104
    assert not FIT.warnings


def test_one_entry_a_donor_says_the_same_as_patterns() -> None:
    each = bgbb.fit(np.repeat(X, PEOPLE), np.repeat(T, PEOPLE), np.repeat(N, PEOPLE))
    assert each.alpha == pytest.approx(FIT.alpha, abs=1e-4)
    assert each.log_likelihood == pytest.approx(FIT.log_likelihood)


@pytest.mark.parametrize(("x", "t", "n"), [(0, 0, 6), (1, 2, 6), (3, 3, 6), (6, 6, 6), (0, 0, 0)])
def test_probabilities_are_those_of_the_formulas(x: int, t: int, n: int) -> None:
    a, b, c, d = (getattr(FIT, name) for name in NAMES)
    base = likelihood(FIT, x, t, n)
    scale = beta_of(a, b) * beta_of(c, d) * base
    alive = beta_of(a + x, b + n - x) * beta_of(c, d + n + 1) / scale
    expected = sum(
        beta_of(a + x + 1, b + n - x) * beta_of(c, d + n + k) / scale for k in range(1, 6)
    )
    assert FIT.p_alive(x, t, n) == pytest.approx(alive)
    assert FIT.p_silent(x, t, n, 10) == pytest.approx(likelihood(FIT, x, t, n + 10) / base)
    assert FIT.expected(x, t, n, 5) == pytest.approx(expected)


def test_a_friend_who_stays_goes_on_as_until_his_last_reaction() -> None:
    one = bgbb.fit(X, T, N, PEOPLE)
    a, b = one.alpha or 0, one.beta or 0
    silent = beta_of(a + 2, b + 1 + 4) / beta_of(a + 2, b + 1)
    assert one.p_silent_staying(2, 3, 6, 4) == pytest.approx(silent)
    assert one.p_silent_staying(0, 0, 6, 4) == pytest.approx(beta_of(a, b + 4) / beta_of(a, b))


def test_gradient_is_exact() -> None:
    who = bgbb._patterns(X, T, N, PEOPLE)
    logs = np.array([0.3, -0.5, 0.2, 1.0])
    _value, slope = Tables(logs, who.most, who.longest).log_likelihood(who)
    for i, step in enumerate(1e-5 * np.eye(4)):
        up, down = (Tables(logs + s, 6, 6).log_likelihood(who)[0] for s in (step, -step))
        assert slope[i] == pytest.approx((up - down) / 2e-5, rel=1e-6)


def simulate(people: int, messages: int, parameters: tuple[float, ...]) -> tuple[Any, ...]:
    """People who do follow the model, so this tests the code and nothing else."""
    random = np.random.default_rng(SEED)
    a, b, c, d = parameters
    p, q = random.beta(a, b, people), random.beta(c, d, people)
    n = random.integers(messages // 2, messages + 1, people)
    # he may have dropped out before the first message
    lives = random.geometric(np.maximum(q, 1e-12)) - 1
    u = np.arange(1, messages + 11)
    engaged = (random.random((people, len(u))) < p[:, None]) & (u <= lives[:, None])
    seen = engaged & (u <= n[:, None])
    ahead = engaged & (u > n[:, None]) & (u <= n[:, None] + 10)
    t = (seen * u).max(axis=1)
    return seen.sum(axis=1), t, n, ~ahead.any(axis=1)


@pytest.mark.parametrize("truth", [(1.2, 0.75, 0.66, 2.8), (0.6, 3.0, 0.5, 12.0)])
def test_parameters_come_back_from_people_who_follow_the_model(truth: tuple[float, ...]) -> None:
    x, t, n, silent = simulate(40_000, 40, truth)
    found = bgbb.fit(x, t, n)
    spread = np.sqrt(np.diag(found.cov_log))  # type: ignore[arg-type]
    away = (found.logs - np.log(truth)) / spread
    assert np.abs(away).max() < 4, f"seed {SEED}: {away}"
    total = found.silent_total(x, t, n, m=10, level=0.99)
    assert total.low is not None
    assert total.high is not None
    assert total.low <= silent.sum() <= total.high, f"seed {SEED}"


def test_interval_of_the_count_is_repeatable_and_holds_the_value() -> None:
    first = FIT.silent_total(X, T, N, PEOPLE, m=10, level=0.9, seed=3)
    assert first == FIT.silent_total(X, T, N, PEOPLE, m=10, level=0.9, seed=3)
    expected = float(PEOPLE @ FIT.p_silent(X, T, N, 10))
    assert first.value == pytest.approx(expected)
    assert first.low is not None
    assert first.high is not None
    assert 0 <= first.low < expected < first.high <= 11_104


def test_prior_draws_a_few_friends_to_its_centre() -> None:
    free = bgbb.fit([0, 1], [0, 5], [20, 20])
    tied = bgbb.fit([0, 1], [0, 5], [20, 20], prior_sd=0.05, centre=FIT)
    assert np.abs(tied.logs - FIT.logs).max() < 0.1 < np.abs(free.logs - FIT.logs).max()
    again = bgbb.fit([0, 1], [0, 5], [20, 20], prior_sd=0.05, centre=np.exp(FIT.logs).tolist())
    assert again.alpha == pytest.approx(tied.alpha, rel=1e-6)


EDGES = {
    "one friend": ([1], [3], [5]),
    "nobody ever engaged": ([0] * 50, [0] * 50, list(range(50))),
    "no message yet": ([0, 0], [0, 0], [0, 0]),
    "everybody always": ([30] * 9, [30] * 9, [30] * 9),
    "200 messages": ([0, 200, 1, 100], [0, 200, 1, 100], [200] * 4),
}


@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("prior_sd", [None, 1.5])
def test_edges_never_give_nan(edge: str, prior_sd: float | None) -> None:
    x, t, n = EDGES[edge]
    found = bgbb.fit(x, t, n, prior_sd=prior_sd)
    total = found.silent_total(x, t, n, m=40)
    said = [
        *found.logs, *np.ravel(np.asarray(found.cov_log)), total.value, total.low, total.high,
        *found.p_alive(x, t, n), *found.p_silent(x, t, n, 40), *found.expected(x, t, n, 40),
        *found.p_silent_staying(x, t, n, 40), found.log_likelihood,
    ]  # fmt: skip
    assert np.isfinite(np.array(said, dtype=float)).all()


def test_nobody_gives_none() -> None:
    for found in (bgbb.fit([], [], []), bgbb.fit([1], [1], [2], [0])):
        assert (found.n, found.alpha, found.log_likelihood, found.cov_log) == (0, None, None, None)
        with pytest.raises(ValueError, match="nobody"):
            found.p_silent(0, 0, 1, 1)
    assert FIT.silent_total([], [], [], m=10).value is None
    assert len(FIT.p_silent([], [], [], 10)) == 0


WRONG: dict[str, tuple[str, Callable[[], object]]] = {
    "x > n": ("x:", lambda: bgbb.fit([3], [2], [2])),
    "t > n": ("t:", lambda: bgbb.fit([1], [4], [3])),
    "x > t": ("x:", lambda: bgbb.fit([2], [1], [3])),
    "negative": ("n:", lambda: bgbb.fit([0], [0], [-1])),
    "NaN": ("x:", lambda: bgbb.fit([math.nan], [0], [1])),
    "NaN weight": ("weight:", lambda: bgbb.fit([0], [0], [1], [math.nan])),
    "negative weight": ("weight:", lambda: bgbb.fit([0], [0], [1], [-1])),
    "lengths": ("t:", lambda: bgbb.fit([0, 0], [0], [1, 1])),
    "weights too few": ("weight:", lambda: bgbb.fit([0, 0], [0, 0], [1, 1], [1])),
    "prior": ("prior_sd:", lambda: bgbb.fit([0], [0], [1], prior_sd=-1)),
    "centre": ("centre:", lambda: bgbb.fit([0], [0], [1], prior_sd=1, centre=[1, 1])),
    "m": ("m:", lambda: FIT.p_silent(0, 0, 1, -1)),
    "half an m": ("m:", lambda: FIT.p_silent(0, 0, 1, 1.5)),  # type: ignore[arg-type]
    "level": ("level:", lambda: FIT.silent_total([0], [0], [1], level=1)),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_arguments_are_named(case: str) -> None:
    name, call = WRONG[case]
    with pytest.raises(ValueError, match=f"^{name}"):
        call()


@st.composite
def friends(draw: st.DrawFn) -> tuple[int, int, int]:
    n = draw(st.integers(0, 120))
    t = draw(st.integers(0, n))
    return draw(st.integers(1, t)) if t else 0, t, n


parameter = st.floats(1e-3, 1e3)


@given(friends(), st.tuples(parameter, parameter, parameter, parameter), st.integers(0, 40))
@settings(max_examples=150, deadline=None)
def test_probabilities_behave(
    friend: tuple[int, int, int], parameters: tuple[float, ...], m: int
) -> None:
    a, b, c, d = parameters
    one = bgbb.BGBB(a, b, c, d, log_likelihood=0.0, cov_log=np.eye(4))
    silent = [float(one.p_silent(*friend, k)) for k in range(m + 2)]
    assert silent[0] == 1
    assert all(0 <= later <= sooner <= 1 for sooner, later in pairwise(silent))
    assert 0 <= one.p_alive(*friend) <= 1
    assert 0 <= one.p_silent_staying(*friend, m) <= 1
    parts = sum(one.expected(*friend, k + 1) - one.expected(*friend, k) for k in range(m))
    assert one.expected(*friend, m) == pytest.approx(parts, abs=1e-9)
    assert 0 <= one.expected(*friend, m) <= m
    # at least one engagement is expected at least as often as there is one
    assert one.expected(*friend, m) >= 1 - silent[m] - 1e-7
