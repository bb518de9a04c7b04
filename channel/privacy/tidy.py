"""What is older than the installation keeps it goes, a few thousand rows at a time.

Safe twice and at any moment: each step deletes what is too old then.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channel.alerts.mail_files import folder
from channel.clock import today
from channel.connections.drain import waiting
from channel.models import (
    Channel,
    Click,
    Connection,
    Engagement,
    ImportBatch,
    ImportJournal,
    ImportPart,
    ImportProblem,
    Run,
    SyncRun,
    WebhookDelivery,
)
from channel.people.keeping import prunable_before, prune_reactions
from channel.runs.registry import RunKind, register
from channel.runs.work import report

TIDY = "tidy"
AT_ONCE = 5000
# Imports can be taken back for 30 days; their files and journals are needed until then.
IMPORT_DAYS_AT_LEAST = 31
State = ImportBatch.State
TROUBLED = (Connection.State.FAILING, Connection.State.NEEDS_RECONNECT)


def periods() -> list[tuple[Any, int]]:
    """What the steps below keep, and for how many days, in words for people."""
    return [
        (_("카카오가 보낸 실시간 알림의 원문"), settings.KEEP_WEBHOOK_DAYS),
        (_("누른 링크와 때"), settings.KEEP_CLICK_DAYS),
        (_("반응(클릭, 응모, 설문, 문의)"), settings.KEEP_ENGAGEMENT_DAYS),
        (_("가져온 파일에서 읽지 못한 줄과 되돌리기 기록"), _import_days()),
        (_("파일로 남긴 메일"), settings.KEEP_MAIL_DAYS),
    ]


def _import_days() -> int:
    return max(settings.KEEP_IMPORT_DAYS, IMPORT_DAYS_AT_LEAST)


def register_tidy() -> None:
    register(RunKind(TIDY, _("오래된 자료 지우기"), work))


def work(run: Run) -> None:
    for done, step in enumerate(STEPS):
        report(run, done, len(STEPS))
        step()


def prune_deliveries() -> int:
    """Raw bodies name people; what they said is kept as events. One that will still be read stays;
    of a connection that a person paused or removed none will."""
    before = timezone.now() - dt.timedelta(days=settings.KEEP_WEBHOOK_DAYS)
    old = WebhookDelivery.objects.filter(received_at__lt=before).exclude(pk__in=waiting())
    kind = Connection.Kind.WEBHOOK
    ids = Connection.objects.filter(kind=kind).values_list("pk", flat=True)
    return sum(_delete(old.filter(connection_id=pk)) for pk in ids)


def prune_people() -> int:
    """Clicks and reactions of each channel, as far as nothing needs them to be counted again."""
    return sum(_prune_channel(channel) for channel in Channel.objects.all())


def _prune_channel(channel: Channel) -> int:
    needed = prunable_before(channel.pk)
    if needed is None:
        return 0
    clicks = Click.objects.filter(channel=channel).exclude(processed_at=None)
    reactions = Engagement.objects.filter(channel=channel)
    deleted = _delete(clicks.filter(day__lt=min(needed, _ago(settings.KEEP_CLICK_DAYS))))
    day = min(needed, _ago(settings.KEEP_ENGAGEMENT_DAYS))
    old = reactions.filter(day__lt=day).exclude(batch_id__in=_may_be_undone(channel))
    while some := list(old.order_by("day", "at").values_list("pk", "friend_id")[:AT_ONCE]):
        prune_reactions(channel.pk, some)
        deleted += len(some)
    return deleted


def _may_be_undone(channel: Channel) -> list[int]:
    """Imports that can still be taken back take their reactions along, and not a total."""
    since = timezone.now() - dt.timedelta(days=IMPORT_DAYS_AT_LEAST)
    batches = ImportBatch.objects.filter(organisation=channel.organisation_id)
    return list(batches.filter(loaded_at__gte=since).values_list("pk", flat=True))


def _ago(days: int) -> dt.date:
    return today() - dt.timedelta(days=days)


def prune_imports() -> int:
    """Bytes, refused rows and journals; what was loaded and the batch with its counts stay.

    Who never answered its questions will not any more.
    """
    before = timezone.now() - dt.timedelta(days=_import_days())
    old = ImportBatch.objects.filter(created_at__lt=before).exclude(loaded_at__gte=before)
    old.filter(state__in=(State.ASKING, State.READY)).update(state=State.CANCELLED)
    old = old.filter(state__in=(State.DONE, State.UNDONE, State.FAILED, State.CANCELLED))
    return sum(
        _delete(model._default_manager.filter(batch_id=pk))
        for pk in old.values_list("pk", flat=True)
        for model in (ImportPart, ImportProblem, ImportJournal)
    )


def prune_mail_files() -> int:
    """Mails of an installation without mail server."""
    before = (timezone.now() - dt.timedelta(days=settings.KEEP_MAIL_DAYS)).timestamp()
    old = [file for file in folder().glob("*.log") if file.stat().st_mtime < before]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


def prune_sync_runs() -> int:
    """Ended steps of pulls, but of each pull the newest, and the failures that explain why a
    connection does not work now."""
    before = timezone.now() - dt.timedelta(days=settings.KEEP_SYNC_DAYS)
    runs = SyncRun.objects.filter(at__lt=before)
    newest = SyncRun.objects.values("connection", "kind", "platform", "account")
    kept = newest.annotate(newest=Max("pk")).values("newest")
    explained = Q(connection__state__in=TROUBLED, at__gte=F("connection__state_since"))
    explains = explained & Q(state=SyncRun.State.FAILED, connection__removed_at=None)
    return _delete(runs.exclude(pk__in=kept).exclude(explains))


def prune_runs() -> int:
    """Jobs that ended well or were called off, but of each job of each channel the newest."""
    before = timezone.now() - dt.timedelta(days=settings.KEEP_SYNC_DAYS)
    ended = Run.objects.filter(state__in=(Run.State.DONE, Run.State.CANCELLED))
    newest = ended.order_by().values("kind", "channel", "key").annotate(newest=Max("pk"))
    return _delete(ended.filter(finished_at__lt=before).exclude(pk__in=newest.values("newest")))


STEPS: tuple[Callable[[], int], ...] = (
    prune_deliveries,
    prune_people,
    prune_imports,
    prune_sync_runs,
    prune_runs,
    prune_mail_files,
)


def _delete(rows: QuerySet[Any]) -> int:
    deleted = 0
    while True:
        with transaction.atomic():
            some = list(rows.order_by().values_list("pk", flat=True)[:AT_ONCE])
            rows.model._default_manager.filter(pk__in=some).delete()
        deleted += len(some)
        if len(some) < AT_ONCE:
            return deleted
