"""Fit a channel's ghost model, score everybody with it, and say what came of the last forecasts.

`refit` is the nightly job; `rescore` follows reactions and messages with the stored parameters.
"""

import datetime as dt
import hashlib
from typing import Any

import numpy as np
from django.db import transaction

from analytics.ghosts import alarms, history, readings, sources
from analytics.ghosts.crowd import AHEAD, LEAST_FRIENDS, Crowd
from analytics.ghosts.look_back import (
    LEARNED_FROM,
    error_of,
    facts_of,
    last_forecasts,
    learned,
    look_back,
    tells_apart,
)
from analytics.ghosts.states import model_of, write_scores, write_states
from channel.clock import today
from channel.models import Channel, FriendActivity, GhostBackTest, GhostFit, SendDay
from channel.people.locking import hold_alone
from channel.people.patterns import newest_ordinal, patterns
from channel.runs.work import enqueue
from stats import bgbb

Verdict = GhostFit.Verdict
REFIT, WEEKS = "ghosts", "ghost_weeks"


def refit(channel: Channel, as_of: dt.date | None = None, run_id: int | None = None) -> None:
    """Everything of one channel as of that day, today if none is given. Nobody trackable: nothing.

    Safe to run twice: scores replace scores, states change only where they differ, and a reading
    that says nothing new is not written.
    """
    day = as_of or today()
    if not has_people(channel) and not GhostFit.objects.filter(channel=channel).exists():
        return
    who, newest = Crowd.of(patterns(channel.pk)), newest_ordinal(channel.pk)
    fit = _fit(channel, who, newest)
    fit.channel, fit.as_of, fit.ordinal, fit.run_id = channel, day, newest, run_id
    if fit.alpha is not None:
        readings.keep_range(fit, who.judged)
    with transaction.atomic():
        hold_alone(channel.pk)
        fit.save()
        write_scores(fit, who)
        write_states(channel, fit, day)
        readings.write_counts(channel, fit, day)
    _tell(channel, fit, who, day)
    if history.is_wanted(channel, fit, day):
        enqueue(WEEKS, channel=channel)


@transaction.atomic
def rescore(channel: Channel, as_of: dt.date | None = None) -> None:
    """States of now by the newest fit's parameters: what a message or a reaction changes. Another
    fit is waited for, so that its scores are never replaced by an older one's."""
    hold_alone(channel.pk)
    fit = GhostFit.objects.filter(channel=channel).order_by("-pk").first()
    if fit is None:
        return
    day = as_of or today()
    if fit.verdict != Verdict.COLLECTING:
        write_scores(fit, Crowd.of(patterns(channel.pk)))
    write_states(channel, fit, day)
    readings.write_counts(channel, fit, day)


def has_people(channel: Channel) -> bool:
    return FriendActivity.objects.filter(channel=channel, from_ordinal__isnull=False).exists()


def enqueue_refit(channel: Channel) -> None:
    """The last step of recomputing: imports and messages that change what the fit knew."""
    if not has_people(channel):
        return
    newest = GhostFit.objects.filter(channel=channel).order_by("-pk").first()
    if newest is None or newest.details.get("facts") != _facts(channel):
        enqueue(REFIT, channel=channel)


def _facts(channel: Channel) -> str:
    days = SendDay.objects.filter(channel=channel).order_by("ordinal").values_list("day", flat=True)
    told = " ".join(day.isoformat() for day in days)
    return f"{facts_of(channel)} {hashlib.sha256(told.encode()).hexdigest()[:16]}"


def _fit(channel: Channel, who: Crowd, newest: int) -> GhostFit:
    """An unsaved row: the fit, or why there is none."""
    judged = who.judged.total
    row = GhostFit(
        verdict=Verdict.COLLECTING, m=AHEAD[0], friends=judged, details={"facts": _facts(channel)}
    )
    if judged < LEAST_FRIENDS:
        return row
    model = who.fit()
    m, last = _ahead(channel, newest)
    before = last_forecasts(channel, newest, m)
    row.m, row.version = m, model.version
    row.verdict = Verdict.FITTED if last else Verdict.INDISTINCT
    row.alpha, row.beta, row.gamma, row.delta = np.exp(model.logs).tolist()
    row.log_likelihood = model.log_likelihood
    seen = learned(before)
    row.details |= {
        "cov_log": np.asarray(model.cov_log).tolist(),
        "map": _map_told(seen), "error": error_of(before),
        "rate": _rate(model, who, before), "reason": "" if last else _reason(before),
    }  # fmt: skip
    return row


def _map_told(seen: Any) -> dict[str, Any]:
    corners = [None if one is None else one.tolist() for one in (seen.predicted, seen.observed)]
    return {"predicted": corners[0], "observed": corners[1], "n": seen.n}


def _ahead(channel: Channel, newest: int) -> tuple[int, GhostBackTest | None]:
    """The smallest m whose last forecast told those flagged from the others; 10 where none did."""
    for m in AHEAD:
        look_back(channel, [newest - k * m for k in range(1, LEARNED_FROM + 2)], m)
        before = last_forecasts(channel, newest, m)
        if before and tells_apart(before[0]):
            return m, before[0]
    return AHEAD[0], None


def _rate(model: bgbb.BGBB, who: Crowd, before: list[GhostBackTest]) -> float:
    """Reactions a friend and message, over the last forecast's messages or the whole window."""
    if before:
        return float(before[0].details["rate"])
    return float(who.friends @ who.x) / max(float(who.friends @ who.n), 1.0)


def _reason(before: list[GhostBackTest]) -> str:
    """`early`: no forecast could be checked yet; `rare`: none told those flagged apart."""
    return "rare" if before else "early"


@transaction.atomic
def _tell(channel: Channel, fit: GhostFit, who: Crowd, day: dt.date) -> None:
    if fit.verdict == Verdict.COLLECTING:
        alarms.withdraw(channel)
        return
    readings.write_forecast(channel, fit, who.judged, day)
    sources.write(channel, fit, model_of(fit), day)
    alarms.settle(channel, fit)
