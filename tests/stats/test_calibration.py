"""The monotone map and the groups of the calibration chart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stats import calibration


def test_pooled_by_hand() -> None:
    """.2 and .4 are out of order, so they share what happened to both: (1 + 0) / 2."""
    found = calibration.fit([0.1, 0.2, 0.4, 0.9], [0, 1, 0, 1])
    assert found.x == pytest.approx([0.1, 0.3, 0.9])
    assert found.y == pytest.approx([0.0, 0.5, 1.0])
    assert found.n == 4
    assert found.apply([0.1, 0.3, 0.6, 0.95]) == pytest.approx([0.005, 0.5, 0.75, 0.995])


def test_shares_with_weights_are_outcomes_one_by_one() -> None:
    shares = calibration.fit([0.2, 0.5, 0.8], [0.25, 0.5, 0.9], [4, 10, 10])
    p = [0.2] * 4 + [0.5] * 10 + [0.8] * 10
    single = calibration.fit(p, [1] + [0] * 3 + [1] * 5 + [0] * 5 + [1] * 9 + [0])
    assert shares.x == pytest.approx(single.x)
    assert shares.y == pytest.approx(single.y)


def test_nothing_learned_changes_nothing_but_the_ends() -> None:
    found = calibration.fit([], [])
    assert found.n == 0
    assert found.apply([0.0, 0.3, 1.0]) == pytest.approx([0.005, 0.3, 0.995])


def test_a_forecast_that_is_off_is_put_right() -> None:
    draw = np.random.default_rng(7)
    truth = draw.uniform(0.2, 0.9, 50_000)
    happened = draw.random(50_000) < truth
    found = calibration.fit(truth**2, happened)
    asked = np.array([0.3, 0.5, 0.7])
    assert found.apply(asked**2) == pytest.approx(asked, abs=0.03)


@given(
    st.lists(
        st.tuples(st.floats(0, 1), st.floats(0, 1), st.integers(0, 50)), min_size=1, max_size=40
    )
)
def test_the_map_rises_and_stays_inside(outcomes: list[tuple[float, float, int]]) -> None:
    p, silent, weight = zip(*outcomes, strict=True)
    mapped = calibration.fit(p, silent, weight).apply(np.linspace(0, 1, 60))
    assert (np.diff(mapped) >= -1e-12).all()
    assert ((mapped >= 0.005) & (mapped <= 0.995)).all()


def test_groups_are_of_equal_size_and_add_up() -> None:
    p, silent = np.linspace(0, 1, 100), np.tile([0, 1], 50)
    found = calibration.groups(p, silent, k=10)
    assert found.n.tolist() == [10] * 10
    assert found.predicted[0] == pytest.approx(p[:10].mean())
    assert found.actual == pytest.approx([0.5] * 10)


def test_a_border_inside_equal_forecasts_shares_them_out() -> None:
    """Eight friends at .2 of whom half came true, two at .9: two groups of five."""
    found = calibration.groups([0.2, 0.9], [0.5, 1.0], k=2, weight=[8, 2])
    assert found.predicted == pytest.approx([0.2, (3 * 0.2 + 2 * 0.9) / 5])
    assert found.actual == pytest.approx([0.5, (3 * 0.5 + 2) / 5])
    assert found.n.tolist() == [5, 5]


@pytest.mark.parametrize(
    ("p", "silent", "weight", "names"),
    [
        ([1.1], [0], None, "p"), ([float("nan")], [0], None, "p"), ([0.5], [2], None, "silent"),
        ([0.5], [0, 1], None, "silent"), ([0.5], [0], [-1], "weight"),
        ([0.5], [0], [1, 2], "weight"),
    ],
)  # fmt: skip
def test_nonsense_names_the_argument(
    p: list, silent: list, weight: list | None, names: str
) -> None:
    for call in (calibration.fit, calibration.groups):
        with pytest.raises(ValueError, match=f"^{names}:"):
            call(p, silent, weight=weight)  # type: ignore[operator]
    assert len(calibration.groups([], []).n) == 0
