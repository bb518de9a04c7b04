"""What of the raw reactions may be deleted: never what the kept masks could not be counted from.

Of what goes, the number and the last moment stay with each friend, and the recount adds them.
"""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from channel import clock
from channel.models import SendDay
from channel.people.locking import hold_alone
from channel.people.masks import ENGAGEMENT, PRUNED, execute
from channel.people.models import FriendMerge
from channel.people.recount import recount

MERGE = FriendMerge._meta.db_table
MONTHS = 13
SEND_DAYS = 64


def prunable_before(channel_id: int) -> dt.date | None:
    """The day before which raw reactions may go, or None where nothing may.

    Kept are 13 months and the last 64 send days, whichever reaches further back.
    """
    newest = SendDay.objects.filter(channel=channel_id).order_by("-ordinal")[:SEND_DAYS]
    days = list(newest.values_list("day", flat=True))
    if len(days) < SEND_DAYS:
        return None
    return min(days[-1], _months_ago(clock.today(), MONTHS))


def _months_ago(day: dt.date, months: int) -> dt.date:
    """The first of that month: a whole month is kept rather than argued over."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month + 1, 1)


@transaction.atomic
def prune_reactions(channel_id: int, found: Sequence[tuple[int, int]]) -> None:
    """Delete raw reactions, given as (id, friend id), and keep what their friends' totals need.
    Of two who were merged it stays with the kept one, who is parted with his own row.

    The oldest first: one not newer than what went before came in once more, by a log that was
    loaded again, and is counted already.
    """
    hold_alone(channel_id)
    params = {"channel": channel_id, "ids": [pk for pk, _friend in found]}
    execute(_PRUNE, params)
    recount(channel_id, sorted({friend for _pk, friend in found}))


_PRUNE = f"""
WITH gone AS (
    DELETE FROM {ENGAGEMENT} WHERE channel_id = %(channel)s AND id = ANY(%(ids)s)
    RETURNING friend_id, at
), told AS (
    SELECT friend_id, count(*) AS total, max(at) AS last_at FROM gone g WHERE NOT EXISTS (
        SELECT FROM {PRUNED} p WHERE p.channel_id = %(channel)s AND p.friend_id = g.friend_id
        AND p.last_at >= g.at)
    GROUP BY friend_id
), added AS (
    UPDATE {PRUNED} p SET total = p.total + told.total, last_at = greatest(p.last_at, told.last_at)
    FROM told WHERE p.id = (
        SELECT min(o.id) FROM {PRUNED} o
        WHERE o.channel_id = %(channel)s AND o.friend_id = told.friend_id AND NOT EXISTS (
            SELECT FROM {MERGE} m WHERE m.channel_id = %(channel)s
            AND m.kept_id = o.friend_id AND m.moved->'pruned' @> to_jsonb(o.id)))
    RETURNING p.friend_id
)
INSERT INTO {PRUNED} (channel_id, friend_id, total, last_at)
SELECT %(channel)s, friend_id, total, last_at FROM told
WHERE friend_id NOT IN (SELECT friend_id FROM added)
"""
