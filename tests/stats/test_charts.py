"""Control charts against textbook examples and hand calculation."""

import math

import numpy as np
import pytest

from stats import charts

# Montgomery, Introduction to Statistical Quality Control: nonconforming orange juice cans, 30
# samples of 50. Published: p-bar .2313, UCL .4102, LCL .0524, samples 15 and 23 above.
CANS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22]
CANS += [8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]

# NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.4: target 50, s 2.0539, lambda .3.
NIST_DATA = [52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5]
NIST_DATA += [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
NIST_EWMA = [50.60, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33]
NIST_EWMA += [50.11, 49.36, 49.52, 50.05, 49.38, 49.92, 50.73, 51.23, 51.94, 51.99]


def test_p_chart_of_the_orange_juice_cans():
    found = charts.p_chart(CANS, [50] * 30)
    assert found.center == pytest.approx(0.2313, abs=5e-5)
    assert found.lower == pytest.approx(np.full(30, 0.0524), abs=1e-4)
    assert found.upper == pytest.approx(np.full(30, 0.4102), abs=1e-4)
    assert list(np.flatnonzero(np.array(CANS) / 50 > found.upper) + 1) == [15, 23]


def test_p_chart_limits_follow_the_size_and_stay_proportions():
    found = charts.p_chart([1, 99], [10, 990])
    assert found.lower == pytest.approx([0, 0.1 - 3 * math.sqrt(0.09 / 990)])
    assert found.upper == pytest.approx(
        [0.1 + 3 * math.sqrt(0.009), 0.1 + 3 * math.sqrt(0.09 / 990)]
    )


def test_laney_widens_by_the_moving_range_of_z():
    # p = .1, sd = .03: the shares give z = -2/3, 4/3, 1/3, -1
    found = charts.laney_p([8, 14, 11, 7], [100] * 4)
    sigma_z = (2 + 1 + 4 / 3) / 3 / 1.128
    assert found.sigma_z == pytest.approx(sigma_z)
    assert found.upper == pytest.approx(np.full(4, 0.1 + 3 * 0.03 * sigma_z))


def test_laney_of_one_message_has_no_limits_yet():
    found = charts.laney_p([8], [100])
    assert (found.center, found.sigma_z) == (0.08, None)
    assert np.isnan(found.upper).all()


def test_ewma_of_the_nist_example():
    found = charts.ewma(NIST_DATA, 50, 2.0539, 0.3, 3)
    assert found.ewma == pytest.approx(NIST_EWMA, abs=0.0051)
    assert (found.lower[-1], found.upper[-1]) == pytest.approx((47.4115, 52.5884), abs=1e-3)


def test_ewma_limits_start_narrow_and_widen():
    found = charts.ewma([50, 50], 50, 2, 0.3, 3)
    assert found.upper == pytest.approx([50 + 3 * 2 * 0.3, 50 + 6 * math.sqrt(0.09 + 0.0441)])


@pytest.mark.parametrize("chart", [charts.p_chart, charts.laney_p])
@pytest.mark.parametrize("counts", [[0, 0, 0], [50, 50, 50]])
def test_a_chart_of_all_or_nothing_has_no_width(chart, counts):
    found = chart(counts, [50] * 3)
    assert found.lower == pytest.approx(found.upper)


@pytest.mark.parametrize("chart", [charts.p_chart, charts.laney_p])
def test_a_chart_of_no_message_is_empty(chart):
    found = chart([], [])
    assert (found.center, found.n, found.lower.size) == (None, 0, 0)
    assert charts.ewma([], 0, 1, 0.2, 3).n == 0


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: charts.p_chart([1, math.nan], [5, 5]), "counts"),
        (lambda: charts.p_chart([6], [5]), "counts"),
        (lambda: charts.p_chart([-1], [5]), "counts"),
        (lambda: charts.laney_p([1, 2], [5]), "sizes"),
        (lambda: charts.laney_p([0], [0]), "sizes"),
        (lambda: charts.ewma([1, math.nan], 0, 1, 0.2, 3), "values"),
        (lambda: charts.ewma([1], math.nan, 1, 0.2, 3), "target"),
        (lambda: charts.ewma([1], 0, -1, 0.2, 3), "sigma"),
        (lambda: charts.ewma([1], 0, 1, 0, 3), "weight"),
        (lambda: charts.ewma([1], 0, 1, 0.2, -3), "width"),
    ],
)
def test_bad_input_names_the_argument(call, argument):
    with pytest.raises(ValueError, match=f"^{argument}:"):
        call()
