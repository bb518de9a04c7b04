"""Which pulls an account needs, and which are due."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from campaigns.ads.answers import Window, doubt
from campaigns.models import AdAccount, AdLevel
from channel import clock
from channel.models import Connection, Platform, Run, SyncCursor, SyncKind
from channel.runs.work import enqueue

SYNC = "sync"
YEAR_DAYS = 365
RUNNABLE = (
    Connection.State.WAITING,
    Connection.State.WORKING,
    Connection.State.LIMITED,
    Connection.State.FAILING,
)
_BOTH = (
    SyncKind.ACCOUNT_DAYS, SyncKind.CAMPAIGN_DAYS, SyncKind.NAMES, SyncKind.GROUP_DAYS,
)  # fmt: skip
KINDS = {
    Platform.MOMENT: (
        *_BOTH, SyncKind.MESSAGES, SyncKind.FRIEND_GROUPS, SyncKind.CREATIVE_DAYS,
    ),
    Platform.KEYWORD: (*_BOTH, SyncKind.KEYWORD_DAYS),
}  # fmt: skip
GIVING_NAMES = (SyncKind.NAMES, SyncKind.CAMPAIGN_DAYS)
NEEDING_NAMES = (SyncKind.GROUP_DAYS, SyncKind.CREATIVE_DAYS, SyncKind.KEYWORD_DAYS)
NAMED_LEVELS = (AdLevel.GROUP, AdLevel.CREATIVE, AdLevel.KEYWORD)
ORDER = {kind: number for number, kind in enumerate(SyncKind.values)}


def first_day(connection: Connection) -> dt.date:
    """A year back: what a first pull brings without being asked."""
    days = connection.options.get("history_days", YEAR_DAYS)
    return clock.today() - dt.timedelta(days=days)


def plan(account: AdAccount) -> None:
    """The cursors of an account; new ones are due at once."""
    if account.connection is None:
        return
    wanted = account.connection.options.get("kinds")
    kinds = [kind for kind in KINDS[Platform(account.platform)] if not wanted or kind in wanted]
    SyncCursor.objects.bulk_create(
        [
            SyncCursor(
                connection=account.connection, kind=kind, platform=account.platform,
                account=account.kakao_id, due_at=timezone.now(),
            )
            for kind in kinds
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def plan_lists(connection: Connection) -> None:
    for platform in connection.options.get("platforms", Platform.values):
        SyncCursor.objects.get_or_create(
            connection=connection, kind=SyncKind.ACCOUNTS, platform=platform, account="",
            defaults={"due_at": timezone.now()},
        )  # fmt: skip


def runnable() -> QuerySet[Connection]:
    return Connection.objects.filter(
        kind=Connection.Kind.BUSINESS, state__in=RUNNABLE, removed_at=None
    )


def lock(connection_id: int | None) -> None:
    """Before anything else, till the end of the transaction: what a person does with a connection
    and what a step stores of it follow one another."""
    if connection_id is not None:
        found = Connection.objects.select_for_update(no_key=True).filter(pk=connection_id)
        list(found.values_list("pk"))


def wanted() -> QuerySet[SyncCursor]:
    """But those of accounts that nobody wants, which would stay due for ever."""
    account = AdAccount.objects.filter(
        connection=OuterRef("connection"), platform=OuterRef("platform"),
        kakao_id=OuterRef("account"), wanted=False,
    )  # fmt: skip
    return SyncCursor.objects.filter(~Exists(account))


def start_round(connections: QuerySet[Connection], kinds: Collection[str] = ()) -> int:
    """Everything of those kinds is due now; what is under way goes on where it stands."""
    now = timezone.now()
    cursors = wanted().filter(connection__in=connections)
    if kinds:
        cursors = cursors.filter(kind__in=kinds)
    cursors.update(due_at=now, round_at=now, failures=0)
    found = list(connections)
    for connection in found:
        wake(connection)
    return len(found)


def wake(connection: Connection) -> Run:
    """One waiting run per connection: a slow one holds up no more than one worker."""
    return enqueue(
        SYNC,
        key=str(connection.pk),
        organisation_id=connection.organisation_id,
        inputs={"connection": connection.pk},
    )


def next_due(connection: Connection) -> SyncCursor | None:
    """The cursor to go on with, in the order of the kinds."""
    now = timezone.now()
    ready = [one for one, due_at in _open(connection) if due_at <= now]
    return min(ready, key=lambda one: (ORDER[one.kind], one.due_at), default=None)


def when_due(connection: Connection) -> dt.datetime | None:
    return min((due_at for _one, due_at in _open(connection)), default=None)


def _open(connection: Connection) -> list[tuple[SyncCursor, dt.datetime]]:
    """Cursors with something to do, but those that have to wait for names: a report by groups asks
    for the groups that are known."""
    found = list(wanted().filter(connection=connection, due_at__isnull=False))
    busy = {(one.platform, one.account) for one in found if one.kind in GIVING_NAMES}
    return [
        (one, one.due_at)
        for one in found
        if one.due_at and not (one.kind in NEEDING_NAMES and (one.platform, one.account) in busy)
    ]


def ask_again(account: AdAccount, kinds: Collection[str]) -> None:
    """Something turned up that these pulls of the account have to look at, from the start."""
    cursors = SyncCursor.objects.filter(connection=account.connection_id, kind__in=kinds)
    mine = cursors.filter(platform=account.platform, account=account.kakao_id, due_at=None)
    mine.update(due_at=timezone.now(), place={})


def ask_doubtful_again(account: AdAccount, level: str, window: Window) -> None:
    """Days of the window whose sums contradict a neighbouring level's; what is missing may also be
    the name of a group, which is what its figures are asked by."""
    levels = doubt(account, level, *window)
    if levels:
        missing = {SyncKind.NAMES} if levels & {*NAMED_LEVELS} else {}
        ask_again(account, [*(f"{one}_days" for one in levels), *missing])
