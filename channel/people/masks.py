"""SQL that says on which send day a reaction counts, and how reactions become a mask.

A reaction belongs to the send day of its message; without one to the latest send day at most
seven days before. A message to some friends only is nobody's opportunity, and neither a purchase
nor a coupon redeemed is an answer. No reaction precedes its message: a click on a link before its
message went out is counted as one without a message. So what happens at a day never depends on
later send days, and a new send day concerns only those who reacted since.

`bits` is a bit string with 64 zeros before the first send day, so that the last 64 send days up
to ordinal o are `substring(bits FROM o + 1 FOR 64)` and its last bit is o itself.
"""

import datetime as dt
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
    PrunedReactions,
    SendDay,
)

ACTIVITY = FriendActivity._meta.db_table
COUNTED = CountedBroadcast._meta.db_table
ENGAGEMENT = Engagement._meta.db_table
EVENT = FriendEvent._meta.db_table
FRIEND = Friend._meta.db_table
IDENTITY = FriendIdentity._meta.db_table
PRUNED = PrunedReactions._meta.db_table
SEND_DAY = SendDay._meta.db_table

ANSWERS_FOR_DAYS = 7
NO_ANSWER = "('bought', 'redeemed')"

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


def maps(channel_id: int) -> dict[str, Any]:
    """What kept_sql looks up, as arrays: a join would cost more than all the rest.

    `answered` has a place for every day since `first_day` and there the ordinal of the send day
    that a reaction of that day answers, or 0; `messages` are the ids of messages in order, with
    the ordinal of each (0: to some only) and the number of its day since `first_day`.
    """
    days = rows(
        f"SELECT day FROM {SEND_DAY} WHERE channel_id = %(channel)s ORDER BY day",
        {"channel": channel_id},
    )
    ordinal_of = {day: n for n, (day,) in enumerate(days, start=1)}
    known = rows(
        f'SELECT broadcast_id, day, "full" FROM {COUNTED} WHERE channel_id = %(channel)s '
        "ORDER BY broadcast_id",
        {"channel": channel_id},
    )
    first = min([*ordinal_of, *(day for _pk, day, _full in known)], default=dt.date.min)
    return {
        "channel": channel_id,
        "first_day": first,
        "answered": _answered(first, ordinal_of),
        "messages": [pk for pk, _day, _full in known],
        "of_message": [ordinal_of[day] if full else 0 for _pk, day, full in known],
        "since": [(day - first).days for _pk, day, _full in known],
        "newest": len(days),
    }


def _answered(first: dt.date, ordinal_of: Mapping[dt.date, int]) -> list[int]:
    last = max(ordinal_of, default=first)
    answered = [0] * ((last - first).days + ANSWERS_FOR_DAYS + 1)
    for day, ordinal in ordinal_of.items():  # a later one writes over what it is nearer to
        at = (day - first).days
        answered[at : at + ANSWERS_FOR_DAYS + 1] = [ordinal] * (ANSWERS_FOR_DAYS + 1)
    return answered


_PLACE = "width_bucket(e.broadcast_id, %(messages)s::bigint[])"
# The send day that a reaction `e` answers, null for none. Its parameters are `maps`.
ORDINAL = f"""nullif(CASE
    WHEN e.kind IN {NO_ANSWER} THEN 0
    WHEN e.broadcast_id IS NOT NULL AND (%(messages)s::bigint[])[{_PLACE}] = e.broadcast_id
        AND (%(since)s::int[])[{_PLACE}] <= e.day - %(first_day)s
        THEN (%(of_message)s::int[])[{_PLACE}]
    ELSE (%(answered)s::int[])[e.day - %(first_day)s + 1] END, 0)"""

# Friends then come in the order of their index, which is read alone.
IN_ORDER = ("hashagg", "sort")


def width(newest: int) -> int:
    """Bits of everybody's `bits`, in parts of 64."""
    return 64 * (1 + -(-newest // 64))


def kept_sql(source: str, newest: int, where: str = "true") -> str:
    """SELECT of (friend_id, top, bits, last_at, total), a row per friend of a source.

    Its parameters are `maps` of the channel. `top` is the newest send day he answered or null.
    """
    parts = "".join(
        f" || coalesce(bit_or(1::bigint << (63 - (o - 1) %% 64)) "
        f"FILTER (WHERE (o - 1) / 64 = {part}), 0)::bit(64)"
        for part in range(width(newest) // 64 - 1)
    )
    return f"""
    SELECT friend_id, max(o) AS top, 0::bit(64){parts} AS bits, max(at) AS last_at,
    count(*) AS total
    FROM (
        SELECT e.friend_id, e.at, {ORDINAL} AS o FROM {source} e WHERE {where}
        ORDER BY e.friend_id
    ) e GROUP BY friend_id
    """


# The day a friend `f` can be counted from, null for who is not trackable.
SINCE = "CASE WHEN f.trackable_from IS NOT NULL THEN greatest(f.trackable_from, f.returned_on) END"


def from_ordinal_sql(day: str, channel: str) -> str:
    """The first send day after a day, whether or not it has come yet. Null for no day."""
    days = f"ARRAY(SELECT day FROM {SEND_DAY} WHERE channel_id = {channel} ORDER BY day)"
    return f"width_bucket({day}, {days}) + 1"


# For statements about everybody: of rows just brought in the planner knows nothing yet, and would
# look up each of them in all the others.
EVERYBODY = ("nestloop",)


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
