"""Everybody who may open a channel, with the role that counts there."""

from dataclasses import dataclass

from django.db.models import Q

from channel.access import organisation_role
from channel.accounts.models import ChannelQuerySet
from channel.models import Channel, Member, User


@dataclass(frozen=True)
class Person:
    """`member` is the row that decides: the channel's own, else the organisation's.

    `elsewhere` is the organisation's row of who has another role in this channel.
    """

    member: Member
    whole: bool
    elsewhere: Member | None = None

    @property
    def dialog(self) -> str:
        return f"remove-{self.member.pk}"

    @property
    def role(self) -> str:
        return self.member.get_role_display()


def demo_channel() -> Channel | None:
    return demo_channels().first()


def demo_channels() -> ChannelQuerySet:
    """The one made first is the one to begin with."""
    return Channel.objects.open().filter(is_demo=True).order_by("pk")


def people_seen(user: User, channel: Channel) -> list[Person]:
    """Guests of the demo do not know each other: each sees only themselves."""
    people = people_of(channel)
    if not channel.is_demo or organisation_role(user, channel.organisation):
        return people
    return [person for person in people if person.member.user_id == user.pk]


def people_of(channel: Channel) -> list[Person]:
    rows = (
        Member.objects.filter(organisation=channel.organisation_id)
        .filter(Q(channel=None) | Q(channel=channel))
        .select_related("user", "organisation", "channel")
        .order_by("created_at", "pk")
    )
    deciding: dict[int, Member] = {}
    whole = {row.user_id: row for row in rows if row.channel_id is None}
    for row in rows:
        if row.user_id not in deciding or row.channel_id is not None:
            deciding[row.user_id] = row
    return [
        Person(member, True) if member.channel_id is None
        else Person(member, False, whole.get(member.user_id))
        for member in deciding.values()
    ]  # fmt: skip
