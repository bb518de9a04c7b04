"""How the pulls of a connection stand, for its page and for the list."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Max
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from campaigns.models import AdAccount, AdAnswer, AdCampaign, AdLevel
from channel import clock
from channel.models import Connection, Organisation, SyncCursor, SyncKind, SyncRun

STRIP_DAYS = 84
TONES = {
    Connection.State.WAITING: "quiet", Connection.State.WORKING: "good",
    Connection.State.LIMITED: "watch", Connection.State.NEEDS_RECONNECT: "alarm",
    Connection.State.PAUSED: "grey", Connection.State.FAILING: "watch",
}  # fmt: skip


@dataclass(frozen=True)
class Day:
    """state: final, provisional, gap (not asked or answered yet) or refused (Kakao has none)."""

    day: dt.date
    state: str


@dataclass(frozen=True)
class AccountState:
    account: AdAccount
    days: Sequence[Day]
    answered: int
    wanted: int
    last: dt.date | None
    gaps: Sequence[dt.date]
    form: Any = None

    @property
    def percent(self) -> int:
        return 100 if not self.wanted else min(100, self.answered * 100 // self.wanted)

    @property
    def complete(self) -> bool:
        return self.answered >= self.wanted


@dataclass(frozen=True)
class Standing:
    """One connection in the list. lag: days since the last day that is in."""

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
            moments.append(now + wait)
    return min(moments, default=None)


def account_states(connection: Connection) -> list[AccountState]:
    """Each account with its calendar of campaign days."""
    accounts = list(
        AdAccount.objects.filter(connection=connection)
        .select_related("channel", "organisation")
        .order_by("platform", "name", "pk")
    )
    answers = AdAnswer.objects.filter(account__in=accounts, level=AdLevel.CAMPAIGN)
    by_account: dict[int, dict[dt.date, AdAnswer]] = defaultdict(dict)
    for answer in answers:
        by_account[answer.account_id][answer.day] = answer
    return [_state(account, by_account[account.pk]) for account in accounts]


def _state(account: AdAccount, answers: dict[dt.date, AdAnswer]) -> AccountState:
    last = clock.today() - dt.timedelta(days=1)
    wanted = max(0, (last - account.history_from).days + 1)
    days = [account.history_from + dt.timedelta(days=n) for n in range(wanted)]
    told = [Day(day, _day_state(answers.get(day))) for day in days]
    answered = [one.day for one in told if one.state in ("final", "provisional")]
    seen = sum(one.state != "gap" for one in told)
    gaps = [one.day for one in told if one.state in ("gap", "refused")]
    return AccountState(
        account, told[-STRIP_DAYS:], seen, wanted, max(answered, default=None), gaps
    )


def _day_state(answer: AdAnswer | None) -> str:
    if answer is None:
        return "gap"
    if answer.refused:
        return "refused"
    return "provisional" if answer.provisional else "final"


def newest_runs(connection: Connection, count: int = 30) -> list[SyncRun]:
    return list(SyncRun.objects.filter(connection=connection).order_by("-pk")[:count])


def campaigns_of(account: AdAccount) -> list[AdCampaign]:
    found = AdCampaign.objects.filter(account=account).select_related("account__organisation")
    return list(found.order_by("config", "name", "kakao_id"))
