from celery import shared_task

from analytics.ghosts.work import REFIT
from channel.models import Channel, FriendActivity
from channel.runs.work import enqueue_for_each


@shared_task(name="analytics.refit_ghosts")
def refit_ghosts() -> int:
    """Beat's tick, 04:30 KST: every channel with trackable friends. Safe twice: a channel has one
    waiting run, and a run writes nothing that is written already."""
    known = FriendActivity.objects.filter(from_ordinal__isnull=False)
    tracked = known.order_by("channel").values("channel").distinct()
    channel_ids = list(Channel.objects.open().filter(pk__in=tracked).values_list("pk", flat=True))
    enqueue_for_each(REFIT, channel_ids)
    return len(channel_ids)
