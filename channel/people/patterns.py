"""Trackable friends who did not block, grouped by what the ghost model needs to know of them.

n = messages in the window since one became trackable, x = how many of them one answered, t = the
position among them of the last one answered, counted from the first; 0 if none.
"""

from typing import NamedTuple

from channel.people.masks import ACTIVITY, FRIEND, SEND_DAY, rows

WINDOW = 60  # send days


class Pattern(NamedTuple):
    x: int
    t: int
    n: int
    friends: int
    source_id: int | None = None


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
