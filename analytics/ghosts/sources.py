"""The same question for each source that friends came from.

A source's own friends are few: its prior is centred on the channel's fit, which in simulation beats
both one fit for all and fits apart.
"""

import datetime as dt
from itertools import groupby

from analytics.ghosts.crowd import LEVEL, SOURCE_SD, Crowd, expected_silent, score
from analytics.ghosts.readings import tell
from channel.figures.readings import append
from channel.models import Channel, GhostFit, Reading
from channel.people.patterns import Pattern, patterns_by_source
from stats.bgbb import BGBB
from stats.calibration import Map

LEAST = 30  # friends with 5 or more messages


def write(channel: Channel, fit: GhostFit, fitted: tuple[BGBB, Map], day: dt.date) -> None:
    """Subject source:<id>: people, those flagged, and the share that will stay silent."""
    told: list[Reading] = []
    for source, rows in groupby(patterns_by_source(channel.pk), key=lambda row: row.source_id):
        if source is not None:
            told += _of(channel, fit, fitted, day, source, list(rows))
    append(told)


def _of(
    channel: Channel, fit: GhostFit, fitted: tuple[BGBB, Map], day: dt.date, source: int,
    rows: list[Pattern],
) -> list[Reading]:  # fmt: skip
    whole, (centre, seen) = Crowd.of(rows), fitted
    who, subject = whole.judged, f"source:{source}"
    inputs = {"m": fit.m, "judged": who.total, "known": whole.total}
    told = [
        tell(channel, day, "t1_friends", whole.total, subject=subject, n=whole.total,
             state=Reading.State.FINAL, inputs=inputs)
    ]  # fmt: skip
    if who.total < LEAST:
        return told
    model = whole.fit(SOURCE_SD, centre)
    silent = expected_silent(model, seen, who, fit.m, fit.details["error"])
    told.append(
        tell(
            channel, day, "t1_silent_share", silent.value / who.total, "share", subject=subject,
            low=silent.low / who.total, high=silent.high / who.total, level=LEVEL, n=who.total,
            state=Reading.State.FORECAST, inputs=inputs,
        )
    )  # fmt: skip
    if fit.verdict == GhostFit.Verdict.FITTED:
        flagged = int(who.friends @ score(model, seen, who, fit.m).flagged)
        told.append(
            tell(channel, day, "t1_ghost", flagged, subject=subject, n=who.total, inputs=inputs)
        )
    return told
