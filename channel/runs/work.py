"""Put a run into the queue, claim what is due, work it off under a renewed lease."""

import contextlib
import datetime as dt
import threading
from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any

import structlog
from celery import current_app
from django.conf import settings
from django.db import IntegrityError, close_old_connections, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop
from kombu.exceptions import OperationalError

from channel.runs.models import Run
from channel.runs.registry import Later, RunError, RunKind, get_kind

log = structlog.get_logger()
UNEXPECTED = gettext_noop("예상하지 못한 문제로 멈췄습니다. 넣은 자료는 그대로 있습니다.")

LOST = gettext_noop("다른 작업이 이어받았습니다.")
# The sweep wakes what is due later than that.
SWEEP_SECONDS = 10
# What kills its worker (out of memory, say) would otherwise come back with every lapsed lease.
MOST_DEATHS = 10
DIED = gettext_noop(
    "작업을 맡은 프로그램이 도중에 꺼져 %(n)s번 만에 그만두었습니다. 넣은 자료는 그대로 있습니다."
)


def enqueue(kind: str, *, key: str = "", delay: timedelta | None = None, **fields: Any) -> Run:
    """A waiting run of that kind, channel and key: the one that waits already, or a new one."""
    channel = fields.pop("channel", None)
    run, _new = Run.objects.get_or_create(
        kind=kind,
        channel=channel,
        key=key,
        state=Run.State.WAITING,
        defaults={"due_at": timezone.now() + (delay or timedelta()), **fields},
    )
    transaction.on_commit(wake)
    return run


def enqueue_for_each(kind: str, channel_ids: Collection[int]) -> None:
    """One waiting run per channel, and one wake-up.

    A run that waits already is locked until the caller commits: begun any sooner it would not see
    what the caller wrote, and nobody would compute it after.
    """
    with transaction.atomic():
        left = set(channel_ids)
        while left:  # again only where a run was begun between the two statements
            runs = [Run(kind=kind, channel_id=pk) for pk in sorted(left)]
            Run.objects.bulk_create(runs, ignore_conflicts=True, batch_size=1000)
            waiting = Run.objects.filter(kind=kind, key="", state=Run.State.WAITING)
            locked = waiting.filter(channel__in=left).order_by("channel").select_for_update()
            left -= set(locked.values_list("channel", flat=True))
        transaction.on_commit(wake)


def wake(seconds: float = 0) -> None:
    """Tell a worker that there is work. Without Redis the next sweep finds the row."""
    with contextlib.suppress(OperationalError):
        current_app.send_task("channel.drain_runs", retry=False, countdown=seconds or None)


def claim() -> Run | None:
    """Take one due run for this worker, or None. Two workers never get the same one."""
    with transaction.atomic():
        due = Run.objects.due().select_for_update(skip_locked=True).order_by("due_at")
        while (run := due.first()) and run.state == Run.State.RUNNING:
            if run.tries < MOST_DEATHS:
                break
            params = {"n": run.tries}
            _finish(run, Run.State.FAILED, error_kind="died", error_words=DIED, error_params=params)
        if run is None:
            return None
        run.state, run.attempts = Run.State.RUNNING, run.attempts + 1
        run.lease_until = timezone.now() + timedelta(seconds=settings.RUN_LEASE_SECONDS)
        run.started_at = run.started_at or timezone.now()
        run.save(update_fields=["state", "attempts", "lease_until", "started_at"])
        return run


def hold(run: Run) -> None:
    """Lock the run inside the caller's transaction; RunError when another worker took it over."""
    if not _mine(run).select_for_update().exists():
        raise RunError("lost", LOST)


def report(run: Run, done: int, total: int | None = None) -> None:
    """Progress for the screen. Inside a transaction it is seen only at its end."""
    run.done, run.total = done, total if total is not None else run.total
    Run.objects.filter(pk=run.pk, attempts=run.attempts).update(done=run.done, total=run.total)


@contextlib.contextmanager
def renewed_lease(run: Run) -> Iterator[None]:
    """Renew the lease from a thread with its own connection while the block works."""
    stop = threading.Event()

    def renew() -> None:
        try:
            while not stop.wait(settings.RUN_LEASE_SECONDS / 3):
                until = timezone.now() + timedelta(seconds=settings.RUN_LEASE_SECONDS)
                Run.objects.filter(pk=run.pk, attempts=run.attempts).update(lease_until=until)
        finally:
            connection.close()

    thread = threading.Thread(target=renew, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def work_off(run: Run) -> None:
    kind = get_kind(run.kind)
    try:
        with renewed_lease(run):
            kind.work(run)
    except Later as later:
        _put_off(run, later.due_at)
    except RunError as error:
        _give_up_or_retry(run, kind, error)
    except Exception:
        log.exception("run failed", run=run.pk, kind=run.kind)
        close_old_connections()
        _give_up_or_retry(run, kind, RunError("unexpected", UNEXPECTED, temporary=True))
    else:
        _finish(run, Run.State.DONE)


def _put_off(run: Run, due_at: dt.datetime) -> None:
    """running → waiting, unless somebody asked for the same meanwhile: then that one goes on."""
    try:
        with transaction.atomic():
            _mine(run).update(
                state=Run.State.WAITING, due_at=due_at, lease_until=None, returned=run.attempts
            )
    except IntegrityError:
        _finish(run, Run.State.DONE)
        return
    seconds = (due_at - timezone.now()).total_seconds()
    if seconds < SWEEP_SECONDS:
        wake(max(0.05, seconds))


def _give_up_or_retry(run: Run, kind: RunKind, error: RunError) -> None:
    fields = {
        "error_kind": error.kind,
        "error_words": error.words,
        "error_params": error.params,
    }
    again = error.temporary and run.tries < kind.attempts
    if again and not _another_waits(run):
        due = timezone.now() + timedelta(seconds=5 * 4 ** (run.tries - 1))
        _mine(run).update(state=Run.State.WAITING, due_at=due, lease_until=None, **fields)
    else:
        _finish(run, Run.State.FAILED, **fields)


def _another_waits(run: Run) -> bool:
    return Run.objects.filter(
        kind=run.kind, channel=run.channel_id, key=run.key, state=Run.State.WAITING
    ).exists()


def _finish(run: Run, state: str, **fields: Any) -> None:
    _mine(run).update(state=state, lease_until=None, finished_at=timezone.now(), **fields)


def _mine(run: Run) -> Any:
    return Run.objects.filter(pk=run.pk, state=Run.State.RUNNING, attempts=run.attempts)


def drain(limit: int = 100) -> int:
    """Work off what is due, at most `limit` runs, and say how many were done."""
    for count in range(limit):
        run = claim()
        if run is None:
            return count
        work_off(run)
    return limit
