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

    daily_blocks: blocks per KST day, NaN or None for a gap. send_days: indices into it (those past
    its end are ignored). The median of days that are neither a send day nor the day after one;
    without such a day the 20th percentile of at least 7 others. Raises ValueError on negative or
    broken counts and negative indices.
    """
    sends = _send_days(send_days)
    daily = _daily(daily_blocks, sends)
    return _background_before(daily, _free(daily, sends), len(daily_blocks))


def windows(daily_blocks: Days, send_days: Sequence[int] | Ints, delivered: Values) -> Windows:
    """Blocks each message caused, from daily totals.

    daily_blocks and send_days as in `background`, one send day per message (several may share a
    day); delivered: friends reached. The background is the one of the 14 days before the send day,
    so later days never change a message. A day in several windows is split in proportion to
    delivered. Raises ValueError naming the argument.
    """
    sends, reached = _send_days(send_days), counts("delivered", delivered)
    same_length(send_days=sends.astype(float), delivered=reached)
    if (reached < 1).any():
        raise ValueError("delivered: a message that reached nobody has no window")
    daily = _daily(daily_blocks, sends)
    days = np.stack([sends, sends + 1], axis=1)
    part, shared = _parts(days, reached, daily.size)
    observed, weight = (daily[days] * part).sum(axis=1), part.sum(axis=1)
    usual = _usual(daily, sends) * weight[:, None]
    caused = np.maximum(0, np.round(observed[:, None] - usual))
    return Windows(
        blocks=caused[:, 0],
        low=caused[:, 2],
        high=caused[:, 1],
        observed=observed,
        usual=usual[:, 0],
        shared=shared,
        missing=np.isnan(caused[:, 0]),
        pending=sends + 1 > np.flatnonzero(~np.isnan(daily)).max(initial=-1),
        n=sends.size,
    )


def _daily(values: Days, sends: Ints) -> Floats:
    """Blocks per day with NaN for gaps, long enough for the window of every message."""
    found = np.array([np.nan if value is None else value for value in values], dtype=float)
    counts("daily_blocks", found[~np.isnan(found)])
    ahead = max(0, int(sends.max(initial=-2)) + 2 - found.size)
    return np.append(found, np.full(ahead, np.nan))


def _send_days(values: Sequence[int] | Ints) -> Ints:
    return counts("send_days", values).astype(np.int64)


def _free(daily: Floats, sends: Ints) -> Bools:
    near = np.zeros(daily.size, dtype=bool)
    near[sends] = near[sends + 1] = True
    return ~near


def _usual(daily: Floats, sends: Ints) -> Floats:
    """Background of a day before each message: value, low, high; NaN where unknown."""
    free = _free(daily, sends)
    found = [_background_before(daily, free, day) for day in sends]
    rows = [[one.value, one.low, one.high] for one in found]
    return np.array(rows, dtype=float).reshape(-1, 3)


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


def _parts(days: Ints, reached: Floats, size: int) -> tuple[Floats, Bools]:
    """Each message's part of its two days and whether it has company on one of them."""
    total, messages = np.zeros(size), np.zeros(size)
    np.add.at(total, days, reached[:, None])
    np.add.at(messages, days, 1)
    return reached[:, None] / total[days], np.asarray((messages[days] > 1).any(axis=1))
