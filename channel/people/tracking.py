"""From which day on a reaction of a friend would be seen."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from channel.people import stages
from channel.people.locking import share
from channel.people.masks import (
    ACTIVITY,
    EVERYBODY,
    FRIEND,
    SINCE,
    execute,
    from_ordinal_sql,
    planned,
    rows,
)
from channel.people.recording import tell

# friend_id, Friend.Trackable, KST day of the act that makes him trackable
Tracked = tuple[int, str, dt.date]

STAGE = "stage_tracked"
STAGE_COLUMNS = 'channel_id bigint, friend_id bigint, "by" text, "on" date'


def make_trackable(channel_id: int, friend_id: int, by: str, on: dt.date) -> None:
    """The earliest day wins. Messages count from the first send day after it."""
    track(channel_id, [(friend_id, by, on)])


@transaction.atomic
def track(channel_id: int, tracked: Iterable[Tracked]) -> int:
    """Many at once; says for how many it changed something."""
    stage = stages.fill(STAGE, STAGE_COLUMNS, ((channel_id, *row) for row in tracked))
    return track_staged(stage)


@transaction.atomic
def track_staged(stage: str) -> int:
    """Rows of a stage with STAGE_COLUMNS. Of two ways on one day the first by name is kept."""
    share([pk for (pk,) in rows(f"SELECT DISTINCT channel_id FROM {stage}")])
    changed = rows(_TRACK.format(stage=stage))
    if not changed:
        return 0
    channel_ids = sorted({channel_id for channel_id, _friend in changed})
    who = {"channels": channel_ids, "friends": sorted(friend for _channel, friend in changed)}
    execute(
        f"SELECT 1 FROM {ACTIVITY} WHERE channel_id = ANY(%(channels)s) "
        "AND friend_id = ANY(%(friends)s) ORDER BY friend_id FOR NO KEY UPDATE",
        who,
    )
    for channel_id in channel_ids:
        number_opportunities(channel_id, who["friends"])
        tell(channel_id)
    return len(changed)


def number_opportunities(channel_id: int, friend_ids: list[int] | None = None) -> int:
    """Rewrite `from_ordinal` where the send days say otherwise; of everybody without ids."""
    only = "" if friend_ids is None else "AND f.id = ANY(%(friends)s)"
    first = from_ordinal_sql(SINCE, "%(channel)s")
    with planned(*(EVERYBODY if friend_ids is None else ())):
        return execute(
            f"UPDATE {ACTIVITY} a SET from_ordinal = {first} FROM {FRIEND} f "
            "WHERE f.id = a.friend_id AND f.channel_id = %(channel)s "
            f"AND a.channel_id = %(channel)s AND a.from_ordinal IS DISTINCT FROM {first} {only}",
            {"channel": channel_id, "friends": friend_ids},
        )


_TRACK = f"""
WITH earliest AS (
    SELECT DISTINCT ON (1) coalesce(f.merged_into, f.id) AS id, s."by", s."on" FROM {{stage}} s
    JOIN {FRIEND} f ON f.id = s.friend_id AND f.channel_id = s.channel_id
    ORDER BY 1, s."on", s."by"
), locked AS MATERIALIZED (
    SELECT f.id FROM {FRIEND} f JOIN earliest e ON e.id = f.id
    WHERE f.trackable_from IS NULL OR (f.trackable_from, f.trackable_by) > (e."on", e."by")
    ORDER BY f.id FOR NO KEY UPDATE OF f
)
UPDATE {FRIEND} f SET trackable_from = e."on", trackable_by = e."by", origin = 'webhook',
batch_id = NULL, updated_at = now()
FROM earliest e JOIN locked USING (id) WHERE f.id = e.id
AND (f.trackable_from IS NULL OR (f.trackable_from, f.trackable_by) > (e."on", e."by"))
RETURNING f.channel_id, f.id
"""
