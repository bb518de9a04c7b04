"""What follows when facts of a channel changed: every step reads facts and writes kept rows."""

from collections.abc import Callable, Collection
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from channel.models import Channel, Run
from channel.runs.registry import RunKind, register
from channel.runs.work import enqueue_for_each

# In this order. Each may run twice and then writes nothing new.
STEPS: list[Callable[[Channel], None]] = []

RECOMPUTE = "recompute"


@transaction.atomic
def refresh(channel: Channel) -> None:
    """Compute everything of one channel now; a screen that just saved facts shows them at once.

    Two of one channel take turns, or one that read older facts could write the newest readings.
    The lock is no row's: writers of facts hold the channel's and must not be waited for here.
    """
    with connection.cursor() as cursor:
        key = f"{RECOMPUTE} {channel.pk}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    for step in STEPS:
        step(channel)


def work(run: Run) -> None:
    assert run.channel is not None
    refresh(run.channel)


def enqueue_recompute(sender: Any, channel_ids: Collection[int], **_kwargs: Any) -> None:
    enqueue_for_each(RECOMPUTE, channel_ids)


def register_recompute() -> None:
    from channel.signals import facts_changed

    register(RunKind(RECOMPUTE, _("숫자 다시 계산"), work))
    facts_changed.connect(enqueue_recompute, dispatch_uid="recompute")
