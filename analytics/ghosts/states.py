"""Write what a fit says of each pattern, and every friend's state where it changed."""

import datetime as dt
from typing import Any, NamedTuple

import numpy as np
from django.db import connection

from analytics.ghosts.crowd import FAN, GAP, LEAST_MESSAGES, SILENT, Crowd, score
from channel.clock import kst_midnight
from channel.models import Channel, FriendState, GhostFit, PatternScore
from channel.people.locking import hold_alone
from channel.people.masks import (
    ACTIVITY,
    EVERYBODY,
    FRIEND,
    execute,
    from_ordinal_sql,
    planned,
    rows,
)
from channel.people.patterns import newest_ordinal, xtn_sql
from stats.bgbb import BGBB
from stats.calibration import Map

SCORE = PatternScore._meta.db_table
NEW_DAYS, FAN_DAYS = 30, 60
COLUMNS = (
    "channel_id", "run_id", "x", "t", "n", "friends", "alive", "silent_raw", "silent",
    "silent_if_staying", "expected",
)  # fmt: skip


def model_of(fit: GhostFit) -> tuple[BGBB, Map]:
    """The stored parameters, and the map from what they say to what happened."""
    model = BGBB(
        fit.alpha, fit.beta, fit.gamma, fit.delta, fit.log_likelihood,
        np.array(fit.details["cov_log"]), n=fit.friends,
    )  # fmt: skip
    return model, Map(**fit.details["map"])


def write_scores(fit: GhostFit, who: Crowd) -> None:
    """One row a pattern, in place of those of this and earlier fits. Safe to run twice."""
    execute(f"DELETE FROM {SCORE} WHERE channel_id = %(pk)s", {"pk": fit.channel_id})
    if fit.alpha is None or not len(who.x):
        return
    model, seen = model_of(fit)
    said = score(model, seen, who, fit.m)
    friend = (who.x, who.t, who.n)
    columns = [
        *friend, who.friends, model.p_alive(*friend), said.raw, said.silent, said.staying,
        model.expected(*friend, fit.m),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY {SCORE} ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for row in zip(*(column.tolist() for column in columns), strict=True):
                copy.write_row((fit.channel_id, fit.pk, *row))
        # as many rows as patterns came at once: the plan of the join below must know
        cursor.execute(f"ANALYZE {SCORE}")


def write_states(channel: Channel, fit: GhostFit, day: dt.date) -> int:
    """Set based, one statement, and only rows whose state is another. Says how many."""
    hold_alone(channel.pk)
    params: dict[str, Any] = {
        "channel": channel.pk, "fit": fit.pk, "newest": newest_ordinal(channel.pk), "day": day,
        "silent": SILENT, "gap": GAP, "fan": FAN, "least": LEAST_MESSAGES,
        "flags": fit.verdict == GhostFit.Verdict.FITTED,
        "engaged": kst_midnight(day - dt.timedelta(days=FAN_DAYS)),
        "known_since": day - dt.timedelta(days=NEW_DAYS - 1),
    }  # fmt: skip
    if fit.verdict == GhostFit.Verdict.COLLECTING:
        return execute(_NOBODY, params)
    with planned(*EVERYBODY):
        return execute(_STATES, params)


_NOBODY = f"""
UPDATE {ACTIVITY} SET state = 'unknown', state_changed_on = %(day)s
WHERE channel_id = %(channel)s AND state NOT IN ('blocked', 'unknown')
"""

# Who became trackable or came back on a day is told by the send day that follows it, but for those
# between the same two send days as the limit: only these are looked up.
_STATES = f"""
WITH young AS (
    SELECT {from_ordinal_sql("%(known_since)s::date", "%(channel)s")} AS ordinal
), known AS (
    SELECT p.id, p.state AS before, CASE
        WHEN p.n < %(least)s OR p.from_ordinal > young.ordinal
            OR (p.from_ordinal = young.ordinal AND EXISTS (
                SELECT FROM {FRIEND} f WHERE f.id = p.friend_id
                AND greatest(f.trackable_from, f.returned_on) >= %(known_since)s)) THEN 'new'
        WHEN %(flags)s AND s.silent >= %(silent)s
            AND s.silent - s.silent_if_staying >= %(gap)s THEN 'ghost'
        WHEN s.silent < %(fan)s AND p.last_engaged_at >= %(engaged)s THEN 'fan'
        WHEN s.silent IS NOT NULL THEN 'cooling'
        ELSE p.state END AS state
    FROM young, ({xtn_sql(also=", id, state, from_ordinal, last_engaged_at")}) p
    LEFT JOIN {SCORE} s ON s.channel_id = %(channel)s AND s.run_id = %(fit)s
        AND s.x = p.x AND s.t = p.t AND s.n = p.n
), changed AS MATERIALIZED (
    SELECT id, state FROM known WHERE state <> before
    UNION ALL
    SELECT id, 'unknown' FROM {ACTIVITY}
    WHERE channel_id = %(channel)s AND from_ordinal IS NULL AND state NOT IN ('blocked', 'unknown')
)
UPDATE {ACTIVITY} a SET state = changed.state, state_changed_on = %(day)s
FROM changed WHERE changed.id = a.id
"""


class Counts(NamedTuple):
    """Friends in each state; known: those trackable and not blocked, 확인된 친구."""

    states: dict[str, int]
    known: int


def counts(channel: Channel) -> Counts:
    """Exact, in one look at everybody."""
    sql = (
        "SELECT state, count(*), count(*) FILTER (WHERE from_ordinal IS NOT NULL) "
        f"FROM {ACTIVITY} WHERE channel_id = %(channel)s GROUP BY 1"
    )
    found = {
        state: (friends, known) for state, friends, known in rows(sql, {"channel": channel.pk})
    }
    known = sum(known for state, (_friends, known) in found.items() if state != "blocked")
    return Counts({str(name): found.get(name, (0, 0))[0] for name in FriendState.values}, known)
