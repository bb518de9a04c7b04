"""BG/BB against the published donors, a hand calculation, known parameters and the edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import beta

from stats import bgbb
from stats.bgbb import BGBB

# Fader, Hardie & Shang (2010), table 1: 11,104 donors, six years; (x, t): people.
DONORS = {
    (0, 0): 3464, (1, 1): 1091, (1, 2): 277, (1, 3): 129, (1, 4): 78, (1, 5): 119, (1, 6): 129,
    (2, 2): 613, (2, 3): 255, (2, 4): 155, (2, 5): 173, (2, 6): 234, (3, 3): 322, (3, 4): 181,
    (3, 5): 225, (3, 6): 357, (4, 4): 240, (4, 5): 284, (4, 6): 512, (5, 5): 335, (5, 6): 728,
    (6, 6): 1203,
}  # fmt: skip
SHOP = BGBB(0.6, 3.0, 0.5, 12.0)


def donors() -> tuple[list[int], list[int], list[int], list[int]]:
    x, t = zip(*DONORS, strict=True)
    return list(x), list(t), [6] * len(DONORS), list(DONORS.values())


def test_published_donors() -> None:
    found = bgbb.fit(*donors())
    told = [round(p, 3) for p in (found.alpha, found.beta, found.gamma, found.delta) if p]
    assert told == [1.204, 0.750, 0.657, 2.783]
    assert found.log_likelihood == pytest.approx(-33_225.6, abs=0.05)
    assert found.n == 11_104


def likelihood(x: int, t: int, n: int) -> float:
    """As it stands in the paper, in plain numbers."""
    a, b, g, d = SHOP._parameters()
    stayed = beta(a + x, b + n - x) * beta(g, d + n)
    dropped = sum(beta(a + x, b + u - x) * beta(g + 1, d + u) for u in range(t, n))
    return float((stayed + dropped) / (beta(a, b) * beta(g, d)))


@pytest.mark.parametrize(("x", "t", "n"), [(0, 0, 1), (0, 0, 9), (1, 1, 6), (3, 5, 12), (7, 7, 7)])
@pytest.mark.parametrize("m", [1, 10, 40])
def test_by_hand(x: int, t: int, n: int, m: int) -> None:
    a, b, g, d = SHOP._parameters()
    silent = likelihood(x, t, n + m) / likelihood(x, t, n)
    assert SHOP.p_silent([x], [t], [n], m)[0] == pytest.approx(silent, rel=1e-10)
    base = beta(a, b) * beta(g, d) * likelihood(x, t, n)
    alive = beta(a + x, b + n - x) * beta(g, d + n + 1) / base
    assert SHOP.p_alive([x], [t], [n])[0] == pytest.approx(alive, rel=1e-10)
    expected = sum(beta(a + x + 1, b + n - x) * beta(g, d + n + k) for k in range(1, m + 1)) / base
    assert SHOP.expected([x], [t], [n], m)[0] == pytest.approx(expected, rel=1e-10)
    staying = beta(a + x, b + n - x + m) / beta(a + x, b + n - x)
    assert SHOP.silent_if_staying([x], [n], m)[0] == pytest.approx(staying, rel=1e-10)


def world(
    p: tuple[float, float], q: tuple[float, float], friends: int, messages: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Friends of whom the model holds: a test of the code, no evidence of the model."""
    draw = np.random.default_rng(20261122)
    answer, leave = draw.beta(*p, friends), draw.beta(*q, friends)
    n = draw.integers(5, messages + 1, friends)
    x, t, alive = np.zeros(friends, int), np.zeros(friends, int), np.ones(friends, bool)
    for message in range(1, messages + 1):
        here = message <= n
        alive &= ~(here & (draw.random(friends) < leave))
        answered = here & alive & (draw.random(friends) < answer)
        x, t = x + answered, np.where(answered, message, t)
    return x, t, n


def test_known_parameters_are_found_again() -> None:
    found = bgbb.fit(*world((0.6, 3.0), (0.5, 12.0), 60_000, 60))
    truth = np.log([0.6, 3.0, 0.5, 12.0])
    told = np.log([found.alpha, found.beta, found.gamma, found.delta])
    assert (np.abs(told - truth) < 4 * np.sqrt(np.diag(found.cov_log))).all()


def test_patterns_with_weights_are_friends_one_by_one() -> None:
    x, t, n, weight = donors()
    grouped = bgbb.fit(x, t, n, weight)
    single = bgbb.fit(*(np.repeat(values, weight) for values in (x, t, n)))
    assert grouped.alpha == pytest.approx(single.alpha, rel=1e-6)
    assert grouped.log_likelihood == pytest.approx(single.log_likelihood, rel=1e-12)


def test_the_slopes_are_those_of_the_likelihood() -> None:
    x, t, n, weight = (np.asarray(values) for values in donors())
    target = bgbb._Target(x, t, n, weight.astype(float), np.zeros(4), 1.5)
    at, step = np.array([0.3, -0.2, 0.1, 1.0]), 1e-6
    rise = [
        (target.posterior(at + step * e)[0] - target.posterior(at - step * e)[0]) / (2 * step)
        for e in np.eye(4)
    ]
    assert target.posterior(at)[1] == pytest.approx(rise, rel=1e-4)


@pytest.mark.parametrize("prior_sd", [None, 1.5])
@pytest.mark.parametrize(
    ("x", "t", "n"),
    [
        ([0] * 10, [0] * 10, [5] * 10), ([5] * 3, [5] * 3, [5] * 3), ([1], [1], [1]),
        ([0], [0], [0]), ([0, 200], [0, 200], [200, 200]), ([0] * 4, [0] * 4, [200] * 4),
    ],
)  # fmt: skip
def test_at_the_edges_everything_is_a_number(
    x: list[int], t: list[int], n: list[int], prior_sd: float | None
) -> None:
    found = bgbb.fit(x, t, n, prior_sd=prior_sd)
    for values in (found.p_silent(x, t, n, 40), found.p_alive(x, t, n)):
        assert ((values >= 0) & (values <= 1)).all()
    total = found.silent_total(x, t, n, m=10)
    assert total.low is not None and total.value is not None and total.high is not None
    assert 0 <= total.low <= total.value <= total.high <= len(x)


def test_nobody() -> None:
    found = bgbb.fit([], [], [])
    assert (found.n, found.alpha, found.log_likelihood) == (0, None, None)
    assert SHOP.silent_total([], [], []).value is None
    assert len(SHOP.p_silent([], [], [], 10)) == 0


@st.composite
def friends(draw: st.DrawFn) -> tuple[int, int, int]:
    n = draw(st.integers(0, 120))
    t = draw(st.integers(0, n))
    x = draw(st.integers(1, t)) if t else 0
    return x, t, n


@given(friends(), st.integers(1, 40), st.tuples(*[st.floats(0.02, 50)] * 4))
def test_probabilities_behave(
    friend: tuple[int, int, int], m: int, parameters: tuple[float, ...]
) -> None:
    model = BGBB(*parameters)
    x, t, n = ([value] for value in friend)
    silent = [model.p_silent(x, t, n, k)[0] for k in (0, 1, m, m + 1)]
    assert silent[0] == pytest.approx(1)
    assert (np.diff(silent) <= 1e-9).all()
    assert 0 <= model.p_alive(x, t, n)[0] <= 1
    assert silent[2] >= model.silent_if_staying(x, n, m)[0] - 1e-9
    assert 0 <= model.expected(x, t, n, m)[0] <= m
    assert model.expected(x, t, n, 1)[0] == pytest.approx(1 - silent[1], abs=1e-7)


def test_a_source_leans_on_the_channel() -> None:
    """Ten friends of a source change the channel's fit a little; ten thousand decide."""
    channel = bgbb.fit(*world((0.6, 3.0), (0.5, 12.0), 20_000, 30), prior_sd=1.5)
    x, t, n = world((2.0, 2.0), (0.5, 12.0), 5_000, 30)
    few = bgbb.fit(x[:10], t[:10], n[:10], prior_sd=0.5, centre=channel)
    many = bgbb.fit(x, t, n, prior_sd=0.5, centre=channel)

    def mean(model: BGBB) -> float:
        assert model.alpha and model.beta
        return model.alpha / (model.alpha + model.beta)

    assert mean(channel) < mean(few) < mean(many)
    assert mean(many) == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize(
    ("x", "t", "n", "names"),
    [
        ([1], [1], [0], "x"), ([1], [3], [2], "t"), ([2], [1], [3], "x"), ([0], [2], [3], "t"),
        ([float("nan")], [1], [2], "x"), ([-1], [0], [2], "x"), ([1], [1], [201], "n"),
        ([1, 1], [1], [2], "t"), ([0.5], [1], [2], "x"),
    ],
)  # fmt: skip
def test_nonsense_names_the_argument(
    x: list[float], t: list[float], n: list[float], names: str
) -> None:
    with pytest.raises(ValueError, match=f"^{names}:"):
        bgbb.fit(x, t, n)
    with pytest.raises(ValueError, match=f"^{names}:"):
        SHOP.p_silent(x, t, n, 10)


def test_draws_are_the_same_for_the_same_seed() -> None:
    model = bgbb.fit(*donors())
    x, t, n, weight = donors()
    assert model.silent_total(x, t, n, weight) == model.silent_total(x, t, n, weight)
    assert model.silent_total(x, t, n, weight, seed=1) != model.silent_total(x, t, n, weight)
