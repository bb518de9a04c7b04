"""A channel full of people, made in the database: friends, a year of reactions, and what is kept.

Facts come first, by a rule the ghost model does not know; masks, states, scores and readings are
then made from them by the product's own recount, fit and recomputing.
"""

import datetime as dt
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

HISTORY_DAYS = 400
TABLES = (
    "friend", "friendidentity", "friendevent", "friendactivity", "engagement", "sendday",
    "patternscore", "reading", "broadcast", "dailyfriends", "sourceday",
)  # fmt: skip


def fill(place: Any, friends: int, seed: int) -> None:
    """Five years of daily figures and messages, and people with names."""
    from analytics.recompute import refresh
    from bench import dashboard

    dashboard.fill(place, total=friends)
    refresh(place)  # numbers the send days
    who = {"channel": place.pk, "friends": friends, "days": HISTORY_DAYS, "last": _yesterday()}
    _run("SELECT setseed(%(seed)s)", {"seed": seed % 1000 / 1000})
    for name, sql in (("friends", _FRIENDS), ("names", _IDENTITIES), ("blocks", _BLOCKS)):
        said(name, lambda sql=sql: _run(sql, who))


def react(place: Any, engagements: int) -> None:
    """The reactions of 13 months."""
    wanted = {"channel": place.pk, "wanted": engagements, "days": HISTORY_DAYS}
    said("reactions", lambda: _run(_ENGAGED, {**wanted, "last": _yesterday()}))


def _yesterday() -> dt.date:
    from channel.clock import today

    return today() - dt.timedelta(days=1)


def settle(place: Any) -> None:
    """Kept state from the facts, a fit with its states, and all readings; and the tables tidied."""
    from analytics.ghosts.work import refit
    from analytics.recompute import refresh
    from bench.dashboard import keep_readings_of
    from channel.people.recount import recount

    said("recount", lambda: recount(place.pk))
    said("vacuum", vacuum)
    said("fit", lambda: refit(place))
    said("readings", lambda: refresh(place))
    keep_readings_of(place)
    said("vacuum", vacuum)


def said(name: str, work: Any) -> float:
    """Filling takes minutes: each step tells its seconds."""
    begun = time.monotonic()
    work()
    taken = time.monotonic() - begun
    print(f"  {name}: {taken:.1f} s", file=sys.stderr, flush=True)
    return taken


def vacuum() -> None:
    for table in TABLES:
        _run(f"VACUUM (ANALYZE) channel_{table}")


def _run(sql: str, params: dict[str, Any] | None = None) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, params)


@contextmanager
def indexed_after(table: str) -> Iterator[None]:
    """Without its keys and indexes in the block: building them at the end is many times quicker."""
    from channel.people.masks import rows

    whose = f"'{table}'::regclass"
    keys = rows(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
        f"WHERE conrelid = {whose} AND contype IN ('p', 'u')"
    )
    others = rows(
        f"SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
        f"WHERE indrelid = {whose} AND indexrelid NOT IN "
        f"(SELECT conindid FROM pg_constraint WHERE conrelid = {whose})"
    )
    for name, _words in keys:
        _run(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _words in others:
        _run(f"DROP INDEX {name}")
    yield
    _run("SET maintenance_work_mem = '2GB'")
    for name, words in keys:
        said(name, lambda n=name, w=words: _run(f"ALTER TABLE {table} ADD CONSTRAINT {n} {w}"))
    for name, words in others:
        said(name, lambda w=words: _run(w))
    _run("RESET maintenance_work_mem")


# A third was there from the start, the rest came evenly; one in ten is nobody whose reactions would be seen.
_FRIENDS = """
INSERT INTO channel_friend (channel_id, joined_on, relation, relation_at, trackable_from,
    trackable_by, source_id, origin, updated_at)
SELECT %(channel)s, day, CASE WHEN blocked THEN 'blocked' ELSE 'added' END,
    CASE WHEN blocked THEN now() END, CASE WHEN known THEN day END,
    CASE WHEN known THEN 'import' END, sources[1 + (random() * 5)::int], 'file', now()
FROM (
    SELECT %(last)s::date - (least(random() * 1.5, 1) * (%(days)s - 1))::int AS day,
        random() < .03 AS blocked, random() < .9 AS known
    FROM generate_series(1, %(friends)s)
) f, (SELECT array_agg(id ORDER BY id) AS sources FROM channel_source
    WHERE channel_id = %(channel)s) s
"""
_IDENTITIES = """
INSERT INTO channel_friendidentity (channel_id, kind, issuer, value, friend_id)
SELECT channel_id, 'app_user_id', '900001', (3000000000 + id)::text, id FROM channel_friend
WHERE channel_id = %(channel)s ORDER BY id
"""
_BLOCKS = """
INSERT INTO channel_friendevent (channel_id, identity_id, friend_id, event, occurred_at,
    delivery_key)
SELECT i.channel_id, i.id, f.id, 'blocked', f.relation_at, '' FROM channel_friend f
JOIN channel_friendidentity i ON i.channel_id = f.channel_id AND i.friend_id = f.id
WHERE f.channel_id = %(channel)s AND f.relation = 'blocked'
"""
# Each reacts at his own rate until the day after which he is gone; a few never do. Four in five
# are clicks on the newest message, the rest is chat, purchases and coupons without one.
_ENGAGED = """
WITH people AS MATERIALIZED (
    SELECT id, trackable_from AS since, least(%(last)s - trackable_from,
        1 + (-ln(1 - random()) * 160)::int) AS life, random() ^ 3 AS rate
    FROM channel_friend WHERE channel_id = %(channel)s AND trackable_from IS NOT NULL
), scale AS (SELECT %(wanted)s / sum(life * rate) AS per_day FROM people
), messages AS (
    SELECT array_agg((SELECT id FROM channel_broadcast WHERE channel_id = %(channel)s
        AND sent_on <= day ORDER BY sent_on DESC LIMIT 1) ORDER BY day) AS of_day
    FROM generate_series(%(last)s - %(days)s::int, %(last)s, interval '1 day') AS day
), deeds AS (
    SELECT id, n, since + ceil(random() * life)::int AS day, random() AS luck
    FROM people, scale, generate_series(1, floor(life * rate * per_day + random())::int) AS n
)
INSERT INTO channel_engagement (channel_id, day, kind, key, friend_id, at, broadcast_id)
SELECT %(channel)s, least(day, %(last)s), CASE WHEN luck < .8 THEN 'clicked'
        WHEN luck < .9 THEN 'chatted' WHEN luck < .97 THEN 'bought' ELSE 'redeemed' END,
    to_hex(id) || '-' || n, id,
    least(day, %(last)s)::timestamp AT TIME ZONE 'Asia/Seoul' + luck * interval '23 hours',
    CASE WHEN luck < .8 THEN of_day[1 + least(day, %(last)s) - %(last)s + %(days)s] END
FROM deeds, messages
"""
