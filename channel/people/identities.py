"""Who is who: friends are found or made by the names Kakao and the shop have for them."""

from collections.abc import Sequence

from django.db import transaction

from channel.models import Origin
from channel.people import stages
from channel.people.locking import share
from channel.people.masks import ACTIVITY, FRIEND, IDENTITY, execute, rows

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
