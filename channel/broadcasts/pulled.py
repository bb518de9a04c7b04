"""A message that Kakao told us about, into the messages of its channel; never beside itself."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from channel import clock
from channel.broadcasts.matching import NEAR_SENT_PERCENT, UNTITLED
from channel.broadcasts.models import Broadcast, BroadcastResult, fold_title
from channel.figures.models import Origin
from channel.models import Channel
from channel.signals import facts_changed


@dataclass(frozen=True)
class Pulled:
    """None where Kakao gives no figure, which is never a zero."""

    kakao_id: str
    title: str
    sent_at: dt.datetime
    sent: int | None
    opened: int | None
    clicked: int | None
    failed: int | None

    @property
    def sent_on(self) -> dt.date:
        return clock.kst_day(self.sent_at)

    @property
    def named(self) -> str:
        return self.title[:200] or UNTITLED


FIGURES = ("sent", "opened", "clicked", "failed")


@transaction.atomic
def match(channel: Channel, told: Pulled) -> bool:
    """Fill the stored message it is, or make it. True where something changed.

    Kakao's id decides; else day, folded title and sent within 2%. Pulled figures win per field.
    """
    Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
    broadcast = _find(channel, told) or _make(channel, told)
    named = broadcast.kakao_id != told.kakao_id or broadcast.sent_at != told.sent_at
    if named:
        broadcast.kakao_id, broadcast.sent_at = told.kakao_id, told.sent_at
    reported = broadcast.state != Broadcast.State.REPORTED and told.sent is not None
    if reported:
        broadcast.state = Broadcast.State.REPORTED
    if named or reported:
        broadcast.save(update_fields=["kakao_id", "sent_at", "state", "updated_at"])
    changed = _fill(broadcast, told) or named or reported
    if changed:
        facts_changed.send(sender=None, channel_ids=[channel.pk])
    return changed


def _find(channel: Channel, told: Pulled) -> Broadcast | None:
    known = Broadcast.objects.filter(channel=channel)
    if found := known.filter(kakao_id=told.kakao_id).first():
        return found
    alike = known.filter(
        kakao_id=None, sent_on=told.sent_on, folded_title=fold_title(told.named)[:200]
    )
    for one in alike.select_related("result").order_by("nth_of_day"):
        if _about_as_many(getattr(one, "result", None), told):
            return one
    return None


def _about_as_many(result: BroadcastResult | None, told: Pulled) -> bool:
    if result is None or result.sent is None or told.sent is None:
        return True
    return abs(result.sent - told.sent) * 100 <= told.sent * NEAR_SENT_PERCENT


def _make(channel: Channel, told: Pulled) -> Broadcast:
    folded = fold_title(told.named)[:200]
    same = Broadcast.objects.filter(channel=channel, sent_on=told.sent_on, folded_title=folded)
    newest = same.order_by("-nth_of_day").first()
    return Broadcast.objects.create(
        channel=channel, title=told.named, folded_title=folded, sent_on=told.sent_on,
        nth_of_day=newest.nth_of_day + 1 if newest else 1, state=Broadcast.State.SENT,
        origin=Origin.PULL,
    )  # fmt: skip


def _fill(broadcast: Broadcast, told: Pulled) -> bool:
    """A figure that Kakao left out leaves what is known; two that contradict are left as they
    are."""
    told_figures = {name: getattr(told, name) for name in FIGURES}
    said = {name: value for name, value in told_figures.items() if value is not None}
    result = BroadcastResult.objects.filter(broadcast=broadcast).first()
    if result is None:
        result = BroadcastResult(
            channel_id=broadcast.channel_id, broadcast=broadcast, as_of=clock.today()
        )
    elif all(getattr(result, name) == value for name, value in said.items()):
        return False
    for name, value in said.items():
        setattr(result, name, value)
    if result.sent is not None and max(result.opened or 0, result.free_sends) > result.sent:
        return False
    result.origin, result.as_of = Origin.PULL, clock.today()
    result.save()
    return True
