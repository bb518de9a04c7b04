"""Trackable friends who did not block, grouped by what the ghost model needs to know of them.

n = messages in the window since one became trackable, x = how many of them one answered, t = the
position among them of the last one answered, counted from the first; 0 if none.
"""

import datetime as dt
from typing import NamedTuple

from django.db import transaction

from channel.people.masks import (
    ACTIVITY,
    ENGAGEMENT,
    EVENT,
    FRIEND,
    IN_ORDER,
    SEND_DAY,
    execute,
    kept_sql,
    maps,
    planned,
    rows,
    width,
)

WINDOW = 60  # send days


class Pattern(NamedTuple):
    x: int
    t: int
    n: int
    friends: int
    source_id: int | None = None


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


def newest_ordinal(channel_id: int) -> int:
    [(newest,)] = rows(
        f"SELECT coalesce(max(ordinal), 0) FROM {SEND_DAY} WHERE channel_id = %(channel)s",
        {"channel": channel_id},
    )
    return int(newest)


def xtn_sql(newest: str = "%(newest)s", also: str = "") -> str:
    """SELECT of (friend_id, x, t, n) of a channel's trackable, not blocked friends, from masks.

    Parameters: channel and newest, its newest ordinal. To be joined with pattern scores. `also`
    names more columns of the kept state, with a comma before each.
    """
    first = f"greatest(from_ordinal, {newest} - {WINDOW - 1})"
    # Bit 0 of a mask is set unless it is empty, so the last answer is the mask's own ordinal.
    answered = f"mask <> 0 AND mask_ordinal >= {first}"
    kept = f"mask & ((1::bigint << (mask_ordinal - {first} + 1)) - 1)"
    return f"""
    SELECT friend_id,
    CASE WHEN {answered} THEN bit_count(({kept})::bit(64))::int ELSE 0 END AS x,
    CASE WHEN {answered} THEN mask_ordinal - {first} + 1 ELSE 0 END AS t,
    greatest({newest} - {first} + 1, 0) AS n{also}
    FROM {ACTIVITY}
    WHERE channel_id = %(channel)s AND from_ordinal IS NOT NULL AND state <> 'blocked'
    """


def patterns(channel_id: int) -> list[Pattern]:
    """As of now, from the kept masks."""
    params = {"channel": channel_id, "newest": newest_ordinal(channel_id)}
    sql = f"SELECT x, t, n, count(*) FROM ({xtn_sql()}) p GROUP BY x, t, n ORDER BY n, x, t"
    return [Pattern(*row) for row in rows(sql, params)]


def patterns_by_source(channel_id: int) -> list[Pattern]:
    """As of now, apart for each source that friends came from."""
    params = {"channel": channel_id, "newest": newest_ordinal(channel_id)}
    sql = (
        f"SELECT x, t, n, count(*), f.source_id FROM ({xtn_sql()}) p "
        f"JOIN {FRIEND} f ON f.channel_id = %(channel)s AND f.id = p.friend_id "
        "GROUP BY f.source_id, x, t, n ORDER BY f.source_id, n, x, t"
    )
    return [Pattern(*row) for row in rows(sql, params)]


HISTORY = "friend_history"


def lay_out_history(channel_id: int) -> None:
    """A temporary table of everybody's answered send days, from the facts: a mask is too short.

    Once in a transaction, for as many `patterns_at` as wanted; it goes with the transaction.
    """
    params = maps(channel_id)
    kept = kept_sql(ENGAGEMENT, params["newest"], "e.channel_id = %(channel)s")
    execute(f"DROP TABLE IF EXISTS {HISTORY}")
    with planned(*IN_ORDER):
        execute(
            f"""
            CREATE TEMPORARY TABLE {HISTORY} ON COMMIT DROP AS
            SELECT a.friend_id, a.from_ordinal,
            coalesce(k.bits, repeat('0', {width(params["newest"])})::varbit) AS bits
            FROM {ACTIVITY} a LEFT JOIN ({kept}) k ON k.friend_id = a.friend_id
            WHERE a.channel_id = %(channel)s AND a.from_ordinal IS NOT NULL
            """,
            params,
        )
    execute(f"ANALYZE {HISTORY}")


def _day_of(ordinal: str) -> str:
    return f"(SELECT day FROM {SEND_DAY} WHERE channel_id = %(channel)s AND ordinal = {ordinal})"


def _gone_sql(day: str) -> str:
    """SELECT of the friends who had blocked by the end of that day.

    A list of friends tells only how each stands and since when; of an unknown day is: always.
    """
    return f"""
    SELECT friend_id FROM (
        SELECT DISTINCT ON (friend_id) friend_id, event FROM (
            SELECT friend_id, event, occurred_at FROM {EVENT} WHERE channel_id = %(channel)s
            UNION ALL
            SELECT id, relation, coalesce(relation_at, '-infinity') FROM {FRIEND}
            WHERE channel_id = %(channel)s AND (relation = 'blocked' OR id IN (
                SELECT friend_id FROM {EVENT} WHERE channel_id = %(channel)s AND event = 'blocked'))
        ) told
        WHERE occurred_at = '-infinity'
            OR (occurred_at AT TIME ZONE 'Asia/Seoul')::date <= {day}
        ORDER BY friend_id, occurred_at DESC, event DESC
    ) last WHERE event = 'blocked'
    """


def patterns_at(channel_id: int, ordinal: int, m: int) -> list[Outcome]:
    """Patterns as they were after that send day, and what the next m brought. After lay_out_history.

    Left out is who had blocked by the end of that day, or was not trackable yet.
    """
    sql = f"""
    WITH gone AS ({_gone_sql(_day_of("%(at)s"))}),
    leaving AS ({_gone_sql(_day_of("%(at)s + %(m)s"))}
    ), seen AS (
        SELECT substring(bits FROM 64 + first FOR %(at)s - first + 1) AS past,
        substring(bits FROM 65 + %(at)s FOR %(m)s) AS next, stays
        FROM (SELECT bits, greatest(from_ordinal, %(at)s - {WINDOW - 1}) AS first, friend_id,
              NOT EXISTS (SELECT FROM leaving o WHERE o.friend_id = h.friend_id) AS stays
              FROM {HISTORY} h WHERE from_ordinal <= %(at)s + 1) h
        WHERE NOT EXISTS (SELECT FROM gone o WHERE o.friend_id = h.friend_id)
    ), counted AS (
        SELECT bit_count(past)::int AS x, length(rtrim(past::text, '0')) AS t,
        length(past) AS n, bit_count(next)::int AS answered, stays FROM seen
    )
    SELECT x, t, n, count(*), count(*) FILTER (WHERE stays),
    count(*) FILTER (WHERE stays AND answered = 0),
    coalesce(sum(answered) FILTER (WHERE stays), 0)::bigint
    FROM counted GROUP BY x, t, n ORDER BY n, x, t
    """
    return [Outcome(*row) for row in rows(sql, {"channel": channel_id, "at": ordinal, "m": m})]


def known_on(channel_id: int, day: dt.date) -> int:
    """Friends who were trackable at the end of that day and had not blocked."""
    [(known,)] = rows(
        f"WITH gone AS ({_gone_sql('%(day)s')}) SELECT count(*) FROM {FRIEND} f "
        "WHERE f.channel_id = %(channel)s AND f.merged_into IS NULL "
        "AND f.trackable_from <= %(day)s "
        "AND NOT EXISTS (SELECT FROM gone o WHERE o.friend_id = f.id)",
        {"channel": channel_id, "day": day},
    )
    return int(known)


@transaction.atomic
def outcomes(channel_id: int, ordinal: int, m: int) -> list[Outcome]:
    """One look back: what was known after that send day, and what the next m brought."""
    lay_out_history(channel_id)
    return patterns_at(channel_id, ordinal, m)
