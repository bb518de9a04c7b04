"""Who records shares a channel's people; who renumbers, recounts or merges has them alone."""

from collections.abc import Collection

from django.db import connection


def share(channel_ids: Collection[int]) -> None:
    """Until the caller's transaction ends, nobody renumbers these channels."""
    _lock("pg_advisory_xact_lock_shared", channel_ids)


def hold_alone(channel_id: int) -> None:
    """Until the caller's transaction ends, nobody else writes this channel's kept state."""
    _lock("pg_advisory_xact_lock", [channel_id])


def _lock(function: str, channel_ids: Collection[int]) -> None:
    with connection.cursor() as cursor:
        for channel_id in sorted(channel_ids):
            key = f"people {channel_id}"
            cursor.execute(f"SELECT {function}(hashtextextended(%s, 0))", [key])
