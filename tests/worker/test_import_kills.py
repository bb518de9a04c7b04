"""SIGKILL of a real worker while it imports: afterwards the tables are those of a run without."""

import datetime as dt
import random
import time
from pathlib import Path

import pytest

from channel.imports import actions
from channel.models import Channel, DailyFriends, ImportBatch, ImportJournal, Run, User
from channel.runs.work import drain, wake
from tests import make
from tests.worker.processes import running_worker, wait_until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.worker,
    pytest.mark.timeout(400),  # every start of a process costs seconds where others run beside
]
SEED = 20261122
DAYS = 2_000
FIRST = dt.date(2021, 1, 1)


def table() -> bytes:
    lines = ["날짜,친구수,추가,차단"]
    lines += [
        f"{FIRST + dt.timedelta(day)},{10_000 + day * 3},{day % 50},{day % 37}"
        for day in range(DAYS)
    ]
    return "\n".join(lines).encode()


def shop(name: str, owner: User) -> Channel:
    """Has a few days already: one that the table changes, one that stays, one that is not in it."""
    channel = make.channel(name)
    make.member(owner, channel)
    make.daily(channel, FIRST, total=9_000, added=0, blocked=0)
    make.daily(channel, FIRST + dt.timedelta(1), total=10_003, added=1, blocked=1)
    make.daily(channel, FIRST - dt.timedelta(1), total=9_990)
    return channel


def confirmed(channel: Channel, by: User) -> ImportBatch:
    batch = actions.start_import(channel, by=by, chunks=[table()], filename="stats.csv")
    drain()
    batch.refresh_from_db()
    actions.confirm(batch, by=by)
    return batch


def facts(batch: ImportBatch) -> dict[str, object]:
    """Everything the import wrote, told without ids, moments and the names of batch and channel."""
    batch.refresh_from_db()
    days = DailyFriends.objects.filter(channel=batch.channel).order_by("day")
    journal = ImportJournal.objects.filter(batch=batch)
    kept = {row.row_id: row.before and row.before["total"] for row in journal}
    return {
        "state": batch.state,
        "counts": (batch.new, batch.changed, batch.same, batch.bad),
        "days": [(d.day, d.total, d.added, d.blocked, d.origin, bool(d.batch_id)) for d in days],
        "journal": [(day.day, kept[day.pk]) for day in days if day.pk in kept],
        "recount": Run.objects.filter(kind="recompute", channel=batch.channel).count(),
    }


def without_kills(owner: User) -> dict[str, object]:
    batch = confirmed(shop("그대로", owner), owner)
    while Run.objects.filter(kind="import_load", state="waiting").exists():
        drain(1)
    return facts(batch)


def is_done(batch: ImportBatch) -> bool:
    run = Run.objects.get(kind="import_load", channel=batch.channel)
    return run.state == Run.State.DONE


def test_an_import_killed_in_staging_merge_journal_and_after_the_commit_is_loaded_once(
    tmp_path: Path,
) -> None:
    owner = make.user()
    expected = without_kills(owner)
    batch = confirmed(shop("죽임", owner), owner)
    for point in ("staging", "merge", "journal", "committed"):
        paused = tmp_path / point
        app, names = "tests.worker.pausing", {"PAUSE_AT": point, "PAUSED_FILE": str(paused)}
        with running_worker(app, **names) as worker:
            wait_until(paused.exists, meanwhile=wake)
            worker.kill()
        assert Run.objects.get(kind="import_load", channel=batch.channel).state == "running"
    with running_worker():
        wait_until(lambda: is_done(batch), meanwhile=wake)
    assert facts(batch) == expected


def test_an_import_killed_at_moments_of_a_seeded_stream_is_loaded_once() -> None:
    owner = make.user()
    expected = without_kills(owner)
    batch = confirmed(shop("죽임", owner), owner)
    moments = random.Random(SEED)
    for _kill in range(5):
        with running_worker() as worker:
            wait_until(lambda: is_done(batch) or _claimed(batch), meanwhile=wake)
            time.sleep(moments.uniform(0, 0.4))
            worker.kill()
        Run.objects.filter(channel=batch.channel, state="running").update(started_at=None)
    with running_worker():
        wait_until(lambda: is_done(batch), meanwhile=wake)
    assert facts(batch) == expected


def _claimed(batch: ImportBatch) -> bool:
    runs = Run.objects.filter(kind="import_load", channel=batch.channel, state="running")
    return runs.exclude(started_at=None).exists()
