"""One world through the product: files in, the nightly job on four days, what it stored, the truth.

The channel learns of each day only what was known on its morning. Ten messages lie between the
days, and ten follow the last one; what they brought is told by the simulator's outcomes.
"""

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analytics.accuracy.bars import UNFORESEEN, Seed
from analytics.accuracy.channels import bring_in, own_channel, remove, work_off
from analytics.accuracy.compare import Forecast, Judged, by_length, judge
from analytics.accuracy.stored import (
    noticed,
    past_of,
    stored_forecast,
    stored_range,
    wrongly_classed,
)
from analytics.ghosts.work import REFIT
from channel.clock import as_if, today
from channel.models import Channel, GhostFit
from channel.people.patterns import newest_ordinal
from channel.runs.work import enqueue
from kakao.simulator import World, make_world, write_files

FLAG = 0.9
WEEKS, APART, DAYS = 80, 10, 4
LAYOUT = "csv_utf8"
TOTALS = ("daily_friends", "broadcasts")


@dataclass(frozen=True)
class Result:
    """m: messages that the forecast of the last day looks ahead; verdict: of its fit."""

    world: str
    seed: int
    friends: int
    verdict: str
    m: int
    low: float | None
    high: float | None
    judged: Seed
    days: tuple[Judged, ...]


def world(name: str, seed: int, friends: int) -> World:
    """The simulator's channel up to last Sunday, so that no file tells of days to come."""
    end = today() - dt.timedelta(days=today().weekday())
    start = end - dt.timedelta(weeks=WEEKS)
    return make_world(name, seed=seed, friends=friends, start=start, end=end)


def forecast_days(made: World) -> list[dt.date]:
    """The mornings of the messages 121, 131, 141 and 151; a miss is noticed at the world's end."""
    sent = [b.sent_at.date() for b in made.broadcasts]
    days = [sent[len(sent) - APART * n] for n in range(DAYS, 0, -1)]
    return [*days, made.end] if made.name == UNFORESEEN else days


def measure(name: str, seed: int, friends: int, *, nights: int = 0) -> Result:
    """`nights`: only so many of the last days, where a look at one is enough.

    Raises RuntimeError where a file does not come in or the job stores no forecast.
    """
    made = world(name, seed, friends)
    with _channel(made) as place:
        days = forecast_days(made)[-nights:]
        seen = [_live_until(place, made, before, day)
                for before, day in zip([None, *days], days, strict=False)]  # fmt: skip
        return _result(place, made, friends, seen)


@dataclass(frozen=True)
class Seen:
    """What the job left on one day; forecast: None where the world ends before it is due."""

    fit: GhostFit
    ordinal: int
    forecast: Forecast | None


@contextmanager
def _channel(made: World) -> Iterator[Channel]:
    place = own_channel(made, "measure_accuracy")
    try:
        yield place
    finally:
        remove(place)


def _live_until(place: Channel, made: World, before: dt.date | None, day: dt.date) -> Seen:
    """Bring in what became known since `before`, let the job run, read what it stored."""
    with tempfile.TemporaryDirectory() as folder, as_if(day):
        for file in write_files(made.seen(day), Path(folder), [LAYOUT], since=before):
            if file.kind in (*TOTALS, "friends", "engagements"):
                bring_in(place, Path(folder) / file.file, file.kind)
        enqueue(REFIT, channel=place)
        work_off(place)
    fit = GhostFit.objects.filter(channel=place).latest("pk")
    try:
        forecast = stored_forecast(place, made, day, fit)
    except ValueError:  # too few messages follow
        forecast = None
    return Seen(fit, newest_ordinal(place.pk), forecast)


def _result(place: Channel, made: World, friends: int, seen: list[Seen]) -> Result:
    """Judged is the last forecast whose outcome is known."""
    known = [one for one in seen if one.forecast is not None]
    last, now = known[-1], known[-1].forecast
    past = past_of(place, last.ordinal, last.fit.m)
    assert now is not None
    none = np.zeros(len(now.silent), dtype=np.bool_)
    judged = Seed(
        raw=judge(now.raw, now.raw >= FLAG, now.silent),
        mapped=judge(now.mapped, now.flagged, now.silent),
        baseline=judge(by_length(past, now.length), none, now.silent),
        wrongly_classed=wrongly_classed(place),
        noticed=noticed(place, last.ordinal) if made.name == UNFORESEEN else None,
    )
    low, high = stored_range(place, last.fit.as_of)
    return Result(
        made.name, made.seed, friends, last.fit.verdict, last.fit.m,
        low, high, judged,
        tuple(judge(one.forecast.mapped, one.forecast.flagged, one.forecast.silent)
              for one in known if one.forecast is not None),
    )  # fmt: skip
