"""Write and read readings. A reading that says nothing new is not written again."""

import datetime as dt
from collections.abc import Collection, Iterable

from channel.models import Channel, Reading


def append(readings: Iterable[Reading]) -> list[Reading]:
    """Add those that differ from the newest of their subject, measure and day."""
    fresh = list(readings)
    if not fresh:
        return []
    newest = _newest_by_key(fresh)
    said = [r for r in fresh if not (old := newest.get(_key(r))) or not r.says_the_same_as(old)]
    Reading.objects.filter(pk__in=[old.pk for old in newest.values() if old.stale]).update(
        stale=False
    )
    return Reading.objects.bulk_create(said)


def _key(reading: Reading) -> tuple[str, str, dt.date]:
    return reading.subject, reading.measure, reading.as_of


def _newest_by_key(fresh: list[Reading]) -> dict[tuple[str, str, dt.date], Reading]:
    found = Reading.objects.filter(
        channel_id=fresh[0].channel_id,
        subject__in={r.subject for r in fresh},
        measure__in={r.measure for r in fresh},
        as_of__in={r.as_of for r in fresh},
    ).newest()
    return {_key(reading): reading for reading in found}


_NEWEST = """
    SELECT newest.* FROM told CROSS JOIN LATERAL (
        SELECT * FROM channel_reading r
        WHERE r.channel_id = %(channel)s AND r.subject = %(subject)s AND r.measure = told.measure
        ORDER BY r.as_of DESC, r.id DESC LIMIT 1
    ) newest
"""
# From measure to measure along the index: years of a channel's readings are not read to find the
# newest day of each. DISTINCT ON would read and sort them all.
_TOLD = """
    WITH RECURSIVE told AS (
        (SELECT measure FROM channel_reading
         WHERE channel_id = %(channel)s AND subject = %(subject)s ORDER BY measure LIMIT 1)
        UNION ALL
        SELECT (SELECT r.measure FROM channel_reading r
                WHERE r.channel_id = %(channel)s AND r.subject = %(subject)s
                  AND r.measure > told.measure ORDER BY r.measure LIMIT 1)
        FROM told WHERE told.measure IS NOT NULL
    )
"""
_ASKED = "WITH told AS (SELECT unnest(%(measures)s::text[]) AS measure)"
LATEST, LATEST_OF = _TOLD + _NEWEST, _ASKED + _NEWEST


def latest(
    channel: Channel, subject: str = "channel", measures: Collection[str] | None = None
) -> dict[str, Reading]:
    """The shown reading of each measure of a subject: the newest day, its newest revision.

    With `measures` only of these.
    """
    sql = LATEST if measures is None else LATEST_OF
    wanted = {"channel": channel.pk, "subject": subject, "measures": list(measures or ())}
    found = Reading.objects.raw(sql, wanted)
    return {reading.measure: reading for reading in found}
