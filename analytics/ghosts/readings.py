"""Counts of people the channel knows, as kept figures with papers. They say nothing of the rest."""

import datetime as dt
from typing import Any

from analytics.ghosts.crowd import LEVEL, Crowd, Range, expected_silent, flagged_friends
from analytics.ghosts.look_back import last_forecasts
from analytics.ghosts.states import counts, model_of
from channel.figures.readings import append
from channel.models import Channel, DailyFriends, GhostBackTest, GhostFit, Reading

State = Reading.State
CLASSES = ("fan", "cooling", "new", "ghost")
SOURCE = "webhook file"


def write_counts(channel: Channel, fit: GhostFit, day: dt.date) -> list[Reading]:
    """Who is in which state today. What has no person behind it counts as unknown."""
    found, known = counts(channel)
    total = _total(channel, day)
    classed = sum(found[name] for name in CLASSES)
    unknown = max(found["unknown"], (total or 0) - classed)
    inputs = {"known": known, "friends": total, "m": fit.m, "judged": fit.friends}
    told = [
        tell(channel, day, "t1_friends", known, n=known, state=State.FINAL, inputs=inputs),
        tell(channel, day, "t1_unknown", unknown, inputs=inputs),
        tell(channel, day, "t1_blocked", found["blocked"], state=State.FINAL),
    ]
    told += [tell(channel, day, f"t1_{name}", found[name], inputs=inputs) for name in CLASSES]
    told += _shares(channel, fit, day, found["ghost"], known, total)
    return append(told)


def _shares(
    channel: Channel, fit: GhostFit, day: dt.date, ghosts: int, known: int, total: int | None
) -> list[Reading]:
    inputs = {"known": known, "friends": total, "ghosts": ghosts, "m": fit.m, **_checked(fit)}
    told = []
    if total and known:
        share = min(known / total, 1.0)
        told.append(tell(channel, day, "t1_coverage", share, "share", n=known, inputs=inputs))
    if fit.verdict != GhostFit.Verdict.FITTED or not known:
        reason = {"reason": f"ghosts_{fit.details.get('reason') or 'collecting'}"}
        gone = Reading.objects.filter(channel=channel, measure="t1_ghost_share").exists()
        if gone:
            told.append(tell(channel, day, "t1_ghost_share", None, "share", inputs=inputs | reason))
        return told
    # The interval is the fit's; between two fits it goes along with the count.
    low, high = fit.details.get("flagged_range", [0, 0])
    told.append(
        tell(
            channel, day, "t1_ghost_share", ghosts / known, "share", n=known, inputs=inputs,
            low=max(ghosts - low, 0) / known, high=min(ghosts + high, known) / known, level=LEVEL,
        )
    )  # fmt: skip
    return told


def write_forecast(channel: Channel, fit: GhostFit, judged: Crowd, day: dt.date) -> None:
    """How many stay silent for the next m messages, and what came of the last such forecast."""
    model, seen = model_of(fit)
    error = fit.details["error"]
    ahead = expected_silent(model, seen, judged, fit.m, error)
    inputs = {"m": fit.m, "judged": judged.total, **_checked(fit)}
    told = [_range(channel, day, "t1_silent_expected", ahead, judged.total, inputs)]
    for test in last_forecasts(channel, fit.ordinal, fit.m)[:1]:
        told += _checked_forecast(channel, test)
    append(told)


def _checked_forecast(channel: Channel, test: GhostBackTest) -> list[Reading]:
    """Of the day on which its outcome ended: so one over more messages takes an older one's place."""
    said = test.details
    inputs = {"m": test.m, "judged": test.friends, "until": said["until"],
              "known": test.known_on.isoformat(), "first": test.as_of.isoformat()}  # fmt: skip
    day = dt.date.fromisoformat(said["until"])
    foretold = Range(test.expected, test.low or 0, test.high or test.friends)
    return [
        _range(channel, day, "t1_expected_silent", foretold, test.friends, inputs),
        tell(channel, day, "t1_actual_silent", test.actual, n=test.friends, state=State.FINAL,
             inputs=inputs),
    ]  # fmt: skip


def keep_range(fit: GhostFit, judged: Crowd) -> None:
    """People below and above the flagged count, as the fit's own uncertainty has it."""
    model, seen = model_of(fit)
    found = flagged_friends(model, seen, judged, fit.m, fit.details["error"])
    fit.details["flagged_range"] = [found.value - found.low, found.high - found.value]


def _range(
    channel: Channel, day: dt.date, measure: str, found: Range, n: int, inputs: dict[str, Any]
) -> Reading:
    return tell(
        channel, day, measure, found.value, n=n, inputs=inputs, low=found.low, high=found.high,
        level=LEVEL, state=State.FORECAST,
    )  # fmt: skip


def _checked(fit: GhostFit) -> dict[str, Any]:
    """How many outcomes taught the map; 0 where the raw probability is used."""
    return {"outcomes": int(fit.details.get("map", {}).get("n", 0))}


def _total(channel: Channel, day: dt.date) -> int | None:
    """Friends of the channel by its newest daily figure."""
    days = DailyFriends.objects.filter(channel=channel, day__lte=day, total__isnull=False)
    return days.order_by("-day").values_list("total", flat=True).first()


def tell(
    channel: Channel,
    day: dt.date,
    measure: str,
    value: float | None,
    unit: str = "people",
    *,
    state: str = State.ESTIMATE,
    **fields: Any,
) -> Reading:
    fields.setdefault("subject", "channel")
    inputs = {name: v for name, v in fields.pop("inputs", {}).items() if v is not None}
    return Reading(
        channel=channel, measure=measure, as_of=day, value=value, unit=unit, inputs=inputs,
        state=State.MISSING if value is None else state, formula=measure, source=SOURCE, **fields,
    )  # fmt: skip
