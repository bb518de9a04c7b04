"""How somebody stands, from all that Kakao's notices and lists of friends ever said of him.

What lists said is kept with the friend: `listed_relation` since `listed_at`, and `listed_block_at`,
the last block that any of them told of. Of what is `listed_undated` no list had the day; its
moments are those of the import, at the latest. The same facts say the same in any order.
"""

from channel.people.masks import EVENT, FRIEND

_FACTS = f"""
SELECT friend_id, event, occurred_at AS at, true AS kakao, false AS undated
FROM {EVENT} WHERE channel_id = ANY(%(channels)s)
UNION ALL
SELECT id, 'blocked', listed_block_at, false, listed_undated
FROM {FRIEND} WHERE channel_id = ANY(%(channels)s) AND listed_block_at IS NOT NULL
UNION ALL
SELECT id, 'added', listed_at, false, listed_undated
FROM {FRIEND} WHERE channel_id = ANY(%(channels)s) AND listed_relation = 'added'
"""


def told_sql(of: str) -> str:
    """SELECT of (friend_id, relation, since, joined, back): a row per friend with such facts.

    `of` is a condition on the facts' friend_id, event, at and undated; the parameter is `channels`.
    Of an add and a block at one moment the block counts, and what has no day says nothing against
    Kakao. `since` is null of what has no day; `joined` is the first add that Kakao told of, `back`
    the first one after the last block, or null.
    """
    return f"""
    SELECT friend_id, CASE WHEN block = last THEN 'blocked' ELSE 'added' END AS relation,
    CASE WHEN NOT undated THEN last END AS since, joined, back
    FROM (
        SELECT friend_id, max(block) AS block, max(at) AS last, bool_or(undated) AS undated,
        min(at) FILTER (WHERE kakao AND event = 'added') AS joined,
        coalesce(min(at) FILTER (WHERE event = 'added' AND at > greatest(block, by)),
                 min(at) FILTER (WHERE event = 'added' AND at > block)) AS back
        FROM (
            SELECT *, max(at) FILTER (WHERE event = 'blocked' AND counts) OVER his AS block,
            max(at) FILTER (WHERE event = 'blocked') OVER his AS by
            FROM (
                SELECT *, NOT undated OR NOT bool_or(kakao) OVER (PARTITION BY friend_id) AS counts
                FROM ({_FACTS}) facts WHERE {of}
            ) facts WINDOW his AS (PARTITION BY friend_id)
        ) facts WHERE counts GROUP BY friend_id
    ) facts
    """


# Friends of whom any block was ever told: the others need no facts looked up.
EVER_BLOCKED = f"""
SELECT friend_id FROM {EVENT} WHERE channel_id = ANY(%(channels)s) AND event = 'blocked'
UNION
SELECT id FROM {FRIEND} WHERE channel_id = ANY(%(channels)s) AND listed_block_at IS NOT NULL
"""


def on(moment: str) -> str:
    """The day in Korea of a moment."""
    return f"({moment} AT TIME ZONE 'Asia/Seoul')::date"
