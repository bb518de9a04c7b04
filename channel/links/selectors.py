"""Links with what came of them, from the kept counts of their days."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from channel.clock import kst_day, today
from channel.links.tokens import KIND, issue_tokens
from channel.models import Channel, Friend, FriendIdentity, LinkDay, TrackedLink

MONTH = dt.timedelta(days=30)
COUNTS = ("people", "previews", "scanners")


@dataclass(frozen=True)
class LinkRow:
    """Clicks by who asked; `month` of people alone, over 30 days with today."""

    link: TrackedLink
    people: int
    previews: int
    scanners: int
    month: int


@dataclass(frozen=True)
class PersonRow:
    identity: FriendIdentity
    token: str


def links_of(channel: Channel, show: str = "open", source: str = "") -> QuerySet[TrackedLink]:
    found = TrackedLink.objects.filter(channel=channel).select_related("source", "broadcast")
    if show != "all":
        found = found.filter(closed_at__isnull=show == "open")
    return found.filter(source=int(source)) if source.isascii() and source.isdigit() else found


def rows_of(channel: Channel, links: Sequence[TrackedLink]) -> list[LinkRow]:
    """One query for the counts of all of them."""
    since = today() - MONTH + dt.timedelta(days=1)
    month = Sum("people", filter=Q(day__gte=since), default=0)
    found = (
        LinkDay.objects.filter(channel=channel, link_id__in=[link.pk for link in links])
        .values("link_id")
        .annotate(*map(Sum, COUNTS), month=month)
        .values_list("link_id", *(f"{name}__sum" for name in COUNTS), "month")
    )
    counts = {link_id: sums for link_id, *sums in found}
    return [LinkRow(link, *counts.get(link.pk, (0, 0, 0, 0))) for link in links]


def in_parts(channel: Channel, links: Iterable[TrackedLink]) -> Iterator[LinkRow]:
    """For a file: rows of any number of links, a thousand at a time."""
    some: list[TrackedLink] = []
    for link in links:
        some.append(link)
        if len(some) == 1000:
            yield from rows_of(channel, some)
            some = []
    yield from rows_of(channel, some)


def days_of(link: TrackedLink) -> list[LinkDay]:
    """The last 30 days, the newest first; a day nobody asked is a zero, for we would have seen."""
    first = max(today() - MONTH + dt.timedelta(days=1), kst_day(link.created_at))
    stored = {
        row.day: row
        for row in LinkDay.objects.filter(
            channel=link.channel_id, link_id=link.pk, day__gte=first
        )
    }  # fmt: skip
    days = [today() - dt.timedelta(days=n) for n in range((today() - first).days + 1)]
    return [stored.get(day) or LinkDay(link_id=link.pk, day=day) for day in days]


def people_count(channel: Channel) -> int:
    return Friend.objects.filter(channel=channel, merged_into=None).count()


def people_rows(channel: Channel, at_once: int = 2000) -> Iterator[PersonRow]:
    """Every identity with its friend's token, issued as the file is written: any size streams."""
    last = 0
    while True:
        friends = list(
            Friend.objects.filter(channel=channel, merged_into=None, pk__gt=last)
            .order_by("pk").values_list("pk", flat=True)[:at_once]
        )  # fmt: skip
        if not friends:
            return
        tokens = issue_tokens(channel.pk, friends)
        named = FriendIdentity.objects.filter(channel=channel, friend_id__in=friends)
        for identity in named.exclude(kind=KIND).order_by("friend_id", "pk"):
            yield PersonRow(identity, tokens[identity.friend_id])
        last = friends[-1]
