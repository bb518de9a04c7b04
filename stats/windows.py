"""Blocks after a message from one number per day: send day and next day, minus the usual.

Assumes that nearly all blocks caused by a message come on those two days. A day without data is
NaN or None and stays a gap: nothing is computed across it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stats.inputs import Bools, Floats, Ints, Values, counts, same_length

LOOK_BACK_DAYS = 14
# Where every day is near a message, a low day of at least a week must stand in for a free one.
FEWEST_DAYS = 7
STAND_IN_PERCENTILE = 20

Days = Sequence[float | None] | Sequence[int | None] | Floats | Ints


@dataclass(frozen=True)
class Background:
    """Blocks of one day without messages, with a 95% range; None where no day could tell.

    n: days used. free: they were days away from any message; otherwise value is the 20th
    percentile of busy days and the range runs from 0 to their median.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    free: bool


@dataclass(frozen=True)
class Windows:
    """Per message, in the order given.

    blocks: caused by the message, whole numbers from 0; NaN where missing. low, high: the same
    under the range of the background. observed: blocks of the two days before subtraction (own
    part where shared). usual: what was subtracted. shared: another message has a day in common.
    missing: a day is a gap, lies ahead, or no background is known. pending: a day of the window is
    not yet in the data.
    """

    blocks: Floats
    low: Floats
    high: Floats
    observed: Floats
    usual: Floats
    shared: Bools
    missing: Bools
    pending: Bools
    n: int


def background(daily_blocks: Days, send_days: Sequence[int] | Ints) -> Background:
    """Usual blocks of a day, from the last 14 days of the data.

    daily_blocks: blocks per KST day, NaN or None for a gap. send_days: indices into it. The median
    of days that are neither a send day nor the day after one; without such a day the 20th
    percentile of at least 7 others. Raises ValueError on negative or broken counts and on indices
    outside the data.
    """
    daily, sends = _daily(daily_blocks), _send_days(send_days, len(daily_blocks))
    return _background_before(daily, _free(daily, sends), daily.size)


def windows(daily_blocks: Days, send_days: Sequence[int] | Ints, delivered: Values) -> Windows:
    """Blocks each message caused, from daily totals.

    daily_blocks and send_days as in `background`, one send day per message (several may share a
    day); delivered: friends reached. The background is the one of the 14 days before the send day,
    so later days never change a message. A day in several windows is split in proportion to
    delivered. Raises ValueError naming the argument.
    """
    daily, sends = _daily(daily_blocks), _send_days(send_days, len(daily_blocks))
    reached = counts("delivered", delivered)
    same_length(send_days=sends.astype(float), delivered=reached)
    if (reached < 1).any():
        raise ValueError("delivered: a message that reached nobody has no window")
    days = np.stack([sends, sends + 1], axis=1)
    part, shared = _parts(days, reached, daily.size)
    pending = sends + 1 >= daily.size
    seen = (
        np.where(days < daily.size, daily[np.minimum(days, daily.size - 1)], np.nan)
        if daily.size
        else days * 1.0
    )
    observed, weight = (seen * part).sum(axis=1), part.sum(axis=1)
    free = _free(daily, sends)
    usual = np.array([_range(_background_before(daily, free, day)) for day in sends]).reshape(-1, 3)
    caused = np.maximum(0, np.round(observed[:, None] - usual * weight[:, None]))
    return Windows(
        blocks=caused[:, 0],
        low=caused[:, 2],
        high=caused[:, 1],
        observed=observed,
        usual=usual[:, 0] * weight,
        shared=shared,
        missing=np.isnan(caused[:, 0]),
        pending=pending,
        n=sends.size,
    )


def _daily(values: Days) -> Floats:
    found = np.array([np.nan if value is None else value for value in values], dtype=float)
    counts("daily_blocks", found[~np.isnan(found)])
    return found


def _send_days(values: Sequence[int] | Ints, days: int) -> Ints:
    found = counts("send_days", values).astype(np.int64)
    if (found >= days).any():
        raise ValueError("send_days: after the last day of daily_blocks")
    return found


def _free(daily: Floats, sends: Ints) -> Bools:
    near = np.zeros(daily.size + 1, dtype=bool)
    near[sends] = near[sends + 1] = True
    return ~near[:-1]


def _background_before(daily: Floats, free: Bools, day: int) -> Background:
    last = slice(max(0, day - LOOK_BACK_DAYS), day)
    known = ~np.isnan(daily[last])
    quiet, busy = daily[last][known & free[last]], daily[last][known]
    if quiet.size:
        middle, spread = float(np.median(quiet)), _error_of_median(quiet)
        return Background(middle, max(0.0, middle - spread), middle + spread, quiet.size, True)
    if busy.size >= FEWEST_DAYS:
        value = float(np.percentile(busy, STAND_IN_PERCENTILE))
        return Background(value, 0.0, float(np.median(busy)), busy.size, False)
    return Background(None, None, None, 0, False)


def _error_of_median(values: Floats) -> float:
    """1.96 standard errors, sqrt(pi / 2) those of a mean; a day varies at least like Poisson."""
    middle = float(np.median(values))
    deviation = 1.4826 * float(np.median(np.abs(values - middle)))
    day = max(deviation, np.sqrt(max(middle, 1.0)))
    return float(1.96 * np.sqrt(np.pi / 2) * day / np.sqrt(values.size))


def _range(found: Background) -> tuple[float, float, float]:
    if found.value is None or found.low is None or found.high is None:
        return np.nan, np.nan, np.nan
    return found.value, found.low, found.high


def _parts(days: Ints, reached: Floats, size: int) -> tuple[Floats, Bools]:
    """Each message's part of its two days and whether it has company on one of them."""
    total, messages = np.zeros(size + 1), np.zeros(size + 1)
    np.add.at(total, days, reached[:, None])
    np.add.at(messages, days, 1)
    return reached[:, None] / total[days], np.asarray((messages[days] > 1).any(axis=1))
