"""What people did: recorded once, whoever tells it how often and in which order.

One way for one row and for a million: rows go to a stage, those not known yet are kept, and only
these set bits of the kept state, in one statement. Rows are written in the order of their keys
and friends in the order of their ids, so that two at a time never wait for each other in a circle.
"""

import datetime as dt
from collections.abc import Iterable
from functools import partial
from typing import NamedTuple

from django.db import transaction

from channel.people import stages
from channel.people.locking import share
from channel.people.masks import (
    ACTIVITY,
    ENGAGEMENT,
    EVERYBODY,
    FRIEND,
    MASK,
    PRUNED,
    TAKEN_OVER,
    kept_sql,
    maps,
    planned,
    rows,
)
from channel.signals import engagements_recorded

# friend_id, kind, at, key, broadcast_id, source_id
Engaged = tuple[int, str, dt.datetime, str, int | None, int | None]

STAGE = "stage_engagements"
STAGE_COLUMNS = (
    "channel_id bigint, friend_id bigint, kind text, at timestamptz, key text, "
    "broadcast_id bigint, source_id bigint"
)


# From here on a walk over everybody is never much dearer than looking each one up.
MANY = 1_000


class Recorded(NamedTuple):
    inserted: int
    ignored: int


@transaction.atomic
def record_engagements(channel_id: int, engaged: Iterable[Engaged]) -> Recorded:
    """Reactions of a channel's friends; a known key and a friend that is gone are ignored."""
    filled = stages.fill(STAGE, STAGE_COLUMNS, ((channel_id, *row) for row in engaged))
    return record_staged(filled)


@transaction.atomic
def record_staged(stage: str, batch_id: int | None = None) -> Recorded:
    """Reactions of a stage with STAGE_COLUMNS, of several channels if need be, analyzed.

    A friend who was merged into another one is that one; what is as old as reactions of his that
    retention took was counted before it went. Receivers of `engagements_recorded`
    hear of each channel after the commit.
    """
    staged = dict(rows(f"SELECT channel_id, count(*) FROM {stage} GROUP BY 1"))
    share(staged)
    inserted = 0
    for channel_id in sorted(staged):
        params = {**maps(channel_id), "batch": batch_id}
        with planned(*(EVERYBODY if staged[channel_id] >= MANY else ())):
            [(made,)] = rows(_record_sql(stage, params["newest"]), params)
        inserted += made
        if made:
            tell(channel_id)
    return Recorded(inserted, sum(staged.values()) - inserted)


def tell(channel_id: int) -> None:
    transaction.on_commit(partial(engagements_recorded.send, None, channel_id=channel_id))


def _record_sql(stage: str, newest: int) -> str:
    return f"""
    WITH made AS (
        INSERT INTO {ENGAGEMENT}
        (channel_id, day, kind, key, at, friend_id, broadcast_id, source_id, batch_id)
        SELECT s.channel_id, (s.at AT TIME ZONE 'Asia/Seoul')::date, s.kind, s.key, s.at,
        coalesce(f.merged_into, f.id), s.broadcast_id, s.source_id, %(batch)s::bigint
        FROM {stage} s JOIN {FRIEND} f ON f.id = s.friend_id AND f.channel_id = %(channel)s
        WHERE s.channel_id = %(channel)s AND NOT EXISTS (
            SELECT FROM {PRUNED} p WHERE p.channel_id = %(channel)s
            AND p.friend_id = coalesce(f.merged_into, f.id) AND p.last_at >= s.at)
        ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
        ON CONFLICT DO NOTHING RETURNING friend_id, day, kind, at, broadcast_id
    ), kept AS ({kept_sql("made", newest)}
    ), written AS (
        INSERT INTO {ACTIVITY} AS a (channel_id, friend_id, mask, mask_ordinal, last_engaged_at,
        engaged_total, state)
        SELECT %(channel)s, friend_id, {MASK}, coalesce(top, 0), last_at, total, 'unknown'
        FROM kept ORDER BY friend_id
        ON CONFLICT (channel_id, friend_id) DO UPDATE SET {TAKEN_OVER}
    )
    SELECT count(*) FROM made
    """
