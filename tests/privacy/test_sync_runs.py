"""Records of pulls go when they are old; what still says how a connection stands does not."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from channel.models import Connection, SyncRun
from channel.privacy import tidy
from tests import make

pytestmark = pytest.mark.django_db


def connection(state: str, since_days: int, **fields: Any) -> Connection:
    place = make.channel()
    return Connection.objects.create(
        organisation=place.organisation, kind="business", name=state, state=state,
        state_since=timezone.now() - dt.timedelta(days=since_days), **fields,
    )  # fmt: skip


def ran(made: Connection, days_ago: int, state: str = "done", kind: str = "names") -> int:
    run = SyncRun.objects.create(connection=made, kind=kind, platform="moment", state=state)
    at = timezone.now() - dt.timedelta(days=days_ago)
    SyncRun.objects.filter(pk=run.pk).update(at=at)
    return run.pk


def test_old_records_go_but_the_newest_of_each_pull(settings: Any) -> None:
    settings.KEEP_SYNC_DAYS = 30
    made = connection("working", 300)
    for days in (90, 60):
        ran(made, days)
        ran(made, days, "failed")
    kept = [ran(made, 50), ran(made, 200, kind="messages"), ran(made, 200, "failed", "accounts")]
    young = connection("working", 300)
    kept += [ran(young, 29), ran(young, 28)]
    for _twice in range(2):
        tidy.prune_sync_runs()
        assert sorted(SyncRun.objects.values_list("pk", flat=True)) == sorted(kept)


@pytest.mark.parametrize(
    ("state", "removed", "explains"),
    [
        ("failing", False, True), ("needs_reconnect", False, True), ("working", False, False),
        ("paused", False, False), ("failing", True, False),
    ],
)  # fmt: skip
def test_failures_stay_while_they_explain_a_state(
    state: str, removed: bool, explains: bool
) -> None:
    made = connection(state, 120, removed_at=timezone.now() if removed else None)
    ran(made, 150, "failed")  # of an earlier trouble
    failure = ran(made, 110, "failed")
    ran(made, 110)
    newest = ran(made, 100)
    tidy.prune_sync_runs()
    found = set(SyncRun.objects.values_list("pk", flat=True))
    assert found == ({failure, newest} if explains else {newest})
