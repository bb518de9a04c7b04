"""The ghost share as it would have stood on the last Sundays, from the facts as known then."""

import datetime as dt
from bisect import bisect_right

from django.db import transaction

from analytics.ghosts.crowd import LEAST_FRIENDS, LEVEL, Crowd, flagged_friends
from analytics.ghosts.look_back import (
    ANSWERED,
    error_of,
    facts_of,
    last_forecasts,
    learned,
    look_back,
    tells_apart,
)
from analytics.ghosts.readings import tell
from analytics.statements.weeks import sundays
from channel.figures.readings import append
from channel.models import Channel, GhostBackTest, GhostFit, Reading, SendDay
from channel.people.past import Moment, known_on, lay_out_history, patterns_at

MEASURE = "t1_ghost_share"


def is_wanted(channel: Channel, fit: GhostFit, day: dt.date) -> bool:
    """A Sunday is over, a message came late, or people came in since the fit before this one."""
    if fit.verdict != GhostFit.Verdict.FITTED:
        return False
    told = Reading.objects.filter(channel=channel, subject="channel", measure=MEASURE)
    shown = {reading.as_of: reading for reading in told.filter(as_of__in=sundays(day)).newest()}
    if sundays(day)[-1] not in shown or any(reading.stale for reading in shown.values()):
        return True
    before = GhostFit.objects.filter(channel=channel, pk__lt=fit.pk).order_by("-pk").first()
    return before is None or before.details.get("facts") != fit.details["facts"]


@transaction.atomic
def doubt(channel: Channel) -> None:
    """Reactions came in long after their days: the next fit makes forecasts and Sundays anew."""
    GhostBackTest.objects.filter(channel=channel).delete()
    Reading.objects.filter(channel=channel, subject="channel", measure=MEASURE).update(stale=True)


def weeks(channel: Channel, fit: GhostFit, day: dt.date) -> None:
    """Sundays not told yet, or told from messages or people that changed. Marked as recomputed."""
    facts = facts_of(channel)
    told = Reading.objects.filter(channel=channel, subject="channel", measure=MEASURE).newest()
    told_on = {reading.as_of: reading for reading in told}
    known = {one for one, reading in told_on.items() if _stands(reading, facts)}
    days = SendDay.objects.filter(channel=channel).order_by("ordinal").values_list("day", flat=True)
    sent = list(days)
    wanted = [
        _then(one, sent) for one in sundays(day) if one not in known and bisect_right(sent, one)
    ]
    look_back(channel, {answered - fit.m for _moment, answered in wanted}, fit.m)
    with transaction.atomic():
        if wanted:
            lay_out_history(channel.pk, [then for then, _answered in wanted])
        found = [
            _week(channel, then, answered, fit.m, facts)
            or _taken_back(channel, then.day, told_on.get(then.day), facts)
            for then, answered in wanted
        ]
        append([reading for reading in found if reading])


def _stands(reading: Reading, facts: str) -> bool:
    """What was told on the day itself does; what was recomputed as long as its facts do."""
    recomputed = reading.inputs.get("recomputed")
    return not reading.stale and (not recomputed or reading.inputs.get("facts") == facts)


def _taken_back(
    channel: Channel, sunday: dt.date, told: Reading | None, facts: str
) -> Reading | None:
    if told is None:
        return None
    inputs = {**told.inputs, "reason": "ghosts_early", "facts": facts}
    return tell(channel, sunday, MEASURE, None, "share", inputs=inputs)


def _then(sunday: dt.date, sent: list[dt.date]) -> tuple[Moment, int]:
    """That Sunday, and the newest send day whose answers were all in: up to it outcomes were known."""
    return Moment(bisect_right(sent, sunday), sunday), bisect_right(sent, sunday - ANSWERED)


def _week(channel: Channel, sunday: Moment, answered: int, m: int, facts: str) -> Reading | None:
    """None where too few were known, or where nobody could be told apart by then."""
    before = last_forecasts(channel, answered, m)
    if not before or not tells_apart(before[0]):
        return None
    whole = Crowd.of(patterns_at(channel.pk, sunday, 0))
    who = whole.judged
    if who.total < LEAST_FRIENDS:
        return None
    known = max(known_on(channel.pk, sunday.day), who.total)
    found = flagged_friends(whole.fit(), learned(before), who, m, error_of(before))
    return tell(
        channel, sunday.day, MEASURE, found.value / known, "share", n=known,
        low=found.low / known, high=min(found.high / known, 1.0), level=LEVEL,
        inputs={"known": known, "ghosts": int(found.value), "m": m, "recomputed": True,
                "facts": facts},
    )  # fmt: skip
