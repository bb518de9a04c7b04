"""The demo shop: an invented channel whose files take the same way as anybody's.

It is made once. On a later day its figures would look abandoned, so an untouched one is made anew.
"""

import datetime as dt
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from analytics.models import WeeklyVisit
from analytics.sync.demo import connect_demo
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
from kakao.simulator import make_world, write_files

ORGANISATION, SHOP = "예시 조직", "무드옷장"
WEEKS, FRIENDS, SEED = 30, 18_000, 7
# The one layout that carries the three tags of a message.
LAYOUT = "csv_utf8"
NAMES = {
    "daily_friends": "친구 통계.csv",
    "daily_sources": "유입 경로.csv",
    "broadcasts": "메시지 결과.csv",
}
PATIENCE_SECONDS = 150


class DemoFailed(RuntimeError):
    """A file of the demo did not load; the import's page says why."""


def make_demo(owner: User) -> Iterator[str]:
    """Make what is missing and say each step. Safe to run again after a stop at any point."""
    channel = _shop(owner)
    if is_untouched(channel) and _is_old(channel):
        yield f"Making {SHOP} anew up to yesterday"
        channel = _anew(channel, owner)
    for kind, content in _files():
        if not ImportBatch.objects.filter(channel=channel, kind=kind, state="done").exists():
            yield f"{SHOP}: {NAMES[kind]}"
            _bring_in(channel, owner, kind, content)
    _wait_for_figures(channel)
    if connect_demo(channel):
        yield f"{SHOP}: connected to the simulated Kakao; its figures come in by themselves"


@transaction.atomic
def _shop(owner: User) -> Channel:
    """Names are not unique: only what is the demo person's own is ever taken for the demo."""
    organisation = Organisation.objects.filter(name=ORGANISATION, members__user=owner).first()
    if organisation is None:
        organisation = Organisation.objects.create(name=ORGANISATION)
        Member.objects.create(organisation=organisation, user=owner, role=Role.OWNER)
    shop, _new = Channel.objects.get_or_create(
        organisation=organisation, name=SHOP, defaults={"is_demo": True, "category": "의류"}
    )
    return shop


@transaction.atomic
def _anew(old: Channel, owner: User) -> Channel:
    """An empty shop in place of the old one. Who looked around in that one still may."""
    guests = list(Member.objects.filter(channel=old))
    old.delete()
    shop = _shop(owner)
    for guest in guests:
        guest.pk, guest.channel = None, shop
    Member.objects.bulk_create(guests)
    return shop


def _is_old(channel: Channel) -> bool:
    last = DailyFriends.objects.filter(channel=channel).order_by("-day").first()
    return last is not None and last.day < today() - dt.timedelta(days=1)


def is_untouched(channel: Channel) -> bool:
    """Whether the files alone made it: whoever changed or wrote something finds it again."""
    others = ImportBatch.objects.filter(channel=channel).exclude(filename__in=NAMES.values())
    done = AuditEntry.objects.filter(channel=channel).exclude(verb__in=[VISITED, LEFT])
    written = (AxisNote, WeeklyVisit, TypedFigure)
    return not (
        others.exists()
        or done.count() > len(NAMES)
        or any(model.objects.filter(channel=channel).exists() for model in written)  # type: ignore[attr-defined]
    )


def _files() -> Iterator[tuple[str, bytes]]:
    """Kind and bytes of each Manager Center file, up to yesterday."""
    end = today()
    world = make_world(
        "shop", seed=SEED, friends=FRIENDS, start=end - dt.timedelta(weeks=WEEKS), end=end
    )
    with tempfile.TemporaryDirectory() as folder:
        for file in write_files(world, Path(folder), [LAYOUT]):
            yield file.kind, (Path(folder) / file.file).read_bytes()


def _bring_in(channel: Channel, owner: User, kind: str, content: bytes) -> None:
    batch = actions.start_import(channel, by=owner, chunks=[content], filename=NAMES[kind])
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


def _wait_for_figures(channel: Channel) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while channel.run_set.filter(state__in=["waiting", "running"]).exists():
        if time.monotonic() > until:
            raise DemoFailed("the figures were not computed in time")
        drain()
        time.sleep(0.1)
