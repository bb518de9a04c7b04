"""SQL that says on which send day a reaction counts, and how reactions become a mask.

A reaction belongs to the send day of its message; without one to the latest send day at most
seven days before. A message to some friends only is nobody's opportunity, and neither a purchase
nor a coupon redeemed is an answer. No reaction precedes its message: a click on a link before its
message went out is counted as one without a message. So what happens at a day never depends on
later send days, and a new send day concerns only those who reacted since.

`bits` is a bit string with 64 zeros before the first send day, so that the last 64 send days up
to ordinal o are `substring(bits FROM o + 1 FOR 64)` and its last bit is o itself.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection

from channel.people.models import (
    CountedBroadcast,
    Engagement,
    Friend,
    FriendActivity,
    FriendEvent,
    FriendIdentity,
    SendDay,
)

ACTIVITY = FriendActivity._meta.db_table
COUNTED = CountedBroadcast._meta.db_table
ENGAGEMENT = Engagement._meta.db_table
EVENT = FriendEvent._meta.db_table
FRIEND = Friend._meta.db_table
IDENTITY = FriendIdentity._meta.db_table
SEND_DAY = SendDay._meta.db_table

ANSWERS_FOR_DAYS = 7
NO_ANSWER = "('bought', 'redeemed')"

# CTEs of one statement; the parameter %(channels)s lists channels. Small: days and messages.
MAPS = f"""
numbered AS (
    SELECT channel_id, day, ordinal,
    lead(day) OVER (PARTITION BY channel_id ORDER BY day) - day - 1 AS until_next,
    set_bit(repeat('0', 64 + max(ordinal) OVER ())::varbit, 63 + ordinal, 1) AS bits
    FROM {SEND_DAY} WHERE channel_id = ANY(%(channels)s)
),
answered AS (
    SELECT channel_id, day + later AS day, ordinal, bits FROM numbered,
    generate_series(0, least({ANSWERS_FOR_DAYS}, until_next)) later
),
known AS (
    SELECT c.channel_id, c.broadcast_id, c.day, n.ordinal, n.bits FROM {COUNTED} c
    LEFT JOIN numbered n ON c.full AND n.channel_id = c.channel_id AND n.day = c.day
    WHERE c.channel_id = ANY(%(channels)s)
)
"""

# The last 64 send days up to `top`, of rows that `kept_sql` gives.
MASK = "coalesce(substring(bits FROM top + 1 FOR 64)::bit(64)::bigint, 0)"

# ON CONFLICT DO UPDATE of a friend's row `a`: both masks are moved to the newer of their days.
# As bit strings, because shifts of numbers wrap around at 64.
TAKEN_OVER = """
mask = (
    (a.mask::bit(64) << greatest(excluded.mask_ordinal - a.mask_ordinal, 0))
    | (excluded.mask::bit(64) << greatest(a.mask_ordinal - excluded.mask_ordinal, 0))
)::bigint,
mask_ordinal = greatest(a.mask_ordinal, excluded.mask_ordinal),
last_engaged_at = greatest(a.last_engaged_at, excluded.last_engaged_at),
engaged_total = a.engaged_total + excluded.engaged_total
"""


def lay_out_maps(channel_id: int) -> None:
    """The maps as temporary tables, which kept_sql reads without MAPS: for walks over everybody,
    whose plan has to know how small they are. They go with the transaction.
    """
    for name in ("answered", "known"):
        execute(f"DROP TABLE IF EXISTS {name}")
        execute(
            f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS WITH {MAPS} SELECT * FROM {name}",
            {"channels": [channel_id]},
        )
        execute(f"ANALYZE {name}")


# Friends then come in the order of their index, without a sort or a table of a million of them.
IN_ORDER = ("hashagg", "sort", "mergejoin", "nestloop")


def kept_sql(source: str, where: str = "true") -> str:
    """SELECT of (channel_id, friend_id, top, bits, last_at, total), a row per friend of a source.

    Needs MAPS. `top` is the newest send day he answered, `bits` all of them; both may be null.
    """
    counts = f"e.kind NOT IN {NO_ANSWER}"
    sent = "known.broadcast_id IS NOT NULL"
    return f"""
    SELECT e.channel_id, e.friend_id,
    max(CASE WHEN {sent} THEN known.ordinal ELSE answered.ordinal END) FILTER (WHERE {counts})
        AS top,
    bit_or(CASE WHEN {sent} THEN known.bits ELSE answered.bits END) FILTER (WHERE {counts})
        AS bits,
    max(e.at) AS last_at, count(*) AS total
    FROM {source} e
    LEFT JOIN known ON known.channel_id = e.channel_id
        AND known.broadcast_id = e.broadcast_id AND known.day <= e.day
    LEFT JOIN answered ON answered.channel_id = e.channel_id AND answered.day = e.day
    WHERE {where} GROUP BY e.channel_id, e.friend_id
    """


def from_ordinal_sql(day: str, channel: str) -> str:
    """The first send day after a day, whether or not it has come yet. Null for no day."""
    days = f"ARRAY(SELECT day FROM {SEND_DAY} WHERE channel_id = {channel} ORDER BY day)"
    return f"width_bucket({day}, {days}) + 1"


@contextmanager
def planned(*off: str) -> Iterator[None]:
    """Without these ways of the planner, who cannot know how small the maps are."""
    try:
        for way in off:
            execute(f"SET LOCAL enable_{way} = off")
        yield
    finally:
        for way in off:
            execute(f"SET LOCAL enable_{way} TO DEFAULT")


def execute(sql: str, params: Mapping[str, Any] | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def rows(sql: str, params: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
