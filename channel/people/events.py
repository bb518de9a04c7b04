"""Adds and blocks as Kakao told them, in whatever order they arrive."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.db import transaction

from channel.models import Origin
from channel.people import stages
from channel.people.identities import SAME, STAGE_COLUMNS, find_staged
from channel.people.masks import (
    ACTIVITY,
    EVENT,
    EVERYBODY,
    FRIEND,
    IDENTITY,
    execute,
    planned,
    rows,
)
from channel.people.recording import Recorded, tell
from channel.people.tracking import number_opportunities

# identity kind, issuer and value; added | blocked; occurred_at; delivery_key
Event = tuple[str, str, str, str, dt.datetime, str]

STAGE = "stage_friend_events"
EVENT_COLUMNS = f"{STAGE_COLUMNS}, event text, occurred_at timestamptz, delivery_key text"


@transaction.atomic
def record_friend_events(channel_id: int, events: Iterable[Event]) -> Recorded:
    """Adds and blocks of people known or not. Who only added is nobody whose reactions we see."""
    stage = stages.fill(STAGE, EVENT_COLUMNS, ((channel_id, *event) for event in events))
    return record_events_staged(stage)


@transaction.atomic
def record_events_staged(stage: str, origin: str = Origin.WEBHOOK) -> Recorded:
    """Events of a stage with EVENT_COLUMNS; friends not known yet are made."""
    [(staged,)] = rows(f"SELECT count(*) FROM {stage}")
    find_staged(stage, origin=origin)
    made = rows(
        f"""
        INSERT INTO {EVENT}
        (channel_id, identity_id, event, occurred_at, delivery_key, friend_id)
        SELECT i.channel_id, i.id, s.event, s.occurred_at, s.delivery_key, i.friend_id
        FROM {stage} s JOIN {IDENTITY} i ON {SAME} ORDER BY 1, 2, 3, 4, 5
        ON CONFLICT DO NOTHING RETURNING channel_id, friend_id
        """
    )
    channel_ids = {channel_id for channel_id, _friend in made}
    settle(channel_ids, {friend_id for _channel, friend_id in made})
    for channel_id in sorted(channel_ids):
        tell(channel_id)
    return Recorded(len(made), staged - len(made))


def settle(channel_ids: Collection[int], friend_ids: Collection[int]) -> None:
    """What the events of these friends say of them: the latest event, the earliest add."""
    who = {"channels": list(channel_ids), "friends": sorted(friend_ids)}
    for table, pk in ((FRIEND, "id"), (ACTIVITY, "friend_id")):
        execute(
            f"SELECT 1 FROM {table} WHERE channel_id = ANY(%(channels)s) "
            f"AND {pk} = ANY(%(friends)s) ORDER BY {pk} FOR NO KEY UPDATE",
            who,
        )
    execute(_RELATION, who)
    label_blocked(channel_ids, who["friends"])
    for channel_id in sorted(channel_ids):
        number_opportunities(channel_id, who["friends"])


def label_blocked(channel_ids: Collection[int], friend_ids: list[int] | None = None) -> int:
    """Who blocked is in no class, and who came back waits for the next one. Says how many."""
    only = "" if friend_ids is None else "AND f.id = ANY(%(friends)s)"
    with planned(*(EVERYBODY if friend_ids is None else ())):
        return execute(_LABEL + only, {"channels": list(channel_ids), "friends": friend_ids})


# Of an add and a block at one moment the block counts. Who came back did so with the first add
# after the last block; where no event tells of a block, a list may have.
_RELATION = f"""
WITH told AS (
    SELECT friend_id, event, occurred_at,
    max(occurred_at) FILTER (WHERE event = 'blocked') OVER (PARTITION BY friend_id) AS block
    FROM {EVENT} WHERE channel_id = ANY(%(channels)s) AND friend_id = ANY(%(friends)s)
), events AS MATERIALIZED (
    SELECT friend_id, max(block) AS block, max(occurred_at) AS last,
    CASE WHEN max(block) = max(occurred_at) THEN 'blocked' ELSE 'added' END AS event,
    (min(occurred_at) FILTER (WHERE event = 'added') AT TIME ZONE 'Asia/Seoul')::date AS joined,
    (min(occurred_at) FILTER (WHERE event = 'added' AND occurred_at > block)
        AT TIME ZONE 'Asia/Seoul')::date AS back
    FROM told GROUP BY friend_id
), said AS (
    SELECT f.id, least(f.joined_on, e.joined) AS joined_on,
    greatest(f.relation_at, e.last) AS relation_at,
    CASE WHEN e.last >= coalesce(f.relation_at, '-infinity') THEN e.event
    ELSE f.relation END AS relation,
    CASE WHEN e.block IS NOT NULL THEN e.back
    WHEN f.relation = 'blocked' AND e.last > f.relation_at
    THEN (e.last AT TIME ZONE 'Asia/Seoul')::date
    ELSE f.returned_on END AS returned_on
    FROM {FRIEND} f JOIN events e ON e.friend_id = f.id
    WHERE f.channel_id = ANY(%(channels)s)
)
UPDATE {FRIEND} f SET joined_on = said.joined_on, relation_at = said.relation_at,
relation = said.relation, returned_on = said.returned_on, origin = 'webhook', batch_id = NULL,
updated_at = now()
FROM said WHERE said.id = f.id
AND (said.joined_on, said.relation_at, said.relation, said.returned_on)
IS DISTINCT FROM (f.joined_on, f.relation_at, f.relation, f.returned_on)
"""

_LABEL = f"""
UPDATE {ACTIVITY} a SET state = CASE f.relation WHEN 'blocked' THEN 'blocked' ELSE 'unknown' END,
state_changed_on = CASE f.relation WHEN 'blocked'
    THEN (f.relation_at AT TIME ZONE 'Asia/Seoul')::date END
FROM {FRIEND} f WHERE f.id = a.friend_id AND f.channel_id = a.channel_id
AND a.channel_id = ANY(%(channels)s) AND ((f.relation = 'blocked') <> (a.state = 'blocked') OR
(a.state = 'blocked' AND a.state_changed_on
    IS DISTINCT FROM (f.relation_at AT TIME ZONE 'Asia/Seoul')::date))
"""
