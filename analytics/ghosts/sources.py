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
MEASURES = ("t1_friends", "t1_silent_share", "t1_silent_expected", "t1_ghost")


def write(channel: Channel, fit: GhostFit, fitted: tuple[BGBB, Map], day: dt.date) -> None:
    """Subject source:<id>: people, those flagged, and how many of those judged will stay silent."""
    told: list[Reading] = []
    for source, rows in groupby(patterns_by_source(channel.pk), key=lambda row: row.source_id):
        if source is not None:
            told += _of(channel, fit, fitted, day, source, list(rows))
    append([*told, *_withdrawn(channel, day, {(one.subject, one.measure) for one in told})])


def _withdrawn(channel: Channel, day: dt.date, told: set[tuple[str, str]]) -> list[Reading]:
    """What an earlier fit of the same day said of sources that have too few friends by now."""
    said = Reading.objects.filter(
        channel=channel, as_of=day, subject__startswith="source:", measure__in=MEASURES
    )
    return [
        tell(channel, day, one.measure, None, one.unit, subject=one.subject, inputs=one.inputs)
        for one in said.newest()
        if one.value is not None and (one.subject, one.measure) not in told
    ]


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
    of_all = {"subject": subject, "n": who.total, "level": LEVEL, "inputs": inputs}
    told += [
        tell(
            channel, day, measure, silent.value / by, unit, low=silent.low / by,
            high=silent.high / by, state=Reading.State.FORECAST, **of_all,
        )
        for measure, unit, by in (
            ("t1_silent_expected", "people", 1), ("t1_silent_share", "share", who.total)
        )
    ]  # fmt: skip
    if fit.verdict == GhostFit.Verdict.FITTED:
        flagged = int(who.friends @ score(model, seen, who, fit.m).flagged)
        told.append(
            tell(channel, day, "t1_ghost", flagged, subject=subject, n=who.total, inputs=inputs)
        )
    return told
