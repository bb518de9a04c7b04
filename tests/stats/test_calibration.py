"""The monotone map and the groups against hand calculations and their edges."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stats import calibration


def test_map_pools_what_falls() -> None:
    """.3 → 1 and .4 → 0 contradict the order: both become one half."""
    found = calibration.fit([0.1, 0.3, 0.4, 0.8], [0, 1, 0, 1])
    assert found.n == 4
    assert found.apply([0.1, 0.3, 0.4, 0.8]) == pytest.approx([0.005, 0.5, 0.5, 0.995])
    assert found.apply(0.2) == pytest.approx((0.005 + 0.5) / 2)
    assert found.apply([0.0, 1.0]) == pytest.approx([0.005, 0.995])


def test_weights_stand_for_people() -> None:
    grouped = calibration.fit([0.2, 0.6], [0.25, 0.75], [4, 8])
    single = calibration.fit([0.2] * 4 + [0.6] * 8, [1, 0, 0, 0] + [1] * 6 + [0] * 2)
    assert grouped.n == single.n == 12
    assert grouped.apply([0.2, 0.4, 0.6]) == pytest.approx(single.apply([0.2, 0.4, 0.6]))
    assert grouped.apply([0.2, 0.6]) == pytest.approx([0.25, 0.75])


def test_groups_are_equal_and_in_order() -> None:
    p = [0.9, 0.1, 0.2, 0.8, 0.5]
    found = calibration.groups(p, [1, 0, 1, 1, 0], k=2)
    assert found.n == pytest.approx([3, 2])
    assert found.predicted == pytest.approx([(0.1 + 0.2 + 0.5) / 3, 0.85])
    assert found.actual == pytest.approx([1 / 3, 1])
    assert found.spread == pytest.approx(1 - 0.85)


def test_groups_of_patterns_are_groups_of_their_people() -> None:
    patterns = calibration.groups([0.2, 0.7], [0.25, 0.5], k=3, weight=[4, 4])
    people = calibration.groups([0.2] * 4 + [0.7] * 4, [0, 0, 0, 1] + [0, 1] * 2, k=3)
    assert patterns.n == pytest.approx([3, 3, 2])
    for name in ("predicted", "actual", "n"):
        assert getattr(patterns, name) == pytest.approx(getattr(people, name))


def test_nobody_gives_none() -> None:
    found = calibration.fit([], [])
    assert (found.n, found.predicted) == (0, None)
    assert found.apply([0.0, 0.4, 1.0]) == pytest.approx([0.005, 0.4, 0.995])
    assert calibration.groups([], []).n is None
    assert calibration.groups([0.5], [1], weight=[0]).predicted is None


def test_fewer_people_than_groups() -> None:
    assert len(calibration.groups([0.1, 0.9], [0, 1], k=10).n) == 2  # type: ignore[arg-type]


WRONG: dict[str, tuple[str, Callable[[], object]]] = {
    "NaN": ("p:", lambda: calibration.fit([math.nan], [1])),
    "above one": ("p:", lambda: calibration.groups([1.1], [1])),
    "outcome": ("silent:", lambda: calibration.fit([0.5], [2])),
    "lengths": ("silent:", lambda: calibration.fit([0.5, 0.6], [1])),
    "weight": ("weight:", lambda: calibration.fit([0.5], [1], [-1])),
    "k": ("k:", lambda: calibration.groups([0.5], [1], k=0)),
    "apply": ("p:", lambda: calibration.fit([0.5], [1]).apply(-0.1)),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_arguments_are_named(case: str) -> None:
    name, call = WRONG[case]
    with pytest.raises(ValueError, match=f"^{name}"):
        call()


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
@settings(max_examples=150, deadline=None)
def test_map_rises_and_stays_inside(seen: list[tuple[float, bool]]) -> None:
    p, silent = zip(*seen, strict=True)
    mapped = calibration.fit(p, silent).apply(np.linspace(0, 1, 201))
    assert (np.diff(mapped) >= 0).all()
    assert mapped.min() >= 0.005
    assert mapped.max() <= 0.995
    found = calibration.groups(p, silent)
    assert found.n is not None
    assert found.actual is not None
    assert found.n.sum() == pytest.approx(len(p))
    assert found.n @ found.actual == pytest.approx(sum(silent))
