"""The demo's organisation and channels: made once, kept apart from real ones, made anew when old."""

import datetime as dt
import time
from collections.abc import Callable, Collection
from typing import Any

from django.db import transaction

from analytics.accuracy.channels import clear
from analytics.models import WeeklyVisit
from channel.clock import today
from channel.imports import actions
from channel.members.actions import LEFT, VISITED
from channel.models import (
    AuditEntry,
    AxisNote,
    Channel,
    DailyFriends,
    ImportBatch,
    Member,
    Organisation,
    Role,
    TypedFigure,
    User,
)
from channel.runs.work import drain

ORGANISATION = "예시 조직"
PATIENCE_SECONDS = 150


class DemoFailed(RuntimeError):
    """A file of the demo did not load; the import's page says why."""


@transaction.atomic
def place(owner: User, name: str, **fields: Any) -> Channel:
    """Names are not unique: only what is the demo person's own is ever taken for the demo."""
    organisation = Organisation.objects.filter(name=ORGANISATION, members__user=owner).first()
    if organisation is None:
        organisation = Organisation.objects.create(name=ORGANISATION)
        Member.objects.create(organisation=organisation, user=owner, role=Role.OWNER)
    found, _new = Channel.objects.get_or_create(
        organisation=organisation, name=name, defaults={"is_demo": True, **fields}
    )
    return found


@transaction.atomic
def anew(old: Channel, make: Callable[[], Channel]) -> Channel:
    """An empty channel in place of the old one. Who looked around in that one still may."""
    guests = list(Member.objects.filter(channel=old))
    clear(old)
    old.delete()
    fresh = make()
    for guest in guests:
        guest.pk, guest.channel = None, fresh
    Member.objects.bulk_create(guests)
    return fresh


def is_old(channel: Channel) -> bool:
    last = DailyFriends.objects.filter(channel=channel).order_by("-day").first()
    return last is not None and last.day < today() - dt.timedelta(days=1)


def is_untouched(channel: Channel, files: Collection[str], own_rows: int = 0) -> bool:
    """Whether the files alone made it: whoever changed or wrote something finds it again.

    own_rows: entries of the log, beside those of the files, that the demo itself has left.
    """
    others = ImportBatch.objects.filter(channel=channel).exclude(filename__in=files)
    done = AuditEntry.objects.filter(channel=channel).exclude(verb__in=[VISITED, LEFT])
    written = (AxisNote, WeeklyVisit, TypedFigure)
    return not (
        others.exists()
        or done.count() > len(files) + own_rows
        or any(model.objects.filter(channel=channel).exists() for model in written)  # type: ignore[attr-defined]
    )


def is_in(channel: Channel, kind: str) -> bool:
    return ImportBatch.objects.filter(channel=channel, kind=kind, state="done").exists()


def bring_in(channel: Channel, owner: User, kind: str, name: str, content: bytes) -> None:
    batch = actions.start_import(channel, by=owner, chunks=[content], filename=name, kind=kind)
    _wait_for(batch, ImportBatch.State.READY)
    actions.confirm(batch, by=owner)
    _wait_for(batch, ImportBatch.State.DONE)


def _wait_for(batch: ImportBatch, state: str) -> None:
    """Work the runs off here too: the command needs no worker, and does not mind one."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        drain()
        batch.refresh_from_db()
        if batch.state == state:
            return
        if batch.state in (ImportBatch.State.FAILED, ImportBatch.State.ASKING):
            break
        time.sleep(0.1)
    raise DemoFailed(f"{batch} is {batch.state}, not {state}")


def wait_for_figures(channel: Channel) -> None:
    running = channel.run_set.filter(state__in=["waiting", "running"])
    wait_until(lambda: not running.exists(), "the figures were not computed in time")


def wait_until(done: Callable[[], bool], words: str) -> None:
    """Raises DemoFailed with `words`; what is due is worked off meanwhile."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not done():
        if time.monotonic() > until:
            raise DemoFailed(words)
        drain()
        time.sleep(0.1)
