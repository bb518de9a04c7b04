"""What the model would have said m messages ago, beside what then happened.

A forecast is checked over the same m it looks ahead. Its row keeps what the monotone map learns
from and what a screen shows; rows of changed facts are made anew.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Q

from analytics.ghosts.crowd import (
    LEAST_FLAGGED,
    LEAST_FRIENDS,
    LEAST_MESSAGES,
    LEAST_OUTCOMES,
    NO_MAP,
    RATIO,
    Crowd,
    Scores,
    expected_silent,
    score,
)
from channel.clock import today
from channel.models import Channel, GhostBackTest, ImportBatch, SendDay
from channel.people.masks import ANSWERS_FOR_DAYS
from channel.people.past import Moment, Outcome, lay_out_history, patterns_at
from stats import bgbb, calibration

# A map learns from so many forecasts that do not overlap.
LEARNED_FROM = 3
ANSWERED = dt.timedelta(days=ANSWERS_FOR_DAYS)
_BINS = 500


def facts_of(channel: Channel) -> str:
    """Changes with every import or undoing of people and their reactions."""
    batches = ImportBatch.objects.filter(kind__in=("friends", "engagements"))
    # a file of the whole organisation names its channels in its rows
    batches = batches.filter(
        Q(channel=channel) | Q(channel=None, organisation=channel.organisation)
    )
    done = batches.filter(state__in=("done", "undone")).values_list("pk", "state")
    told = " ".join(f"{pk} {state}" for pk, state in done.order_by("-pk"))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@transaction.atomic
def look_back(channel: Channel, ordinals: Iterable[int], m: int) -> None:
    """Make the rows that are missing, the oldest first, and those of older facts anew, or made
    while the last message could still be answered."""
    days = dict(SendDay.objects.filter(channel=channel).values_list("ordinal", "day"))
    facts = facts_of(channel)
    kept = {row.from_ordinal: row for row in GhostBackTest.objects.filter(channel=channel, m=m)}
    wanted = [o for o in sorted(ordinals) if o >= LEAST_MESSAGES and o + m in days]
    missing = [moment(o, days) for o in wanted if not _stands(kept.get(o), days, facts)]
    if missing:
        lay_out_history(channel.pk, missing)
    for then in missing:
        ordinal, rows = then.ordinal, patterns_at(channel.pk, then, m)
        if sum(row.stayed for row in rows if row.n >= LEAST_MESSAGES) < LEAST_FRIENDS:
            continue
        said = _compare(rows, m, last_forecasts(channel, ordinal, m))
        until = days[ordinal + m]
        said["details"] |= {
            "facts": facts, "until": until.isoformat(), "settled": today() > until + ANSWERED,
            "known": then.day.isoformat(),
        }  # fmt: skip
        GhostBackTest.objects.update_or_create(
            channel=channel, from_ordinal=ordinal, m=m,
            defaults={"as_of": days[ordinal], **said},
        )  # fmt: skip


def moment(ordinal: int, days: dict[int, dt.date]) -> Moment:
    """The last night before the next message: what it did not know yet, the forecast does not."""
    return Moment(ordinal, days[ordinal + 1] - dt.timedelta(days=1))


def _stands(row: GhostBackTest | None, days: dict[int, dt.date], facts: str) -> bool:
    if row is None or not row.details.get("settled"):
        return False
    until, known = days[row.from_ordinal + row.m], moment(row.from_ordinal, days).day
    told = [row.as_of.isoformat(), *(row.details.get(name) for name in ("until", "known", "facts"))]
    return told == [days[row.from_ordinal].isoformat(), until.isoformat(), known.isoformat(), facts]


def last_forecasts(channel: Channel, known: int, m: int) -> list[GhostBackTest]:
    """The last forecasts over m whose outcome was known after that send day, none overlapping."""
    rows = GhostBackTest.objects.filter(channel=channel, m=m, from_ordinal__lte=known - m)
    found: list[GhostBackTest] = []
    for row in rows.order_by("-from_ordinal")[: 4 * m]:
        if not found or row.from_ordinal <= found[-1].from_ordinal - m:
            found.append(row)
        if len(found) == LEARNED_FROM:
            break
    return found


def learned(rows: Sequence[GhostBackTest]) -> calibration.Map:
    """The map of these forecasts' outcomes, none below 1,000."""
    tables = [np.array([row.details[name] for name in ("p", "silent", "of")]) for row in rows]
    if not tables or sum(table[2].sum() for table in tables) < LEAST_OUTCOMES:
        return NO_MAP
    p, silent, of = np.concatenate(tables, axis=1)
    return calibration.fit(p, silent / of, weight=of)


def error_of(rows: Sequence[GhostBackTest]) -> float:
    """By which share of friends the newest forecast missed."""
    return abs(rows[0].expected - rows[0].actual) / rows[0].friends if rows else 0.0


def tells_apart(row: GhostBackTest) -> bool:
    """Those flagged then reacted at most a third as often as the others."""
    said = row.details
    return bool(
        said["flagged"] >= LEAST_FLAGGED and said["flagged_rate"] <= RATIO * said["other_rate"]
    )


def _compare(rows: list[Outcome], m: int, before: Sequence[GhostBackTest]) -> dict[str, Any]:
    """Fields of a row. The fit knows the patterns of that day and nothing later; the forecast
    is held to those who did not block meanwhile."""
    model = Crowd.of(rows).fit()
    rows = [row for row in rows if row.n >= LEAST_MESSAGES and row.stayed]
    who, seen = Crowd.of(row._replace(friends=row.stayed) for row in rows), learned(before)
    silent = np.array([row.silent for row in rows], dtype=float)
    said = score(model, seen, who, m)
    forecast = expected_silent(model, seen, who, m, error_of(before))
    return {
        "friends": who.total, "expected": forecast.value, "low": forecast.low,
        "high": forecast.high, "actual": int(silent.sum()),
        "details": {
            **_told(model, said, who, silent), **_rates(rows, said, m), "checked": bool(seen.n),
        },
    }  # fmt: skip


def _told(
    model: bgbb.BGBB, said: Scores, who: Crowd, silent: np.ndarray[Any, Any]
) -> dict[str, Any]:
    bins = np.minimum((said.raw * _BINS).astype(int), _BINS - 1)
    of = np.bincount(bins, who.friends, _BINS)
    some = of > 0
    p = np.bincount(bins, who.friends * said.raw, _BINS)[some] / of[some]
    groups = calibration.groups(said.silent, silent / who.friends, weight=who.friends)
    columns = (np.asarray(one).tolist() for one in (groups.predicted, groups.actual, groups.n))
    names = ("predicted", "actual", "n")
    return {
        "parameters": np.exp(model.logs).tolist(), "spread": groups.spread,
        "p": np.minimum(p, 1).tolist(), "of": of[some].tolist(),
        "silent": np.bincount(bins, silent, _BINS)[some].tolist(),
        "groups": [dict(zip(names, group, strict=True)) for group in zip(*columns, strict=True)],
    }  # fmt: skip


def _rates(rows: list[Outcome], said: Scores, m: int) -> dict[str, float]:
    """Reactions a message of those flagged and of the others."""
    table = np.array([(r.stayed, r.silent, r.reactions) for r in rows], dtype=float)
    flagged, others = table[said.flagged].sum(axis=0), table[~said.flagged].sum(axis=0)
    return {
        "flagged": float(flagged[0]), "flagged_silent": float(flagged[1]),
        "flagged_rate": float(flagged[2] / max(flagged[0], 1) / m),
        "other_rate": float(others[2] / max(others[0], 1) / m),
        "rate": float(table[:, 2].sum() / table[:, 0].sum() / m),
    }  # fmt: skip
