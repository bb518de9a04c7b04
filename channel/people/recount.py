"""The kept state of a channel's friends from nothing but the facts: their reactions, and what was
kept of those that retention took."""

from typing import Any

from django.db import transaction

from channel.people.events import label_blocked
from channel.people.locking import hold_alone
from channel.people.masks import (
    ACTIVITY,
    ENGAGEMENT,
    EVERYBODY,
    FRIEND,
    IN_ORDER,
    MASK,
    PRUNED,
    execute,
    kept_sql,
    maps,
    planned,
)
from channel.people.recording import tell
from channel.people.tracking import number_opportunities


@transaction.atomic
def recount(channel_id: int, friend_ids: list[int] | None = None) -> int:
    """Rewrite what differs from the facts and say how many rows; without ids of everybody.

    A second time it writes nothing. Nobody records for this channel meanwhile.
    """
    hold_alone(channel_id)
    params = {**maps(channel_id), "friends": friend_ids}
    changed = _forget_gone(params)
    with planned(*IN_ORDER, *(EVERYBODY if friend_ids is None else ())):
        changed += execute(_recount_sql(params["newest"], friend_ids is not None), params)
    changed += number_opportunities(channel_id, friend_ids) + label_blocked(
        [channel_id], friend_ids
    )
    if changed:
        tell(channel_id)
    return changed


def _forget_gone(params: dict[str, Any]) -> int:
    only = "" if params["friends"] is None else "AND a.friend_id = ANY(%(friends)s) "
    return execute(
        f"DELETE FROM {ACTIVITY} a WHERE channel_id = %(channel)s {only}"
        "AND NOT EXISTS (SELECT FROM "
        f"{FRIEND} f WHERE f.channel_id = %(channel)s AND f.id = a.friend_id "
        "AND f.merged_into IS NULL)",
        params,
    )


def _recount_sql(newest: int, only: bool) -> str:
    where = "e.channel_id = %(channel)s"
    whose = "f.channel_id = %(channel)s AND f.merged_into IS NULL"
    own = "o.channel_id = %(channel)s AND o.friend_id = facts.friend_id"
    gone = "p.channel_id = %(channel)s"
    if only:
        gone += " AND p.friend_id = ANY(%(friends)s)"
        where += " AND e.friend_id = ANY(%(friends)s)"
        whose += " AND f.id = ANY(%(friends)s)"
        own += " AND o.friend_id = ANY(%(friends)s)"
    return f"""
    WITH kept AS ({kept_sql(ENGAGEMENT, newest, where)}), pruned AS (
        SELECT friend_id, max(last_at) AS last_at, sum(total)::int AS total
        FROM {PRUNED} p WHERE {gone} GROUP BY friend_id
    ), facts AS (
        SELECT f.channel_id, f.id AS friend_id, {MASK} AS mask, coalesce(k.top, 0) AS mask_ordinal,
        greatest(k.last_at, p.last_at) AS last_engaged_at,
        coalesce(k.total, 0) + coalesce(p.total, 0) AS engaged_total
        FROM {FRIEND} f LEFT JOIN kept k ON k.friend_id = f.id
        LEFT JOIN pruned p ON p.friend_id = f.id WHERE {whose}
    )
    INSERT INTO {ACTIVITY} AS a
    (channel_id, friend_id, mask, mask_ordinal, last_engaged_at, engaged_total, state)
    SELECT facts.*, 'unknown' FROM facts
    LEFT JOIN {ACTIVITY} o ON {own}
    WHERE o.id IS NULL OR (o.mask, o.mask_ordinal, o.last_engaged_at, o.engaged_total)
    IS DISTINCT FROM (facts.mask, facts.mask_ordinal, facts.last_engaged_at, facts.engaged_total)
    ON CONFLICT (channel_id, friend_id) DO UPDATE SET mask = excluded.mask,
    mask_ordinal = excluded.mask_ordinal, last_engaged_at = excluded.last_engaged_at,
    engaged_total = excluded.engaged_total
    """
