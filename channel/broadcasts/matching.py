"""Which stored message a row speaks of. Files, pulls and typed rows never double one.

Kakao's id decides; without one the day, the folded title and the n-th of that day. A message
that only looks alike (sent within 2%, a day apart at most) is proposed to a person.
"""

from collections.abc import Mapping

from django.db import connection

from channel.broadcasts.models import Broadcast, BroadcastResult

UNTITLED = "제목 없음"
NEAR_SENT_PERCENT = 2
_B = Broadcast._meta.db_table
_R = BroadcastResult._meta.db_table


def matched_sql(stage: str) -> str:
    """SQL of (n, id): rows of a stage of messages and the stored messages they are.

    The stage has n, channel_id, kakao_id, sent_on, folded_title, nth_of_day.
    """
    return (
        f"WITH by_id AS (SELECT s.n, b.id FROM {stage} s JOIN {_B} b "
        "ON b.channel_id = s.channel_id AND b.kakao_id = s.kakao_id), "
        f"by_name AS (SELECT s.n, b.id FROM {stage} s JOIN {_B} b "
        "ON b.channel_id = s.channel_id AND b.sent_on = s.sent_on "
        "AND b.folded_title = s.folded_title AND b.nth_of_day = s.nth_of_day "
        "WHERE (b.kakao_id IS NULL OR s.kakao_id IS NULL) "
        "AND s.n NOT IN (SELECT n FROM by_id) AND b.id NOT IN (SELECT id FROM by_id)) "
        "SELECT n, id FROM by_id UNION ALL SELECT n, id FROM by_name"
    )


def near_sql(compared: str) -> str:
    """SQL of stored messages that new rows of a compared stage may be."""
    within = f"{NEAR_SENT_PERCENT}"
    return (
        "SELECT c.n, c.line, c.title, c.sent_on, c.sent, b.id AS stored_id, "
        "b.title AS stored_title, b.sent_on AS stored_on, r.sent AS stored_sent "
        f"FROM {compared} c JOIN {_B} b ON b.channel_id = c.channel_id "
        "AND b.sent_on BETWEEN c.sent_on - 1 AND c.sent_on + 1 "
        f"JOIN {_R} r ON r.broadcast_id = b.id "
        f"AND abs(r.sent - c.sent) * 100 <= c.sent * {within} "
        "WHERE c.what = 'new' AND (b.kakao_id IS NULL OR c.kakao_id IS NULL) "
        f"AND b.id NOT IN (SELECT target FROM {compared} WHERE target IS NOT NULL) "
        "ORDER BY c.line, b.id LIMIT 50"
    )


def confirmed(same: Mapping[str, int]) -> tuple[list[int], list[int]]:
    """What a person confirmed, {line: id of the stored message}, as two lists."""
    return [int(line) for line in same], [int(pk) for pk in same.values()]


def near_pairs(channel_id: int) -> list[tuple[int, int]]:
    """Stored messages of different writers that may be one: ids, the older one first.

    Two rows of one file are two messages, and so are two with ids of Kakao.
    """
    sql = (
        f"SELECT a.id, b.id FROM {_B} a JOIN {_B} b ON b.channel_id = a.channel_id "
        "AND b.id > a.id AND b.sent_on BETWEEN a.sent_on - 1 AND a.sent_on + 1 "
        f"JOIN {_R} ra ON ra.broadcast_id = a.id JOIN {_R} rb ON rb.broadcast_id = b.id "
        f"AND abs(ra.sent - rb.sent) * 100 <= ra.sent * {NEAR_SENT_PERCENT} "
        "WHERE a.channel_id = %s AND (a.kakao_id IS NULL OR b.kakao_id IS NULL) "
        "AND a.batch_id IS DISTINCT FROM b.batch_id "
        "ORDER BY b.sent_on DESC, b.id LIMIT 50"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [channel_id])
        return [(int(one), int(other)) for one, other in cursor.fetchall()]
