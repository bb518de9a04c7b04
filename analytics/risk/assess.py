"""From a channel's facts to one judgement per message. Reads nothing and writes nothing."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from channel.models import Broadcast, BroadcastRisk
from stats import surprise

Floats = npt.NDArray[np.float64]
State = BroadcastRisk.State


@dataclass(frozen=True)
class Facts:
    """`daily`: blocks per KST day from `first_day` on, None where a day is a gap.

    `broadcasts`: done messages in the order sent, their results beside them. `unsure`: days whose
    count may still move. `friends`: the size of the next message.
    """

    broadcasts: list[Broadcast]
    first_day: dt.date
    daily: list[int | None]
    unsure: frozenset[dt.date]
    friends: int | None
    starts_on: dt.date | None
    today: dt.date

    def index(self, day: dt.date) -> int:
        return (day - self.first_day).days

    def known(self, day: dt.date) -> bool:
        n = self.index(day)
        return n < len(self.daily) and self.daily[n] is not None

    @property
    def last_day(self) -> dt.date | None:
        known = [n for n, blocks in enumerate(self.daily) if blocks is not None]
        return self.first_day + dt.timedelta(days=known[-1]) if known else None


@dataclass(frozen=True)
class Judged:
    """Unsaved rows in the order sent, what else their papers need, and the fit for the next."""

    rows: list[BroadcastRisk]
    bounds: dict[int, tuple[float, float]] = field(default_factory=dict)
    baseline: dict[str, Any] = field(default_factory=dict)


def two_days(broadcast: Broadcast) -> tuple[dt.date, dt.date]:
    return broadcast.sent_on, broadcast.sent_on + dt.timedelta(days=1)


def size(broadcast: Broadcast) -> int | None:
    result = getattr(broadcast, "result", None)
    return result.sent if result else None


def blocks_48h(broadcast: Broadcast) -> int | None:
    result = getattr(broadcast, "result", None)
    return result.blocks_48h if result else None


def judge(facts: Facts) -> Judged:
    sends = [facts.index(b.sent_on) for b in facts.broadcasts]
    found = _windows(facts, sends)
    rows = [_row(facts, n, b, found) for n, b in enumerate(facts.broadcasts)]
    usable = [n for n, row in enumerate(rows) if row.blocks is not None]
    scores = _score(facts, rows, usable)
    for i, n in enumerate(usable):
        _write_score(rows[n], scores, i)
    bounds = {b.pk: (found.low[n], found.high[n]) for n, b in enumerate(facts.broadcasts)}
    return Judged(rows, bounds, _baseline(facts, sends, rows, scores))


@dataclass(frozen=True)
class _Found:
    """Per message: blocks caused with their range, before and of the subtraction; NaN: unknown."""

    blocks: Floats
    low: Floats
    high: Floats
    raw: Floats
    usual: Floats
    shared: npt.NDArray[np.bool_]
    pending: npt.NDArray[np.bool_]


def _windows(facts: Facts, sends: list[int]) -> _Found:
    reached = _sizes_or_stand_ins(facts)
    days = surprise.windows(facts.daily, sends, reached)
    found = _Found(
        days.blocks, days.low, days.high, days.observed, days.usual, days.shared, days.pending
    )
    told = np.array([blocks_48h(b) for b in facts.broadcasts], dtype=float)
    if np.isnan(told).all():
        return found
    return _with_told(found, told, _parts(sends, reached))


def _with_told(found: _Found, told: Floats, part: Floats) -> _Found:
    """Blocks counted for 48 hours from the sending itself win over two whole days."""
    raw = np.where(np.isnan(told), found.raw, told * part)

    def caused(usual: Floats) -> Floats:
        return np.maximum(0, np.round(raw - usual))

    wins = ~np.isnan(told)
    low_usual, high_usual = found.raw - found.high, found.raw - found.low
    return _Found(
        blocks=np.where(wins, caused(found.usual), found.blocks),
        low=np.where(wins & ~np.isnan(high_usual), caused(high_usual), found.low),
        high=np.where(wins & ~np.isnan(low_usual), caused(low_usual), found.high),
        raw=raw,
        usual=found.usual,
        shared=found.shared,
        pending=found.pending & ~wins,
    )


def _parts(sends: list[int], reached: list[int]) -> Floats:
    """The share of its own two days that falls to each message: 1 where it has no company."""
    days = [1] * (max(sends) + 2)
    return surprise.windows(days, sends, reached).observed / 2


def _sizes_or_stand_ins(facts: Facts) -> list[int]:
    """A message of unknown size is not judged, but its days are no days without messages."""
    known = [found for b in facts.broadcasts if (found := size(b))]
    stand_in = int(np.median(known)) if known else 1
    return [size(b) or stand_in for b in facts.broadcasts]


def _row(facts: Facts, n: int, broadcast: Broadcast, found: _Found) -> BroadcastRisk:
    told = bool(size(broadcast)) and not np.isnan(found.blocks[n])
    first, second = two_days(broadcast)
    moving = second >= facts.today or bool({first, second} & facts.unsure)
    return BroadcastRisk(
        channel_id=broadcast.channel_id,
        broadcast=broadcast,
        state=State.LEARNING if told else State.MISSING,
        raw_blocks=_number(found.raw[n]),
        background=_number(found.usual[n]),
        blocks=int(found.blocks[n]) if told else None,
        shared=bool(found.shared[n]),
        provisional=bool(found.pending[n]) or moving,
    )


def _score(facts: Facts, rows: list[BroadcastRisk], usable: list[int]) -> surprise.Scores:
    used = [facts.broadcasts[n] for n in usable]
    before = [b for b in used if facts.starts_on and b.sent_on < facts.starts_on]
    return surprise.score(
        [rows[n].blocks or 0 for n in usable],
        [size(b) or 0 for b in used],
        [b.sent_on.weekday() for b in used],
        baseline_from=len(before),
    )


def _write_score(row: BroadcastRisk, scores: surprise.Scores, i: int) -> None:
    row.held = bool(scores.held[i])
    if scores.learning[i]:
        return
    spike, rising = bool(scores.spike[i]), bool(scores.rising[i])
    row.state = {
        (False, False): State.USUAL, (True, False): State.SPIKE,
        (False, True): State.RISING, (True, True): State.BOTH,
    }[spike, rising]  # fmt: skip
    for name in ("expected", "lower", "upper", "z", "ewma"):
        setattr(row, name, _number(getattr(scores, name)[i]))
    row.recent = {
        "blocks": _number(scores.recent_blocks[i]),
        "expected": _number(scores.recent_expected[i]),
        "ratio": _number(scores.ratio[i]),
        "ratio_low": _number(scores.ratio_low[i]),
        "n": min(surprise.RECENT, int((~scores.learning[: i + 1]).sum())),
    }


def _baseline(
    facts: Facts, sends: list[int], rows: list[BroadcastRisk], scores: surprise.Scores
) -> dict[str, Any]:
    factor = scores.weekday_factor
    background = surprise.background(facts.daily, sends).value
    power = None
    if scores.rate and scores.cv and facts.friends:
        power = surprise.power(scores.rate, scores.cv, facts.friends)
    return {
        "rate": scores.rate,
        "cv": scores.cv,
        "weekday_factor": [] if factor is None else [float(one) for one in factor],
        "background": background,
        "n": min(surprise.BASELINE_MESSAGES, _usual_messages(facts, rows)),
        "power_blocks": power,
    }


def _usual_messages(facts: Facts, rows: list[BroadcastRisk]) -> int:
    """How many messages since the (new) start make up what is usual."""
    since = facts.starts_on or dt.date.min
    usual = (State.LEARNING, State.USUAL)
    return sum(row.state in usual and row.broadcast.sent_on >= since for row in rows)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
