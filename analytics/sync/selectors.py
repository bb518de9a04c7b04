"""How the pulls of a connection stand, for its page and for the list."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django_celery_beat.models import PeriodicTask

from analytics.sync.cursors import ORDER
from analytics.sync.strips import Day, Strip, strips
from campaigns.models import AdAccount, AdCampaign, DiscoveredMetric
from channel.models import Connection, Organisation, SyncCursor, SyncKind, SyncRun

STRIP_DAYS = 84
TONES = {
    Connection.State.WAITING: "quiet", Connection.State.WORKING: "good",
    Connection.State.LIMITED: "watch", Connection.State.NEEDS_RECONNECT: "alarm",
    Connection.State.PAUSED: "grey", Connection.State.FAILING: "watch",
}  # fmt: skip


@dataclass(frozen=True)
class Job:
    """One pull of an account, as a person asks for it: is it in, when next, what is wrong."""

    cursor: SyncCursor
    tone: str
    state: str
    words: str = ""


@dataclass(frozen=True, eq=False)
class AccountState:
    strip: Strip
    jobs: Sequence[Job]

    @property
    def account(self) -> AdAccount:
        return self.strip.account

    @property
    def shown(self) -> Sequence[Day]:
        return self.strip.days[-STRIP_DAYS:]


@dataclass(frozen=True)
class Standing:
    """One connection in the list. last_at: when it last brought something; next_at: its next turn."""

    connection: Connection
    tone: str
    accounts: int
    last_at: dt.datetime | None
    next_at: dt.datetime | None
    unmapped: int = 0
    problems: Sequence[SyncCursor] = field(default_factory=tuple)


def connections(organisation: Organisation) -> list[Connection]:
    found = Connection.objects.filter(
        organisation=organisation, kind=Connection.Kind.BUSINESS, removed_at=None
    )
    return list(found.order_by("name", "pk"))


def standings(found: Sequence[Connection]) -> list[Standing]:
    """A fixed number of queries for any number of connections."""
    ids = [one.pk for one in found]
    counts = AdAccount.objects.filter(connection__in=ids).values("connection")
    accounts: dict[int, Any]
    accounts = {
        row["connection"]: row for row in counts.annotate(n=Count("pk"), c=Count("channel"))
    }
    cursors = SyncCursor.objects.filter(connection__in=ids).values("connection")
    last = dict(cursors.annotate(at=Max("done_at")).values_list("connection", "at"))
    troubled: dict[int, list[SyncCursor]] = defaultdict(list)
    for cursor in SyncCursor.objects.filter(connection__in=ids).exclude(error_words=""):
        troubled[cursor.connection_id].append(cursor)
    scheduled = next_scheduled()
    return [
        Standing(
            one, TONES[Connection.State(one.state)], accounts.get(one.pk, {}).get("n", 0),
            last.get(one.pk), scheduled, _unmapped(accounts.get(one.pk)), troubled[one.pk],
        )
        for one in found
    ]  # fmt: skip


def _unmapped(row: Any) -> int:
    return row["n"] - row["c"] if row else 0


def next_scheduled() -> dt.datetime | None:
    """When the schedule next asks for daily figures, whatever an administrator made of it."""
    now = timezone.now()
    tasks = PeriodicTask.objects.filter(task="analytics.start_sync", enabled=True)
    moments = []
    for task in tasks:
        if SyncKind.CAMPAIGN_DAYS in task.kwargs:
            wait = task.schedule.remaining_estimate(now)
            # the wait is a little short of the full minute
            moments.append(now + wait + dt.timedelta(seconds=1))
    return min(moments, default=None)


def account_states(connection: Connection) -> list[AccountState]:
    """Each account with its calendar of campaign days and the pulls that fill it."""
    accounts = list(
        AdAccount.objects.filter(connection=connection)
        .select_related("channel", "organisation")
        .order_by("platform", "name", "pk")
    )
    jobs: dict[tuple[str, str], list[Job]] = defaultdict(list)
    for cursor in SyncCursor.objects.filter(connection=connection):
        jobs[cursor.platform, cursor.account].append(_job(cursor))
    return [
        AccountState(
            strip,
            sorted(jobs[strip.account.platform, strip.account.kakao_id], key=_in_order),
        )
        for strip in strips(accounts)
    ]


def _in_order(job: Job) -> int:
    return ORDER[job.cursor.kind]


def _job(cursor: SyncCursor) -> Job:
    if cursor.error_words:
        return Job(cursor, "watch", _("문제"), cursor.words())
    if cursor.due_at is not None:
        return Job(cursor, "quiet", _("가져오는 중"))
    return Job(cursor, "good", _("다 가져옴")) if cursor.done_at else Job(cursor, "grey", _("아직"))


def metrics_of(organisation: Organisation) -> list[DiscoveredMetric]:
    """Keys of reports that nobody here knew, the unnamed first."""
    found = DiscoveredMetric.objects.filter(organisation=organisation).select_related("account")
    return sorted(found, key=lambda one: (bool(one.name), one.platform, one.key))


def newest_runs(connection: Connection, count: int = 30) -> list[SyncRun]:
    return list(SyncRun.objects.filter(connection=connection).order_by("-pk")[:count])


def campaigns_of(account: AdAccount) -> list[AdCampaign]:
    found = AdCampaign.objects.filter(account=account)
    found = found.select_related("account__organisation", "channel")
    return list(found.order_by("config", "name", "kakao_id"))
