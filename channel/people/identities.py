"""Who is who: friends are found or made by the names Kakao and the shop have for them."""

from collections.abc import Collection, Sequence

from django.db import transaction

from channel.models import Origin
from channel.people import stages
from channel.people.locking import share
from channel.people.masks import (
    ACTIVITY,
    EVERYBODY,
    FRIEND,
    IDENTITY,
    execute,
    planned,
    rows,
)

Identity = tuple[str, str, str]  # kind, issuer, value

STAGE = "stage_identities"
STAGE_COLUMNS = "channel_id bigint, kind text, issuer text, value text"
SAME = (
    "i.channel_id = s.channel_id AND i.kind = s.kind AND i.issuer = s.issuer AND i.value = s.value"
)


@transaction.atomic
def friends_of(
    channel_id: int,
    identities: Sequence[Identity],
    *,
    origin: str = Origin.WEBHOOK,
    batch_id: int | None = None,
) -> dict[Identity, int]:
    """The friend of each identity, made where there is none. One for one call and for many."""
    stage = stages.fill(STAGE, STAGE_COLUMNS, ((channel_id, *one) for one in identities))
    find_staged(stage, origin=origin, batch_id=batch_id)
    found = rows(
        f"SELECT s.kind, s.issuer, s.value, i.friend_id FROM {stage} s JOIN {IDENTITY} i ON {SAME}"
    )
    friend_of = {(kind, issuer, value): friend_id for kind, issuer, value, friend_id in found}
    return {identity: friend_of[identity] for identity in identities}


@transaction.atomic
def find_staged(stage: str, *, origin: str, batch_id: int | None = None) -> int:
    """Make the friends that a stage's identities lack, in the caller's transaction; say how many.

    The stage has channel_id, kind, issuer and value, none null, doubles allowed; afterwards every
    row of it joins the identities ON `SAME`. Two at a time make nobody twice: the unique key lets
    one through, in one order, and a friend is made only for an identity that got in.
    """
    share([pk for (pk,) in rows(f"SELECT DISTINCT channel_id FROM {stage}")])
    return execute(
        f"""
        WITH made AS (
            INSERT INTO {IDENTITY} (channel_id, kind, issuer, value, batch_id, friend_id)
            SELECT *, %(batch)s::bigint, nextval(pg_get_serial_sequence('{FRIEND}', 'id')) FROM (
                SELECT DISTINCT channel_id, kind, issuer, value FROM {stage} s
                WHERE NOT EXISTS (SELECT FROM {IDENTITY} i WHERE {SAME}) ORDER BY 1, 2, 3, 4
            ) missing
            ON CONFLICT DO NOTHING RETURNING channel_id, friend_id
        ), friends AS (
            INSERT INTO {FRIEND} (id, channel_id, relation, origin, batch_id, updated_at)
            SELECT friend_id, channel_id, 'unknown', %(origin)s, %(batch)s::bigint, now() FROM made
        )
        INSERT INTO {ACTIVITY} (channel_id, friend_id, mask, mask_ordinal, engaged_total, state)
        SELECT channel_id, friend_id, 0, 0, 0, 'unknown' FROM made
        """,
        {"batch": batch_id, "origin": origin},
    )


# A file does not say whose app its user ids are of: the one that the channel is connected with.
_APP = """
SELECT j.channel_id, min(c.options->>'app_id') AS app FROM channel_connection c
JOIN channel_connection_channels j ON j.connection_id = c.id
WHERE c.kind = 'webhook' AND c.removed_at IS NULL AND c.options->>'app_id' <> ''
GROUP BY j.channel_id HAVING count(DISTINCT c.options->>'app_id') = 1
"""


def name_issuers(stage: str) -> None:
    """Add the issuer to a stage with channel_id, kind and value: app user ids are the app's."""
    execute(f"ALTER TABLE {stage} ADD issuer text NOT NULL DEFAULT ''")
    execute(
        f"UPDATE {stage} s SET issuer = a.app FROM ({_APP}) a "
        "WHERE a.channel_id = s.channel_id AND s.kind = 'app_user_id'"
    )
    # an id that is known of one app already is that one, whatever is connected by now
    with planned(*EVERYBODY):
        execute(
            f"UPDATE {stage} s SET issuer = k.issuer FROM ("
            f"SELECT i.channel_id, i.value, min(i.issuer) AS issuer FROM {IDENTITY} i JOIN ("
            f"SELECT DISTINCT channel_id, value FROM {stage} WHERE kind = 'app_user_id'"
            ") d USING (channel_id, value) WHERE i.kind = 'app_user_id' "
            "GROUP BY 1, 2 HAVING count(*) = 1) k WHERE k.channel_id = s.channel_id "
            "AND k.value = s.value AND s.kind = 'app_user_id' AND s.issuer <> k.issuer"
        )


def rename_app(channel_ids: Collection[int], old: str, new: str) -> int:
    """A corrected number of the app: its users are the same, unless another connection is of the
    old one."""
    return execute(
        f"UPDATE {IDENTITY} i SET issuer = %(new)s WHERE i.channel_id = ANY(%(channels)s) "
        "AND i.kind = 'app_user_id' AND i.issuer = %(old)s AND NOT EXISTS ("
        "SELECT FROM channel_connection c JOIN channel_connection_channels j "
        "ON j.connection_id = c.id WHERE j.channel_id = i.channel_id AND c.removed_at IS NULL "
        "AND c.options->>'app_id' = %(old)s) "
        f"AND NOT EXISTS (SELECT FROM {IDENTITY} o WHERE o.channel_id = i.channel_id "
        "AND o.kind = i.kind AND o.issuer = %(new)s AND o.value = i.value)",
        {"channels": list(channel_ids), "old": old, "new": new},
    )


def adopt_app_ids(channel_id: int) -> int:
    """App user ids that came by file before the app was connected are the app's from now on."""
    return execute(
        f"UPDATE {IDENTITY} i SET issuer = a.app FROM ({_APP}) a WHERE a.channel_id = i.channel_id "
        "AND i.channel_id = %(channel)s AND i.kind = 'app_user_id' AND i.issuer = '' "
        f"AND NOT EXISTS (SELECT FROM {IDENTITY} o WHERE o.channel_id = i.channel_id "
        "AND o.kind = i.kind AND o.issuer = a.app AND o.value = i.value)",
        {"channel": channel_id},
    )
