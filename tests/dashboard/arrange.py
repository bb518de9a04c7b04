"""A month of the example shop in plain numbers, and what a screen says without its markup."""

import datetime as dt
import re

from django.utils.html import strip_tags

from analytics.dashboard.cards import Card
from analytics.dashboard.selectors import Home, home
from analytics.recompute import refresh
from channel.models import Broadcast, Channel, DailyFriends, Source, SourceDay, User
from tests import make

TODAY = make.DAY
OPENED = (6_412, 5_203, 5_100, 5_050, 4_846)


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def month(place: Channel, *, added: int = 40, blocked: int = 22, last: int = 1) -> None:
    """30 complete days up to `last` days ago."""
    DailyFriends.objects.bulk_create(
        DailyFriends(channel=place, day=ago(n), total=18_000, added=added, blocked=blocked)
        for n in range(last, last + 30)
    )


def messages(place: Channel, n: int = 5, *, newest: int = 3) -> list[Broadcast]:
    """One a week, the newest first; in full sends of 17,950."""
    return [
        make.broadcast(place, ago(newest + 7 * k), f"소식 {k + 1}", opened=OPENED[k % 5])
        for k in range(n)
    ]


def source(place: Channel, name: str, a_day: int) -> None:
    """So many on each of the 30 days."""
    made = Source.objects.create(channel=place, name=name, folded=name)
    SourceDay.objects.bulk_create(
        SourceDay(channel=place, source=made, day=ago(n), reported=a_day) for n in range(1, 31)
    )


def shown(place: Channel, user: User) -> Home:
    refresh(place)
    found = home(place, user)
    assert found is not None
    return found


def card(found: Home, key: str) -> Card:
    return next(card for card in found.cards if card.key == key)


def plain(markup: object) -> str:
    return re.sub(r"\s+", " ", strip_tags(str(markup))).strip()


def told(one: Card) -> str:
    """What a card says, top to bottom."""
    head = plain(one.figure) or str(one.value) or str(one.tag)
    words = [f"{one.before} {head}".strip(), plain(one.text), plain(one.text2)]
    return " / ".join(word for word in words if word)
