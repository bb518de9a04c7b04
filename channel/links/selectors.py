"""Links with what came of them, from the kept counts of their days."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from channel.clock import kst_day, today
from channel.links.tokens import KIND, issue_tokens
from channel.models import Channel, Friend, FriendIdentity, LinkDay, TrackedLink
from channel.people.keys import kept_as

OWN = FriendIdentity.Kind.OWN
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
    """An id as the shop or Kakao writes it, and the friend's token; empty for nobody we know."""

    value: str
    token: str
    kind: str = ""
    issuer: str = ""


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
    """Every id with its friend's token, issued as the file is written: any size streams.

    A shop's own keys are kept as digests only, so for these the shop brings its list.
    """
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
        for one in named.exclude(kind__in=(KIND, OWN)).order_by("friend_id", "pk"):
            token = tokens[one.friend_id]
            yield PersonRow(one.value, token, one.get_kind_display(), one.issuer)
        last = friends[-1]


def _surely(forms: dict[str, str], named: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Each key's friend; a key that means two people gives nobody the other's link."""
    meant: dict[str, set[int]] = defaultdict(set)
    for value, pk in named:
        meant[forms[value]].add(pk)
    return {key: found.pop() for key, found in meant.items() if len(found) == 1}


def rows_for_keys(
    channel: Channel, keys: Sequence[str], at_once: int = 2000
) -> Iterator[PersonRow]:
    """A list the shop brought, in its order, each key with its friend's token if there is one."""
    for start in range(0, len(keys), at_once):
        some = keys[start : start + at_once]
        forms = {form: key for key in some for form in kept_as(channel.pk, key)}
        named = FriendIdentity.objects.filter(channel=channel, value__in=forms).exclude(kind=KIND)
        friends = _surely(forms, named.values_list("value", "friend_id"))
        tokens = issue_tokens(channel.pk, set(friends.values()))
        for key in some:
            yield PersonRow(key, tokens[friends[key]] if key in friends else "")
