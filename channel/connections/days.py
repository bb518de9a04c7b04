"""Days that nobody brought in, counted from live notifications and marked as provisional.

What a person brought in is authoritative: such a day is never touched here, and one that comes in
later replaces the count. Everything is counted anew from the events, so twice changes nothing.
"""

from channel.models import Channel, DailyFriends
from channel.people.masks import EVENT, execute

_D = DailyFriends._meta.db_table

# The friend total goes on from the last day a person brought in, if that has one and notifications
# came by the day after it: who came before the first of them was counted by nobody.
_COUNTED = f"""
told AS (
    SELECT day, total FROM {_D} WHERE channel_id = %(channel)s AND origin <> 'webhook'
    AND num_nonnulls(total, added, blocked) > 0
), events AS (
    SELECT (occurred_at AT TIME ZONE 'Asia/Seoul')::date AS day,
    count(*) FILTER (WHERE event = 'added') AS added,
    count(*) FILTER (WHERE event = 'blocked') AS blocked
    FROM {EVENT} WHERE channel_id = %(channel)s GROUP BY 1
), counted AS (
    SELECT e.day, e.added, e.blocked, CASE WHEN (SELECT min(day) FROM events) <= last.day + 1
    THEN greatest(0, last.total + sum(e.added - e.blocked) OVER (
        PARTITION BY last.day ORDER BY e.day)) END AS total
    FROM events e LEFT JOIN LATERAL (
        SELECT t.day, t.total FROM told t WHERE t.day < e.day ORDER BY t.day DESC LIMIT 1
    ) last ON true
    WHERE NOT EXISTS (SELECT FROM told t WHERE t.day = e.day)
)
"""


def fill_days(channel: Channel) -> None:
    """Write, correct and remove the channel's days that live notifications count."""
    params = {"channel": channel.pk}
    execute(
        f"WITH {_COUNTED} DELETE FROM {_D} d WHERE channel_id = %(channel)s "
        "AND origin = 'webhook' AND day NOT IN (SELECT day FROM counted)",
        params,
    )
    execute(
        f"""
        WITH {_COUNTED} INSERT INTO {_D} AS d
        (channel_id, day, total, added, blocked, provisional, origin, updated_at)
        SELECT %(channel)s, day, total, added, blocked, true, 'webhook', now() FROM counted
        ON CONFLICT (channel_id, day) DO UPDATE SET total = excluded.total,
        added = excluded.added, blocked = excluded.blocked, updated_at = now()
        WHERE d.origin = 'webhook' AND (d.total, d.added, d.blocked)
        IS DISTINCT FROM (excluded.total, excluded.added, excluded.blocked)
        """,
        params,
    )
