"""Friend groups made of a message's receivers: how many of them are still friends (N2), untyped.

Kakao tells a group's name and count, not its message. A person's word decides, else the one message
sent before the group was made whose title stands in the group's name.
"""

import datetime as dt
import re
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Count, F

from campaigns.models import AdAccount, FriendGroup, GroupReceivers
from channel import clock
from channel.broadcasts.models import fold_title
from channel.models import Broadcast, Channel, Origin, TypedFigure
from channel.signals import facts_changed


def sent_before(channel: Channel) -> list[Broadcast]:
    """Messages whose number of receivers is known, the newest first."""
    found = Broadcast.objects.filter(channel=channel, result__sent__gt=0).done()
    return list(found.select_related("result").newest_first())


def before(group: FriendGroup, messages: Sequence[Broadcast]) -> list[Broadcast]:
    """Those that the group can be made of."""
    if group.made_at is None:
        return list(messages)
    made_on = clock.kst_day(group.made_at)
    return [one for one in messages if one.sent_on <= made_on]


def by_name(group: FriendGroup, messages: Sequence[Broadcast]) -> Broadcast | None:
    """None unless exactly one is meant: by its title, or by title and day where titles repeat."""
    name = fold_title(group.name)
    named = [one for one in messages if one.folded_title and one.folded_title in name]
    if len(named) > 1:
        named = [one for one in named if _says_day(name, one.sent_on)]
    return named[0] if len(named) == 1 else None


def _says_day(name: str, day: dt.date) -> bool:
    """As in 10/22, 10.22, 10월 22일, 2026-10-22 or 1022."""
    spelled = rf"(?<!\d)0?{day.month}\s*[/.월-]\s*0?{day.day}(?!\d)|{day:%m%d}(?!\d)"
    return re.search(spelled, name) is not None


def message_of(
    group: FriendGroup, messages: Sequence[Broadcast], said: dict[str, GroupReceivers]
) -> Broadcast | None:
    """`messages` are those of the channel, as `sent_before` gives them."""
    if found := said.get(group.kakao_id):
        return next((one for one in messages if one.pk == found.broadcast_id), None)
    return by_name(group, before(group, messages))


def said_of(channel: Channel) -> dict[str, GroupReceivers]:
    found = GroupReceivers.objects.filter(account__channel=channel)
    return {one.kakao_id: one for one in found.select_related("broadcast__result")}


@transaction.atomic
def keep_counts(account: AdAccount, day: dt.date) -> TypedFigure | None:
    """The day's N2 of the account's channel: of the group that was made last, whichever of its
    accounts has it. Where an account speaks for several profiles, a name alone is no proof that
    the group is of this channel's friends: then only a person's word counts. Safe twice."""
    channel = account.channel
    if channel is None:
        return None
    groups = FriendGroup.objects.filter(
        account__channel=channel, day=day, file_type=FriendGroup.RECEIVERS, status="COMPLETE",
        friends__isnull=False,
    )  # fmt: skip
    said, messages, mixed = said_of(channel), sent_before(channel), _mixed(channel)
    for group in groups.order_by(F("made_at").desc(nulls_last=True), "-kakao_id"):
        if group.account_id in mixed and group.kakao_id not in said:
            continue
        message = message_of(group, messages, said)
        if message is not None and (values := _values(group, message)):
            return _keep(channel, day, values)
    return None


def _mixed(channel: Channel) -> set[int]:
    """The accounts whose groups are of more than one profile."""
    found = FriendGroup.objects.filter(account__channel=channel).exclude(profile_id="")
    counted = found.values("account").annotate(n=Count("profile_id", distinct=True))
    return set(counted.filter(n__gt=1).values_list("account", flat=True))


def _values(group: FriendGroup, message: Broadcast) -> dict[str, object] | None:
    """None where both counts cannot be true together: the group is not of this message."""
    result = getattr(message, "result", None)
    received = result.sent if result else None
    if not received or group.friends is None or group.friends > received:
        return None
    return {
        "sent_on": message.sent_on.isoformat(), "received": received, "friends": group.friends,
        "group": group.name, "message": message.pk,
    }  # fmt: skip


def _keep(channel: Channel, day: dt.date, values: dict[str, object]) -> TypedFigure:
    """A pulled count stays before what a person typed for the same day."""
    Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
    kind = TypedFigure.Kind.N2
    old = TypedFigure.objects.filter(channel=channel, kind=kind, as_of=day).first()
    if old and (old.origin, old.values) == (Origin.PULL, values):
        return old
    kept, _new = TypedFigure.objects.update_or_create(
        channel=channel, kind=kind, as_of=day,
        defaults={"values": values, "origin": Origin.PULL, "typed_by": None},
    )  # fmt: skip
    facts_changed.send(sender=None, channel_ids=[channel.pk])
    return kept
