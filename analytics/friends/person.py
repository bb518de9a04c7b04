"""One known friend: what he saw, what he did, how likely he stays silent, and what would change it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from analytics.friends import listing
from analytics.friends.listing import JUDGED, Row
from analytics.friends.outlook import Outlook, outlook
from analytics.friends.words import say
from analytics.ghosts.crowd import LEAST_MESSAGES
from analytics.risk.words import Count
from channel.clock import kst_day
from channel.models import (
    Broadcast,
    Channel,
    Engagement,
    Friend,
    FriendEvent,
    FriendIdentity,
    FriendState,
    SendDay,
    Source,
)
from channel.people.keys import kept_as, shown
from channel.templatetags.figures import day

SHOWN = 50
# Kept as a digest so that a click is known; it is nobody's name.
TOKEN = FriendIdentity.Kind.TOKEN


@dataclass(frozen=True)
class SeenDay:
    """A send day of the window, and whether he answered it."""

    day: dt.date
    engaged: bool


@dataclass(frozen=True)
class Deed:
    """A reaction, an add or a block, with the message or source it came by."""

    at: dt.datetime
    words: Any
    about: str


@dataclass(frozen=True)
class Person:
    friend: Friend
    row: Row
    identities: list[tuple[Any, str]]
    days: list[SeenDay]
    deeds: list[Deed]
    outlook: Outlook | None

    @property
    def say(self) -> SafeString:
        """What he did last, how long ago, and how likely he answers again."""
        row, told = self.row, self.outlook
        if row.state == FriendState.BLOCKED:
            return _blocked(self.friend.relation_at)
        if row.trackable_from is None:
            return say("person.untracked")
        said = [_last(row), _since(row, self.days)]
        if told is None:
            few = row.seen.n < LEAST_MESSAGES
            return format_html("{} · {} {}", *said, say(f"person.{'few' if few else 'unjudged'}"))
        chance = say(
            "person.chance", m=Count(told.m, "messages"), silent=Count(told.silent, "share")
        )
        return format_html("{} · {} · {}. {}", *said, chance, _if(told))


def _blocked(since: dt.datetime | None) -> SafeString:
    return say("person.blocked", day=_korean(since)) if since else say("person.blocked_some_day")


def _korean(moment: dt.datetime | None) -> str:
    return day(kst_day(moment)) if moment else ""


def _last(row: Row) -> SafeString:
    if row.last_engaged_at is None:
        return say("person.never")
    return say("person.last", day=_korean(row.last_engaged_at))


def _since(row: Row, days: list[SeenDay]) -> SafeString:
    """What came after the last reaction, also after one that answered no message of the window."""
    if not days:
        return say("person.none")
    if row.last_engaged_at is None:
        return say("person.silent", n=Count(len(days), "messages"))
    if days[-1].engaged:
        return say("person.newest")
    last = kst_day(row.last_engaged_at)
    later = sum(one.day > last for one in days)
    return say("person.since", n=Count(later, "messages")) if later else say("person.waits")


def _if(told: Outlook) -> SafeString:
    """What would change, where it would by a whole percent."""
    now = round(told.silent, 2)
    lowers, raises = round(told.after_one_more, 2) < now, round(told.after_three_silent, 2) > now
    return format_html(
        "{} {} {}",
        say("person.one_more", one_more=Count(told.after_one_more, "share")) if lowers else "",
        say("person.three_more", three_more=Count(told.after_three_silent, "share"))
        if raises
        else "",
        say("person.caution"),
    )


def person(channel: Channel, pk: int) -> Person | None:
    """None for who is not (or, merged into another, no longer) a friend of this channel."""
    friend = Friend.objects.filter(channel=channel, pk=pk, merged_into=None).first()
    rows = listing.of_friends(channel, [pk]) if friend else []
    if friend is None or not rows:
        return None
    [row] = rows
    fit = listing.current_fit(channel) if row.state in JUDGED else None
    return Person(
        friend, row, _identities(channel, pk), _days(channel, row), _deeds(channel, pk),
        outlook(fit, row.seen.pattern) if fit else None,
    )  # fmt: skip


def _identities(channel: Channel, pk: int) -> list[tuple[Any, str]]:
    found = FriendIdentity.objects.filter(channel=channel, friend_id=pk).exclude(kind=TOKEN)
    return [(one.get_kind_display(), shown(one.value)) for one in found.order_by("pk")]


def _days(channel: Channel, row: Row) -> list[SeenDay]:
    received = SendDay.objects.filter(channel=channel, ordinal__lte=row.newest)
    days = received.order_by("-ordinal")[: row.seen.n]
    told = list(days.values_list("day", flat=True))[::-1]
    return [SeenDay(*pair) for pair in zip(told, row.seen.engaged, strict=False)]


def _deeds(channel: Channel, pk: int) -> list[Deed]:
    """What he did, the newest first."""
    did = Engagement.objects.filter(channel=channel, friend_id=pk).order_by("-day", "-at")[:SHOWN]
    events = FriendEvent.objects.filter(channel=channel, friend_id=pk).order_by("-occurred_at")
    titles = dict(
        Broadcast.objects.filter(pk__in={e.broadcast_id for e in did}).values_list("pk", "title")
    )
    names = dict(Source.objects.filter(pk__in={e.source_id for e in did}).values_list("pk", "name"))
    deeds = [
        Deed(
            e.at, e.get_kind_display(),
            titles.get(e.broadcast_id or 0, "") or names.get(e.source_id or 0, ""),
        )
        for e in did
    ]  # fmt: skip
    deeds += [Deed(e.occurred_at, e.get_event_display(), "") for e in events[:SHOWN]]
    return sorted(deeds, key=lambda deed: deed.at, reverse=True)[:SHOWN]


def find(channel: Channel, text: str) -> list[Row]:
    """Friends with exactly this identity, as typed or as an import's key is kept."""
    found = FriendIdentity.objects.filter(channel=channel, value__in=kept_as(channel.pk, text))
    return listing.of_friends(channel, sorted(set(found.values_list("friend_id", flat=True)))[:50])
