"""A turn of a connection: step after step while something is due and its gates are open.

No step waits in a worker. What a gate, an error or the end of the turn puts off is a moment in
its cursor; the run goes back into the queue until then.
"""

import datetime as dt
import time

import structlog
from django.db import transaction
from django.utils import timezone

from analytics.sync import days, lists, messages, outcomes
from analytics.sync.asking import Asker, GateShut, NoToken
from analytics.sync.cursors import lock, next_due, runnable, when_due
from analytics.sync.steps import Answered, Asked, Step
from analytics.sync.words import words_of
from campaigns.ads.store import Stored
from campaigns.models import AdAccount
from channel.models import Connection, Run, SyncCursor, SyncKind, SyncRun
from channel.runs.registry import Later
from channel.runs.work import hold
from kakao.errors import KakaoError, RateLimited
from kakao.figures import Level

log = structlog.get_logger()
# A connection with a year to bring in lets the others have their turn.
TURN_SECONDS = 10.0
STEPS: dict[str, Step] = {
    SyncKind.ACCOUNTS: lists.accounts,
    SyncKind.NAMES: lists.all_names,
    SyncKind.FRIEND_GROUPS: lists.friend_groups,
    SyncKind.MESSAGES: messages.pull,
    SyncKind.ACCOUNT_DAYS: days.pull(Level.ACCOUNT),
    SyncKind.CAMPAIGN_DAYS: days.pull(Level.CAMPAIGN),
    SyncKind.GROUP_DAYS: days.pull(Level.GROUP),
    SyncKind.CREATIVE_DAYS: days.pull(Level.CREATIVE),
    SyncKind.KEYWORD_DAYS: days.pull(Level.KEYWORD),
}


def work(run: Run) -> None:
    """One turn. Safe twice: a step stores its answer and moves its cursor in one transaction."""
    _give_way(run)
    connection = runnable().filter(pk=run.inputs["connection"]).first()
    if connection is None:
        return
    try:
        with Asker(connection) as ask:
            _turn(run, connection, ask)
    except NoToken as error:
        outcomes.lose_token(connection, error)
        return
    due_at = when_due(connection)
    if due_at is not None and runnable().filter(pk=connection.pk).exists():
        raise Later(due_at)


def _give_way(run: Run) -> None:
    """Another turn of the same connection is under way: two workers would wait for one gate."""
    now = timezone.now()
    others = Run.objects.filter(
        kind=run.kind, key=run.key, state=Run.State.RUNNING, lease_until__gt=now
    )
    if others.exclude(pk=run.pk).exists():
        raise Later(now + dt.timedelta(seconds=2))


def _turn(run: Run, connection: Connection, ask: Asker) -> None:
    ends = time.monotonic() + TURN_SECONDS
    while time.monotonic() < ends:
        cursor = next_due(connection)
        if cursor is None or not _step(run, connection, cursor, ask):
            return


def _step(run: Run, connection: Connection, cursor: SyncCursor, ask: Asker) -> bool:
    """False where the connection cannot go on."""
    cursor.connection = connection
    begun, account = time.monotonic(), _account(cursor)
    if cursor.account and account is None:
        cursor.delete()  # another connection pulls it now
        return True
    try:
        answered = STEPS[cursor.kind](Asked(connection, cursor, account, ask))
    except GateShut as shut:
        outcomes.put_off(cursor, shut.seconds)
        return True
    except KakaoError as error:
        _write_down(run, cursor, account, error, time.monotonic() - begun)
        return connection.state != Connection.State.NEEDS_RECONNECT
    _store(run, cursor, account, answered, time.monotonic() - begun)
    return True


def _account(cursor: SyncCursor) -> AdAccount | None:
    if not cursor.account:
        return None
    mine = AdAccount.objects.filter(connection=cursor.connection_id, platform=cursor.platform)
    return mine.select_related("channel").filter(kakao_id=cursor.account).first()


def _as_asked(cursor: SyncCursor, account: AdAccount | None) -> bool:
    """Whether nobody paused or removed the connection, or changed what was to be asked, since the
    call began. Otherwise its answer is left, and the next turn asks anew."""
    lock(cursor.connection_id)
    now = SyncCursor.objects.filter(
        pk=cursor.pk, place=cursor.place, round_at=cursor.round_at, done_at=cursor.done_at
    )
    same = account is None or AdAccount.objects.filter(
        pk=account.pk, connection=cursor.connection_id, channel=account.channel_id,
        wanted=account.wanted, history_from=account.history_from,
    ).exists()  # fmt: skip
    return same and runnable().filter(pk=cursor.connection_id).exists() and now.exists()


@transaction.atomic
def _store(
    run: Run, cursor: SyncCursor, account: AdAccount | None, answered: Answered, seconds: float
) -> None:
    hold(run)
    if not _as_asked(cursor, account):
        return
    stored = answered.store()
    outcomes.go_well(cursor, answered.place)
    if answered.refused is not None:
        _record(cursor, SyncRun.State.FAILED, seconds, stored, answered, said=answered.refused)
    elif not answered.silent:
        _record(cursor, SyncRun.State.DONE, seconds, stored, answered)


@transaction.atomic
def _write_down(
    run: Run, cursor: SyncCursor, account: AdAccount | None, error: KakaoError, seconds: float
) -> None:
    hold(run)
    same = _as_asked(cursor, account)
    log.info("a pull failed", connection=cursor.connection_id, kind=cursor.kind, error=str(error))
    limited = isinstance(error, RateLimited)
    state = SyncRun.State.WAITING if limited else SyncRun.State.FAILED
    _record(cursor, state, seconds, said=error)
    if same:
        outcomes.go_wrong(cursor, error)


def _said(error: KakaoError) -> dict[str, str]:
    return {
        "error_kind": error.kind, "error_reason": error.reason, "error_words": words_of(error),
        "detail": str(error)[:400],
    }  # fmt: skip


def _record(
    cursor: SyncCursor,
    state: str,
    seconds: float,
    stored: Stored | None = None,
    answered: Answered | None = None,
    said: KakaoError | None = None,
) -> None:
    stored = stored or Stored()
    SyncRun.objects.create(
        connection_id=cursor.connection_id, kind=cursor.kind, platform=cursor.platform,
        account=cursor.account, state=state, seconds=round(seconds, 3), rows=stored.rows,
        revised=stored.revised, start_on=answered.start if answered else None,
        end_on=answered.end if answered else None, **(_said(said) if said else {}),
    )  # fmt: skip
