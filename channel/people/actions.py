"""A person says that two rows are one friend, or that they are two after all."""

from django.db import transaction
from django.utils.translation import gettext_noop

from channel.audit.record import record
from channel.models import Channel, Friend, FriendMerge, User
from channel.people.locking import hold_alone
from channel.people.merging import CannotMerge, merge_friends, unmerge_friends


@transaction.atomic
def merge(*, user: User, channel: Channel, keep: int, drop: int) -> None:
    """`drop` becomes a part of `keep`. CannotMerge where they cannot be one person, or where one of
    them was merged since the page was opened: nobody has looked at what he is now."""
    hold_alone(channel.pk)
    if Friend.objects.filter(channel=channel, pk__in=(keep, drop), merged_into=None).count() < 2:
        raise CannotMerge("gone")
    merge_friends(channel.pk, keep, drop)
    record(
        channel,
        user,
        gettext_noop("두 친구를 한 사람으로 합쳤습니다"),
        keep,
        after={"merged": drop},
    )


@transaction.atomic
def unmerge(*, user: User, channel: Channel, keep: int, drop: int) -> None:
    """Two rows again. CannotMerge where a later merge stands on this one."""
    if not FriendMerge.objects.filter(channel=channel, kept_id=keep, dropped_id=drop).exists():
        raise CannotMerge("gone")
    unmerge_friends(channel.pk, drop)
    record(
        channel, user, gettext_noop("합친 친구를 다시 나눴습니다"), keep, before={"merged": drop}
    )
