"""The first statements of a channel, ready for sentences."""

from typing import Any

from channel.broadcasts.matching import UNTITLED
from channel.clock import today
from channel.figures.figure import Figure
from channel.figures.readings import latest
from channel.models import Broadcast, Channel, Origin, PeriodFriends


def first_figures(channel: Channel) -> dict[str, Figure]:
    """By measure; those without a value are left out, so that their sentence is too."""
    return {
        measure: Figure.of(reading, channel)
        for measure, reading in latest(channel).items()
        if reading.value is not None
    }


def typed_messages(channel: Channel) -> list[Broadcast]:
    """The newest three that nine numbers made: full, without a title or free sends."""
    found = Broadcast.objects.filter(
        channel=channel, origin=Origin.TYPED, title=UNTITLED, sent_at=None,
        result__sent__isnull=False, result__opened__isnull=False, result__free_sends=0,
    )  # fmt: skip
    return list(found.full().done().select_related("result").newest_first()[:3])


def typed_before(channel: Channel, messages: list[Broadcast]) -> dict[str, Any]:
    """What the nine numbers show again: what was typed, newest first."""
    friends = first_figures(channel).get("friends")
    known: dict[str, Any] = {"friends": int(friends.value or 0) if friends else None}
    month = PeriodFriends.objects.filter(
        channel=channel, origin=Origin.TYPED, last_day__lt=today()
    ).order_by("-last_day", "first_day")[:1]
    for period in month:
        known |= {"added": period.added, "blocked": period.blocked}
    for n, message in enumerate(messages, start=1):
        known |= {
            f"message_{n}": message.pk, f"day_{n}": message.sent_on.isoformat(),
            f"sent_{n}": message.result.sent, f"opened_{n}": message.result.opened,
        }  # fmt: skip
    return known
