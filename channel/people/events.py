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
from channel.people.told import on, told_sql
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
    """Once Kakao told something of these friends: how they stand by all that was ever told."""
    who = {"channels": list(channel_ids), "friends": sorted(friend_ids)}
    for table, pk in ((FRIEND, "id"), (ACTIVITY, "friend_id")):
        execute(
            f"SELECT 1 FROM {table} WHERE channel_id = ANY(%(channels)s) "
            f"AND {pk} = ANY(%(friends)s) ORDER BY {pk} FOR NO KEY UPDATE",
            who,
        )
    of_kakao = "origin = 'webhook', batch_id = NULL,"
    execute(_RELATION.format(of="friend_id = ANY(%(friends)s)", writer=of_kakao), who)
    _follow(channel_ids, who["friends"])


def settle_lists(channel_id: int) -> None:
    """Once a list came or went: how everybody stands. The caller holds the channel alone."""
    with planned(*EVERYBODY):
        execute(_RELATION.format(of="true", writer=""), {"channels": [channel_id]})
    _follow([channel_id], None)


def _follow(channel_ids: Collection[int], friend_ids: list[int] | None) -> None:
    label_blocked(channel_ids, friend_ids)
    for channel_id in sorted(channel_ids):
        number_opportunities(channel_id, friend_ids)


def label_blocked(channel_ids: Collection[int], friend_ids: list[int] | None = None) -> int:
    """Who blocked is in no class, and who came back waits for the next one. Says how many."""
    only = "" if friend_ids is None else "AND f.id = ANY(%(friends)s)"
    with planned(*(EVERYBODY if friend_ids is None else ())):
        return execute(_LABEL + only, {"channels": list(channel_ids), "friends": friend_ids})


_RELATION = f"""
WITH told AS MATERIALIZED ({told_sql("{of}")}), said AS (
    SELECT f.id, least(f.joined_on, {on("joined")}) AS joined_on, t.since AS relation_at,
    t.relation, {on("back")} AS returned_on
    FROM {FRIEND} f JOIN told t ON t.friend_id = f.id
    WHERE f.channel_id = ANY(%(channels)s) AND f.merged_into IS NULL
)
UPDATE {FRIEND} f SET joined_on = said.joined_on, relation_at = said.relation_at,
relation = said.relation, returned_on = said.returned_on, {{writer}} updated_at = now()
FROM said WHERE said.id = f.id
AND (said.joined_on, said.relation_at, said.relation, said.returned_on)
IS DISTINCT FROM (f.joined_on, f.relation_at, f.relation, f.returned_on)
"""

_LABEL = f"""
UPDATE {ACTIVITY} a SET state = CASE f.relation WHEN 'blocked' THEN 'blocked' ELSE 'unknown' END,
state_changed_on = CASE f.relation WHEN 'blocked' THEN {on("f.relation_at")} END
FROM {FRIEND} f WHERE f.id = a.friend_id AND f.channel_id = a.channel_id
AND a.channel_id = ANY(%(channels)s) AND ((f.relation = 'blocked') <> (a.state = 'blocked') OR
(a.state = 'blocked' AND a.state_changed_on IS DISTINCT FROM {on("f.relation_at")}))
"""
