"""How surprising the blocks after a message are, and when the signal turns yellow or red.

Each message is compared with what the channel's own earlier messages lead to expect: its usual
rate, its weekday, and how much its messages vary anyway. The score z is a normal quantile, so 5
blocks and 500 are treated alike. Spike (yellow) is one message far out; rising (red) is an
exponentially weighted mean (Roberts 1959) of z above its three-sigma limit while the last six
messages also exceed the expectation by a rate ratio. Counts are negative binomial
(`stats.negbin`).

Assumes that messages are given in the order sent, that blocks are those caused by the message
(`stats.windows` takes them from daily totals), and that the friends reached are exchangeable
between messages. Nothing looks ahead: the first i scores are the same whatever follows.
"""

from dataclasses import dataclass

import numpy as np

from stats import negbin
from stats.inputs import Bools, Floats, Ints, Values, counts, number, same_length
from stats.windows import Background, Windows, background, windows

__all__ = [
    "Background",
    "Baseline",
    "Learning",
    "Scores",
    "Windows",
    "background",
    "learning_range",
    "power",
    "score",
    "windows",
]

BASELINE_MESSAGES, FEWEST_MESSAGES = 36, 12
WEEKDAY_PRIOR_MESSAGES = 8
OUTLIER_Z, SPIKE_Z, LARGEST_Z = 3.0, 3.3, 3.5
WEIGHT, FLOOR = 0.25, -1.0
RED_LIMIT = 3 * np.sqrt(WEIGHT / (2 - WEIGHT))
RELEASE = 0.4
RECENT, LEAST_RATIO, LEAST_BLOCKS = 6, 1.15, 20
LEARNING_CV, FEWEST_FOR_RANGE = 0.3, 4


@dataclass(frozen=True)
class Baseline:
    """What is usual: blocks per friend reached, variation, factor per weekday (0 = Monday)."""

    rate: float
    cv: float
    weekday_factor: Floats

    def mean(self, delivered: Floats, weekday: Ints) -> Floats:
        """Expected blocks of messages to so many friends on these weekdays."""
        return np.asarray(delivered * self.rate * self.weekday_factor[weekday])


@dataclass(frozen=True)
class Scores:
    """Per message, in the order given; NaN and False while fewer than 12 usual ones are before it.

    expected, lower, upper: usual blocks and their 2.5% and 97.5% points. z: surprise. ewma: its
    moving mean, 0 before the first scored message. spike: z > 3.3. rising: the red alarm is on.
    held: an alarm is on only because ewma is not yet below .4. recent_blocks, recent_expected,
    ratio, ratio_low: over the last six scored messages, ratio_low the 95% lower bound of their
    quotient; ratio_low is NaN without a block. rate, cv, weekday_factor: the baseline that the
    next message will meet, None while learning.
    """

    expected: Floats
    lower: Floats
    upper: Floats
    z: Floats
    ewma: Floats
    spike: Bools
    rising: Bools
    learning: Bools
    held: Bools
    recent_blocks: Floats
    recent_expected: Floats
    ratio: Floats
    ratio_low: Floats
    rate: float | None
    cv: float | None
    weekday_factor: Floats | None
    n: int


@dataclass(frozen=True)
class Learning:
    """The newest message beside the `earlier` ones, too few for an alarm.

    seen_low, seen_high: fewest and most blocks so far. expected, low, high: predicted for this
    message's size (95%). above: more than predicted. highest: more than ever seen. With fewer than
    four earlier messages only `blocks` and `earlier` are given.
    """

    blocks: int | None
    earlier: int
    seen_low: int | None = None
    seen_high: int | None = None
    expected: float | None = None
    low: int | None = None
    high: int | None = None
    above: bool = False
    highest: bool = False


def score(blocks: Values, delivered: Values, weekday: Values, baseline_from: int = 0) -> Scores:
    """Score every message with the baseline of the last 36 unflagged messages before it.

    blocks: whole numbers from 0, caused by the message (leave messages with missing windows out).
    delivered: friends reached, from 1. weekday: 0 = Monday to 6, KST. baseline_from: index of the
    message at which a person started a new baseline: from there on nothing earlier counts and the
    alarms start afresh; messages before it keep their scores. Raises ValueError naming the
    argument on NaN, negative or broken numbers, unequal lengths or an index outside 0..n.
    """
    y, size, day = counts("blocks", blocks), counts("delivered", delivered), _weekdays(weekday)
    same_length(blocks=y, delivered=size, weekday=day.astype(float))
    if (size < 1).any():
        raise ValueError("delivered: a message that reached nobody cannot be scored")
    start = int(number("baseline_from", baseline_from, high=y.size))
    sequence = _Sequence(y, size, day)
    for i in range(y.size):
        if i == start:
            sequence.start_afresh()
        sequence.add(i)
    if start == y.size:
        sequence.start_afresh()
    return sequence.result()


def power(rate: float, cv: float, delivered: float, weekday_factor: float = 1.0) -> int:
    """Fewest blocks of one message to `delivered` friends that count as a spike (z > 3.3).

    rate, cv, weekday_factor as in `Scores`: the baseline. About half of the messages whose true
    level is this number are noticed. Raises ValueError naming the argument when it is not
    positive.
    """
    tiny = np.nextafter(0, 1)
    mean = number("delivered", delivered, 1) * number("rate", rate, tiny, 1)
    mean *= number("weekday_factor", weekday_factor, tiny)
    variation, low, high = np.array(number("cv", cv, 1e-3)), int(mean), int(mean) + 1
    while _z(high, mean, variation) <= SPIKE_Z:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _z(middle, mean, variation) > SPIKE_Z else (middle, high)
    return high


def learning_range(blocks: Values, delivered: Values) -> Learning:
    """The last message against the few before it, where `score` is still learning.

    The rate is gamma (Jeffreys prior, the earlier blocks and friends), messages vary by cv .3
    around it, and so does the mean of the earlier ones: a negative binomial prediction. Arguments
    and errors as `score`.
    """
    y, size = counts("blocks", blocks), counts("delivered", delivered)
    same_length(blocks=y, delivered=size)
    if (size < 1).any():
        raise ValueError("delivered: a message that reached nobody cannot be compared")
    if not y.size:
        return Learning(None, 0)
    before, now = y[:-1], int(y[-1])
    if before.size < FEWEST_FOR_RANGE:
        return Learning(now, before.size)
    total = before.sum() + 0.5
    expected = size[-1] * total / size[:-1].sum()
    cv = np.sqrt(LEARNING_CV**2 * (1 + 1 / before.size) + 1 / total)
    low, high = (int(negbin.quantile(level, expected, cv)) for level in (0.025, 0.975))
    fewest, most = int(before.min()), int(before.max())
    return Learning(
        now, before.size, fewest, most, float(expected), low, high, now > high, now > most
    )


def _weekdays(weekday: Values) -> Ints:
    found = counts("weekday", weekday)
    if (found > 6).any():
        raise ValueError("weekday: must be 0 (Monday) to 6 (Sunday)")
    return found.astype(np.int64)


def _z(blocks: int, mean: float, cv: Floats) -> float:
    return float(negbin.z_scores(np.array(float(blocks)), np.array(mean), cv))


def _fit(y: Floats, size: Floats, day: Ints) -> Baseline:
    """Fit again without messages beyond |z| = 3: an odd one must not widen what is usual."""
    first = _fit_once(y, size, day)
    z = negbin.z_scores(y, first.mean(size, day), np.array(first.cv))
    usual = np.abs(z) <= OUTLIER_Z
    return first if usual.all() or not usual.any() else _fit_once(y[usual], size[usual], day[usual])


def _fit_once(y: Floats, size: Floats, day: Ints) -> Baseline:
    # Half a block where there was none: a rate of 0 makes the first block infinitely odd.
    rate = max(y.sum(), 0.5) / size.sum()
    prior = WEEKDAY_PRIOR_MESSAGES * rate * size.mean()
    seen = np.bincount(day, weights=y, minlength=7)
    expected = np.bincount(day, weights=size * rate, minlength=7)
    factor = (seen + prior) / (expected + prior)
    return Baseline(float(rate), negbin.fit_cv(y, size * rate * factor[day]), factor)


class _Sequence:
    """The messages scored one after the other: what is usual so far, and whether an alarm is on."""

    def __init__(self, y: Floats, size: Floats, day: Ints) -> None:
        self.y, self.size, self.day = y, size, day
        columns = (
            "expected",
            "cv",
            "z",
            "ewma",
            "recent_blocks",
            "recent_expected",
            "ratio",
            "ratio_low",
        )
        self.values = {name: np.full(y.size, np.nan) for name in columns}
        self.flags = {
            name: np.zeros(y.size, dtype=bool) for name in ("spike", "rising", "learning", "held")
        }
        self.start_afresh()

    def start_afresh(self) -> None:
        self.usual: list[int] = []
        self.scored: list[int] = []
        self.ewma, self.yellow, self.red = 0.0, False, False

    def baseline(self) -> Baseline | None:
        if len(self.usual) < FEWEST_MESSAGES:
            return None
        last = np.array(self.usual[-BASELINE_MESSAGES:])
        return _fit(self.y[last], self.size[last], self.day[last])

    def add(self, i: int) -> None:
        baseline = self.baseline()
        if baseline is None:
            self.flags["learning"][i] = True
        else:
            self.compare(i, baseline)
            self.alarm(i, self.gate(i, baseline.cv))
        if not (self.flags["spike"][i] or self.flags["rising"][i]):
            self.usual.append(i)

    def compare(self, i: int, baseline: Baseline) -> None:
        one, values = slice(i, i + 1), self.values
        values["cv"][i] = baseline.cv
        values["expected"][one] = baseline.mean(self.size[one], self.day[one])
        values["z"][one] = negbin.z_scores(self.y[one], values["expected"][one], values["cv"][one])
        self.ewma = max(
            FLOOR, (1 - WEIGHT) * self.ewma + WEIGHT * min(float(values["z"][i]), LARGEST_Z)
        )
        values["ewma"][i] = self.ewma
        self.scored.append(i)

    def gate(self, i: int, cv: float) -> bool:
        """Whether the last messages lost more than usual beyond chance, which red demands."""
        last, values = self.scored[-RECENT:], self.values
        blocks, expected = self.y[last].sum(), values["expected"][last].sum()
        values["recent_blocks"][i], values["recent_expected"][i] = blocks, expected
        values["ratio"][i] = blocks / expected
        if blocks:
            error = np.sqrt(1 / blocks + cv**2 / len(last))
            values["ratio_low"][i] = blocks / expected * np.exp(-1.96 * error)
        return bool(blocks >= LEAST_BLOCKS and values["ratio_low"][i] > LEAST_RATIO)

    def alarm(self, i: int, gate: bool) -> None:
        spike = bool(self.values["z"][i] > SPIKE_Z)
        red = self.ewma > RED_LIMIT and gate
        on = self.ewma >= RELEASE
        self.yellow, self.red = spike or (self.yellow and on), red or (self.red and on)
        self.flags["spike"][i], self.flags["rising"][i] = spike, self.red
        self.flags["held"][i] = (self.yellow or self.red) and not (spike or red)

    def result(self) -> Scores:
        values, now = self.values, self.baseline()
        known, bounds = ~np.isnan(values["expected"]), np.full((2, self.y.size), np.nan)
        for row, level in enumerate((0.025, 0.975)):
            bounds[row, known] = negbin.quantile(
                level, values["expected"][known], values["cv"][known]
            )
        return Scores(
            **{name: array for name, array in values.items() if name != "cv"},
            **self.flags,
            lower=bounds[0],
            upper=bounds[1],
            rate=now.rate if now else None,
            cv=now.cv if now else None,
            weekday_factor=now.weekday_factor if now else None,
            n=self.y.size,
        )
