"""Who gets a channel's mail: owners and editors, as long as they did not turn the kind off."""

from collections.abc import Iterable

from django.db.models import Q

from channel.access import allows
from channel.clock import today
from channel.models import AlertMute, Channel, Member, Role, User


def recipients(channel: Channel, kind: str) -> list[User]:
    people = {person.pk: person for person in _who_may_edit(channel)}
    for user_id in _muted(channel, kind):
        people.pop(user_id, None)
    return list(people.values())


def _who_may_edit(channel: Channel) -> Iterable[User]:
    rows = (
        Member.objects.filter(organisation=channel.organisation_id, user__is_active=True)
        .filter(Q(channel=None) | Q(channel=channel))
        .select_related("user")
    )
    # the channel's own row comes last and wins, as in access
    held = {row.user: row.role for row in sorted(rows, key=lambda row: row.channel_id or 0)}
    return [user for user, role in held.items() if allows(role, Role.EDITOR)]


def _muted(channel: Channel, kind: str) -> Iterable[int]:
    mutes = AlertMute.objects.filter(channel=channel, kind=kind)
    return mutes.filter(Q(until=None) | Q(until__gte=today())).values_list("user", flat=True)
