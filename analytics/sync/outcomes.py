"""What follows from a step that went well, and from each class of error."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils import timezone

from analytics.sync.alarms import clear_dead, tell_dead
from analytics.sync.asking import NoToken
from analytics.sync.cursors import RUNNABLE
from analytics.sync.words import NO_TOKEN, words_of
from channel.models import Connection, SyncCursor
from kakao.errors import AuthDead, BadPayload, KakaoError, RateLimited, Temporary

# A pull that failed so often in a row makes its connection one that keeps failing.
MANY = 3
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 20.0, 3600.0
# An answer in the wrong shape is asked for so often, then only at the next scheduled time.
BAD_ANSWERS = 5


def go_well(cursor: SyncCursor, place: dict[str, Any] | None) -> None:
    """Inside the transaction that stored the answer. A place that is None ends the round."""
    now = timezone.now()
    cursor.place, cursor.failures = place or {}, 0
    cursor.due_at = now if place is not None else None
    cursor.done_at = now if place is None else cursor.done_at
    cursor.error_kind = cursor.error_words = ""
    cursor.save()
    others = SyncCursor.objects.filter(connection=cursor.connection_id, failures__gte=MANY)
    if not others.exists():
        set_state(cursor.connection, Connection.State.WORKING)
        clear_dead(cursor.connection)


def put_off(cursor: SyncCursor, seconds: float) -> None:
    due_at = timezone.now() + dt.timedelta(seconds=seconds)
    SyncCursor.objects.filter(pk=cursor.pk).update(due_at=due_at)


def go_wrong(cursor: SyncCursor, error: KakaoError) -> None:
    """Write down what happened and when, if ever, this is asked again."""
    cursor.failures = min(cursor.failures + 1, 1000)
    cursor.error_kind, cursor.error_words = error.kind, words_of(error)
    cursor.due_at = _again_at(cursor, error)
    if cursor.due_at is None:
        cursor.place = {}
    cursor.save()
    connection, words = cursor.connection, cursor.error_words
    if isinstance(error, AuthDead):
        die(connection, words)
    elif isinstance(error, RateLimited):
        set_state(connection, Connection.State.LIMITED, words)
    elif cursor.failures >= MANY or cursor.due_at is None:
        set_state(connection, Connection.State.FAILING, words)


def _again_at(cursor: SyncCursor, error: KakaoError) -> dt.datetime | None:
    """None: not before the next scheduled time, or before a person did something."""
    now = timezone.now()
    if isinstance(error, RateLimited):
        return now + dt.timedelta(seconds=error.wait_seconds)
    if isinstance(error, Temporary):
        return now + _growing(cursor.failures)
    if isinstance(error, BadPayload) and cursor.failures < BAD_ANSWERS:
        return now + _growing(cursor.failures)
    return None


def _growing(failures: int) -> dt.timedelta:
    seconds = min(FIRST_WAIT_SECONDS * 2 ** min(failures - 1, 12), LONGEST_WAIT_SECONDS)
    return dt.timedelta(seconds=seconds * settings.KAKAO_LIMIT_SCALE)


def lose_token(connection: Connection, error: NoToken) -> None:
    die(connection, NO_TOKEN[error.reason])


def die(connection: Connection, words: str) -> None:
    """Its pulls stop until a person connects again; one alert says so. Others go on."""
    if set_state(connection, Connection.State.NEEDS_RECONNECT, words):
        tell_dead(connection, words)


def set_state(connection: Connection, state: str, words: str = "") -> bool:
    """Change it, unless a person paused or removed the connection meanwhile."""
    same = {"state": state, "state_words": words}
    if all(getattr(connection, name) == value for name, value in same.items()):
        return False
    open_ = Connection.objects.filter(pk=connection.pk, state__in=RUNNABLE, removed_at=None)
    since = connection.state_since if connection.state == state else timezone.now()
    changed = bool(open_.update(state_since=since, **same))
    if changed:
        connection.state, connection.state_words, connection.state_since = state, words, since
    return changed
