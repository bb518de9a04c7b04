"""Control charts over messages: p, Laney p' and EWMA, three standard errors wide.

A plain p-chart assumes binomial counts. Blocks vary more than that, so on large channels it alarms
without cause: use it as a reference only, Laney p' (Quality Engineering 14(4), 2002) for a chart
shown to others, `stats.surprise` for alarms.
"""

from dataclasses import dataclass

import numpy as np

from stats import inputs
from stats.inputs import Floats, Values, number, numbers, same_length

# Mean absolute difference of two standard normal values, 2 / sqrt(pi), as the tables print it.
MOVING_RANGE = 1.128


@dataclass(frozen=True)
class Proportions:
    """Center line and per-message limits of a proportion, clipped to 0..1.

    `sigma_z` is how much wider than binomial the data vary (1 for the plain p-chart; None with
    fewer than two messages). `center` is None and the arrays are empty without messages.
    """

    center: float | None
    lower: Floats
    upper: Floats
    sigma_z: float | None
    n: int


@dataclass(frozen=True)
class Ewma:
    """The moving average after each value and its limits at that value."""

    ewma: Floats
    lower: Floats
    upper: Floats
    n: int


def p_chart(counts: Values, sizes: Values) -> Proportions:
    """Shewhart p-chart: center = sum(counts) / sum(sizes), limits 3 sqrt(p(1-p)/size).

    counts, sizes: per message, whole numbers with 0 <= count <= size and size >= 1. Raises
    ValueError naming the argument.
    """
    x, size = _pairs(counts, sizes)
    if not x.size:
        return Proportions(None, x, x, None, 0)
    return _limits(x, size, 1.0)


def laney_p(counts: Values, sizes: Values) -> Proportions:
    """Laney p': the p-chart's limits times sigma_z, the mean moving range of z divided by 1.128.

    Arguments and errors as `p_chart`. With one message there is no range yet: sigma_z is None, the
    limits are NaN.
    """
    x, size = _pairs(counts, sizes)
    if not x.size:
        return Proportions(None, x, x, None, 0)
    center = x.sum() / size.sum()
    sd = np.sqrt(center * (1 - center) / size)
    z = np.divide(x / size - center, sd, out=np.zeros_like(x), where=sd > 0)
    sigma_z = float(np.abs(np.diff(z)).mean() / MOVING_RANGE) if x.size > 1 else None
    return _limits(x, size, sigma_z)


def ewma(values: Values, target: float, sigma: float, weight: float, width: float) -> Ewma:
    """e_i = (1 - weight) e_(i-1) + weight value_i from e_0 = target, with the exact limits.

    sigma: standard deviation of one value. weight: 0 < weight <= 1. width: limits in standard
    deviations of e_i, sigma^2 weight / (2 - weight) (1 - (1 - weight)^(2i)) (Roberts 1959; Lucas &
    Saccucci 1990). Raises ValueError.
    """
    x = numbers("values", values)
    keep = 1.0 - number("weight", weight, np.nextafter(0, 1), 1)
    middle = number("target", target, low=-np.inf)
    averages, last = np.empty_like(x), middle
    for i, value in enumerate(x):
        averages[i] = last = keep * last + weight * value
    steps = np.arange(1, x.size + 1)
    spread = np.sqrt(weight / (2 - weight) * (1 - keep ** (2 * steps)))
    half = number("width", width) * number("sigma", sigma) * spread
    return Ewma(averages, middle - half, middle + half, x.size)


def _pairs(x: Values, sizes: Values) -> tuple[Floats, Floats]:
    found, size = inputs.counts("counts", x), inputs.counts("sizes", sizes)
    same_length(counts=found, sizes=size)
    if (size < 1).any():
        raise ValueError("sizes: a message without recipients has no proportion")
    if (found > size).any():
        raise ValueError("counts: larger than its size")
    return found, size


def _limits(x: Floats, size: Floats, sigma_z: float | None) -> Proportions:
    center = float(x.sum() / size.sum())
    half = 3 * np.sqrt(center * (1 - center) / size) * (np.nan if sigma_z is None else sigma_z)
    lower, upper = np.clip(center - half, 0, 1), np.clip(center + half, 0, 1)
    return Proportions(center, lower, upper, sigma_z, x.size)
