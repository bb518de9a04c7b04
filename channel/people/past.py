"""What was known of a channel's friends on an earlier day, and what came of it.

Counted from the facts: a reaction counts as known from its own day on, whatever message it is
about, and so do a block and a return.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from channel.people.masks import (
    ACTIVITY,
    ENGAGEMENT,
    EVENT,
    EVERYBODY,
    FRIEND,
    IN_ORDER,
    ORDINAL,
    SEND_DAY,
    execute,
    from_ordinal_sql,
    kept_sql,
    maps,
    planned,
    rows,
    width,
)
from channel.people.patterns import WINDOW
from channel.people.told import EVER_BLOCKED, on, told_sql


class Moment(NamedTuple):
    """The newest send day that is looked back from, and the last day of which anything was known.

    A reaction or a block of a later day was not known then, whatever message it is about.
    """

    ordinal: int
    day: dt.date


class Outcome(NamedTuple):
    """A pattern as it was, and what came of its friends in the next m messages.

    Who blocked meanwhile is seen to have gone: his silence is no outcome. Silent are those of
    `stayed` who answered none; `reactions` are send days answered, over these.
    """

    x: int
    t: int
    n: int
    friends: int
    stayed: int
    silent: int
    reactions: int


HISTORY, LATE = "friend_history", "friend_late"


def lay_out_history(channel_id: int, moments: Sequence[Moment]) -> None:
    """Temporary tables of everybody's answered send days, from the facts: a mask is too short.

    Once in a transaction, for `patterns_at` of each of these moments; they go with it.
    """
    params = maps(channel_id)
    params["known_on"] = _first_known(moments, params["newest"])
    params["first_known"] = min(then.day for then in moments)
    _lay_out_answers(params)
    _lay_out_late(params)


def _lay_out_answers(params: dict[str, Any]) -> None:
    kept = kept_sql(ENGAGEMENT, params["newest"], "e.channel_id = %(channel)s")
    first = from_ordinal_sql("f.trackable_from", "%(channel)s")
    execute(f"DROP TABLE IF EXISTS {HISTORY}")
    with planned(*IN_ORDER):
        execute(
            f"""
            CREATE TEMPORARY TABLE {HISTORY} ON COMMIT DROP AS
            SELECT a.friend_id,
            CASE WHEN f.id IS NULL THEN a.from_ordinal ELSE {first} END AS from_ordinal,
            coalesce(k.bits, repeat('0', {width(params["newest"])})::varbit) AS bits
            FROM {ACTIVITY} a LEFT JOIN ({kept}) k ON k.friend_id = a.friend_id
            LEFT JOIN {FRIEND} f ON f.channel_id = %(channel)s AND f.id = a.friend_id
                AND f.returned_on IS NOT NULL
            WHERE a.channel_id = %(channel)s AND a.from_ordinal IS NOT NULL
            """,
            params,
        )
    execute(f"ANALYZE {HISTORY}")


def _first_known(moments: Sequence[Moment], newest: int) -> list[dt.date]:
    """For each send day the first of the moments' days that looks back on it."""
    return [
        min((known.day for known in moments if known.ordinal >= ordinal), default=dt.date.max)
        for ordinal in range(1, newest + 1)
    ]


def _lay_out_late(params: dict[str, Any]) -> None:
    """Send days first answered when one of the moments was over: a bit each, and the day."""
    known = "(%(known_on)s::date[])[o]"
    execute(f"DROP TABLE IF EXISTS {LATE}")
    execute(
        f"""
        CREATE TEMPORARY TABLE {LATE} ON COMMIT DROP AS
        SELECT friend_id, o AS ordinal, day,
        set_bit(0::bit({width(params["newest"])}), 63 + o, 1) AS bit FROM (
            SELECT friend_id, o, min(day) AS day FROM (
                SELECT e.friend_id, e.day, {ORDINAL} AS o FROM {ENGAGEMENT} e
                WHERE e.channel_id = %(channel)s AND e.day > %(first_known)s) e
            WHERE day > {known} GROUP BY friend_id, o
        ) l WHERE NOT EXISTS (SELECT FROM (
            SELECT {ORDINAL} AS before FROM {ENGAGEMENT} e WHERE e.channel_id = %(channel)s
            AND e.friend_id = l.friend_id AND e.day <= {known}) p WHERE p.before = l.o)
        """,
        params,
    )
    execute(f"ANALYZE {LATE}")


def _day_of(ordinal: str) -> str:
    return f"(SELECT day FROM {SEND_DAY} WHERE channel_id = %(channel)s AND ordinal = {ordinal})"


def _stood_sql(day: str) -> str:
    """SELECT of how those stood at the end of that day who ever blocked, and who had come back.

    A block that stands without a day had always come: nobody knows his silence from his absence.
    """
    known = f"({on('at')} <= {day} OR undated AND event = 'blocked')"
    told = told_sql(f"{known} AND friend_id IN ({EVER_BLOCKED})")
    return f"SELECT friend_id, relation = 'blocked' AS gone, {on('back')} AS back FROM ({told}) t"


def _leaving_sql(after: str, until: str) -> str:
    """SELECT of those who blocked between the ends of two days, whether or not they came back."""
    return f"""
    SELECT friend_id FROM {EVENT} WHERE channel_id = %(channel)s AND event = 'blocked'
    AND {on("occurred_at")} > {after} AND {on("occurred_at")} <= {until}
    UNION
    SELECT id FROM {FRIEND} WHERE channel_id = %(channel)s
    AND {on("listed_block_at")} > {after} AND {on("listed_block_at")} <= {until}
    """


def patterns_at(channel_id: int, then: Moment, m: int) -> list[Outcome]:
    """Patterns as they were known at that moment, and what the next m send days brought, whenever
    it was answered. After lay_out_history with that moment.

    Left out is who had blocked by then, or was not trackable yet.
    """
    sql = f"""
    WITH stood AS ({_stood_sql("%(day)s")}),
    leaving AS ({_leaving_sql("%(day)s", _day_of("%(at)s + %(m)s"))}
    ), late AS (
        SELECT friend_id, bit_or(bit) AS bits FROM {LATE}
        WHERE ordinal <= %(at)s AND day > %(day)s GROUP BY friend_id
    ), known AS (
        SELECT h.bits, CASE WHEN l.bits IS NULL THEN h.bits ELSE h.bits & ~l.bits END AS known,
        greatest(h.from_ordinal, {from_ordinal_sql("s.back", "%(channel)s")}) AS since,
        o.friend_id IS NULL AS stays
        FROM {HISTORY} h LEFT JOIN late l ON l.friend_id = h.friend_id
        LEFT JOIN leaving o ON o.friend_id = h.friend_id
        LEFT JOIN stood s ON s.friend_id = h.friend_id WHERE s.gone IS NOT TRUE
    ), seen AS (
        SELECT substring(known FROM 64 + first FOR %(at)s - first + 1) AS past,
        substring(bits FROM 65 + %(at)s FOR %(m)s) AS next, stays
        FROM (SELECT *, greatest(since, %(at)s - {WINDOW - 1}) AS first
              FROM known k WHERE since <= %(at)s + 1) h
    ), counted AS (
        SELECT bit_count(past)::int AS x, length(rtrim(past::text, '0')) AS t,
        length(past) AS n, bit_count(next)::int AS answered, stays FROM seen
    )
    SELECT x, t, n, count(*), count(*) FILTER (WHERE stays),
    count(*) FILTER (WHERE stays AND answered = 0),
    coalesce(sum(answered) FILTER (WHERE stays), 0)::bigint
    FROM counted GROUP BY x, t, n ORDER BY n, x, t
    """
    params = {
        "channel": channel_id, "channels": [channel_id], "at": then.ordinal, "day": then.day, "m": m,
    }  # fmt: skip
    with planned(*EVERYBODY):
        return [Outcome(*row) for row in rows(sql, params)]


def known_on(channel_id: int, day: dt.date) -> int:
    """Friends who were trackable at the end of that day and had not blocked."""
    sql = f"""
    WITH stood AS ({_stood_sql("%(day)s")})
    SELECT count(*) FROM {FRIEND} f WHERE f.channel_id = %(channel)s AND f.merged_into IS NULL
    AND f.trackable_from <= %(day)s
    AND NOT EXISTS (SELECT FROM stood s WHERE s.friend_id = f.id AND s.gone)
    """
    params = {"channel": channel_id, "channels": [channel_id], "day": day}
    with planned(*EVERYBODY):
        [(known,)] = rows(sql, params)
    return int(known)
