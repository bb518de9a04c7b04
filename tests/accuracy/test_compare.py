"""The comparison itself, by hand: it decides whether the model is good, so it must not be wrong."""

from dataclasses import replace

import numpy as np
import pytest

from analytics.accuracy.bars import Seed, bars
from analytics.accuracy.compare import Judged, Past, by_length, judge, largest_gap


def flags(*values: int) -> np.ndarray:
    return np.array(values, dtype=bool)


def test_judging_four_friends_by_hand():
    p = np.array([0.9, 0.9, 0.5, 0.1])
    told = judge(p, flags(1, 1, 0, 0), flags(1, 0, 1, 0))
    assert told.friends == 4
    assert (told.predicted, told.actual, told.flagged) == pytest.approx((0.6, 0.5, 0.5))
    assert (told.right, told.found) == (0.5, 0.5)
    assert told.brier == pytest.approx((0.01 + 0.81 + 0.25 + 0.01) / 4)
    # each is a group; the two with .9 share their outcome, so .4 off, and the third is .5 off
    assert told.gap == pytest.approx(0.5)


@pytest.mark.parametrize(("flagged", "silent"), [((0, 0), (1, 0)), ((1, 0), (0, 0))])
def test_a_share_of_nobody_is_none(flagged, silent):
    told = judge(np.array([0.5, 0.5]), flags(*flagged), flags(*silent))
    assert (told.right is None) == (not any(flagged))
    assert (told.found is None) == (not any(silent))


def test_nobody_cannot_be_judged():
    with pytest.raises(ValueError, match="nobody"):
        judge(np.array([]), flags(), flags())


def test_ties_on_the_border_of_two_groups_do_not_make_a_gap():
    p = np.full(1_000, 0.7)
    silent = np.arange(1_000) < 700
    assert largest_gap(p, silent) == pytest.approx(0)
    assert largest_gap(p, np.zeros(1_000, bool)) == pytest.approx(0.7)


def test_the_baseline_is_the_share_by_length_of_silence():
    past = Past(np.array([0, 3, 3]), np.array([2, 1, 2]), np.array([1, 0, 2]))
    assert by_length(past, np.array([0, 3, 9])).tolist() == pytest.approx([1 / 2, 2 / 3, 3 / 5])


GOOD = Judged(1000, 0.6, 0.61, 0.2, 0.92, 0.65, 0.03, 0.09)
BASE = replace(GOOD, brier=0.1)


def missed(world: str, **changes: float | None) -> list[str]:
    seed = Seed(GOOD, replace(GOOD, **changes), BASE, noticed=True)
    return [bar.name for bar in bars(world, [seed] * 3) if not bar.holds]


@pytest.mark.parametrize(
    ("world", "changes", "names"),
    [
        ("classes", {}, []),
        ("classes", {"predicted": 0.645}, ["share off by"]),
        ("content", {"predicted": 0.645}, []),
        ("season", {"predicted": 0.9}, []),
        ("classes", {"gap": 0.06}, ["ten groups off by"]),
        ("content", {"gap": 0.06}, []),
        ("classes", {"right": 0.8}, ["right among flagged"]),
        ("classes", {"right": 0.8, "flagged": 0.005}, []),
        ("classes", {"found": 0.5}, ["found among silent"]),
        ("return", {"found": 0.5}, []),
        ("return", {"found": None}, ["found among silent"]),
        ("bursty", {"flagged": 0.0, "right": None, "found": None, "brier": 0.2}, []),
        ("fade", {"brier": 0.099}, ["Brier against baseline"]),
        ("rare", {"flagged": 0.0, "right": None, "found": 0.0}, []),
        ("rare", {"flagged": 0.001}, ["flagged"]),
    ],
)
def test_each_world_has_its_bars(world, changes, names):
    assert missed(world, **changes) == names


def test_a_miss_nobody_noticed_and_a_class_for_the_untrackable_do_not_hold():
    seed = Seed(GOOD, GOOD, BASE, wrongly_classed=1, noticed=False)
    names = [bar.name for bar in bars("season", [seed]) if not bar.holds]
    assert names == ["untrackable in a class", "miss noticed"]


def test_the_median_seed_decides():
    bad = Seed(GOOD, replace(GOOD, gap=0.2), BASE)
    good = Seed(GOOD, GOOD, BASE)
    assert all(bar.holds for bar in bars("fade", [bad, good, good]))
    assert not all(bar.holds for bar in bars("fade", [bad, bad, good]))
