"""The numbers of send days, and what follows when a message comes late, moves or goes."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from channel.models import Broadcast, Channel, Engagement, Friend, Reading, SendDay
from channel.people.locking import hold_alone
from channel.people.masks import COUNTED, SEND_DAY, execute, rows
from channel.people.recording import tell
from channel.people.recount import recount

# Readings whose measure begins so say something of people's kept state.
GHOST_MEASURES = "t1_"
# Beyond this share of the channel's friends one walk over everybody is quicker.
MOST_ONE_BY_ONE = 0.2

# What the kept state should know: messages to all once they are out, those to some at any time.
_FACTS = f"""
SELECT channel_id, id AS broadcast_id, sent_on AS day, audience = 'all' AS "full"
FROM {Broadcast._meta.db_table} WHERE channel_id = ANY(%(channels)s) AND (
    (audience = 'all' AND state IN ('sent', 'reported'))
    OR (audience <> 'all' AND state <> 'cancelled'))
"""
_KEPT = f'SELECT channel_id, broadcast_id, day, "full" FROM {COUNTED} WHERE channel_id = ANY(%(channels)s)'
_DIFFERENT = f"(({_FACTS}) EXCEPT ({_KEPT})) UNION ALL (({_KEPT}) EXCEPT ({_FACTS}))"


@transaction.atomic
def renumber(channel: Channel) -> None:
    """Number the send days anew and recount those whose kept state depends on what changed.

    Nothing that happened before the first day that changed can depend on it, so a new message at
    the end concerns nobody but those who reacted since. Nothing changed: one query.
    """
    params = {"channels": [channel.pk]}
    if not _first_change(params):
        return
    hold_alone(channel.pk)
    first = _first_change(params)
    if first is None:
        return
    _take_over(params)
    _number(channel.pk)
    friends = _concerned(channel.pk, first)
    known = Friend.objects.filter(channel=channel)
    if friends:
        many = len(friends) > MOST_ONE_BY_ONE * known.count()
        recount(channel.pk, None if many else friends)
    tell(channel.pk)


def mark_stale(sender: Any, channel_ids: Collection[int], **_kwargs: Any) -> None:
    """Say of ghost readings that the messages under them changed, until they are computed anew.

    What was known before the first change stands. From the send day before it on, because a friend
    who came between the two is counted with the first message he may answer.
    """
    params = {"channels": list(channel_ids)}
    changed = rows(f"SELECT channel_id, min(day) FROM ({_DIFFERENT}) d GROUP BY 1", params)
    for channel_id, first in changed:
        before = SendDay.objects.filter(channel=channel_id, day__lt=first)
        since = before.aggregate(day=Max("day"))["day"] or dt.date.min
        touched = Q(as_of__gte=since) | Q(inputs__until__gte=first.isoformat())
        Reading.objects.filter(
            touched, channel=channel_id, measure__startswith=GHOST_MEASURES, stale=False
        ).update(stale=True)


def _first_change(params: dict[str, list[int]]) -> dt.date | None:
    [(day,)] = rows(f"SELECT min(day) FROM ({_DIFFERENT}) d", params)
    return day


def _take_over(params: dict[str, list[int]]) -> None:
    execute(
        f"DELETE FROM {COUNTED} c WHERE channel_id = ANY(%(channels)s) "
        f"AND broadcast_id NOT IN (SELECT broadcast_id FROM ({_FACTS}) f)",
        params,
    )
    execute(
        f'INSERT INTO {COUNTED} (channel_id, broadcast_id, day, "full") {_FACTS} '
        "ON CONFLICT (channel_id, broadcast_id) DO UPDATE SET day = excluded.day, "
        '"full" = excluded."full"',
        params,
    )


def _number(channel_id: int) -> None:
    days = f'SELECT DISTINCT day FROM {COUNTED} WHERE channel_id = %(channel)s AND "full"'
    params = {"channel": channel_id}
    execute(
        f"DELETE FROM {SEND_DAY} WHERE channel_id = %(channel)s AND day NOT IN ({days})", params
    )
    execute(
        f"INSERT INTO {SEND_DAY} AS s (channel_id, day, ordinal) "
        f"SELECT %(channel)s, day, row_number() OVER (ORDER BY day) FROM ({days}) d "
        "ON CONFLICT (channel_id, day) DO UPDATE SET ordinal = excluded.ordinal "
        "WHERE s.ordinal <> excluded.ordinal",
        params,
    )


def _concerned(channel_id: int, first: dt.date) -> list[int]:
    reacted = Engagement.objects.filter(channel=channel_id, day__gte=first)
    since = Q(trackable_from__gte=first) | Q(returned_on__gte=first)
    tracked = Friend.objects.filter(since, channel=channel_id, merged_into=None)
    return sorted(
        {
            *reacted.values_list("friend_id", flat=True).distinct(),
            *tracked.values_list("pk", flat=True),
        }
    )
