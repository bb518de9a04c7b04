"""Builders with plain fixed values. Three standing people: owner, teammate, outsider."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from channel.models import (
    Broadcast,
    BroadcastResult,
    Channel,
    DailyFriends,
    Member,
    Organisation,
    PriceRate,
    Role,
    User,
)

PASSWORD = "bright-teal-sparrow-42"
# one round only: a million for each of a thousand users would be most of the suite's time
HASH = PBKDF2PasswordHasher().encode(PASSWORD, "salt", iterations=1)
DAY = dt.date(2026, 11, 22)


@dataclass(frozen=True)
class People:
    """A shop of two, and somebody who belongs elsewhere."""

    channel: Channel
    owner: User
    teammate: User
    viewer: User
    outsider: User


def user(email: str = "owner@mood.example", **fields: Any) -> User:
    return User.objects.create(email=email, password=HASH, **fields)


def organisation(name: str = "무드옷장") -> Organisation:
    return Organisation.objects.create(name=name)


def channel(name: str = "무드옷장", **fields: Any) -> Channel:
    fields.setdefault("organisation", None)
    fields["organisation"] = fields["organisation"] or organisation(name)
    return Channel.objects.create(name=name, **fields)


def member(person: User, place: Channel, role: str = Role.OWNER, *, whole: bool = True) -> Member:
    return Member.objects.create(
        organisation=place.organisation, channel=None if whole else place, user=person, role=role
    )


def people() -> People:
    place = channel()
    owner, teammate = user(), user("editor@mood.example")
    viewer, outsider = user("viewer@mood.example"), user("outsider@else.example")
    member(owner, place)
    member(teammate, place, Role.EDITOR)
    member(viewer, place, Role.VIEWER, whole=False)
    member(outsider, channel("다른 가게"))
    return People(place, owner, teammate, viewer, outsider)


def daily(place: Channel, day: dt.date = DAY, **fields: Any) -> DailyFriends:
    fields = {"total": 18_000, "added": 40, "blocked": 22, **fields}
    return DailyFriends.objects.create(channel=place, day=day, **fields)


def broadcast(
    place: Channel, day: dt.date = DAY, title: str = "겨울 니트 입고", **result: Any
) -> Broadcast:
    """A full send with a result; `sent=None` leaves the result empty."""
    from channel.broadcasts.models import fold_title

    made = Broadcast.objects.create(
        channel=place,
        title=title,
        folded_title=fold_title(title),
        sent_on=day,
        audience=result.pop("audience", Broadcast.Audience.ALL),
    )
    result = {"sent": 17_950, "opened": 4_846, "clicked": 120, "as_of": day, **result}
    BroadcastResult.objects.create(channel=place, broadcast=made, **result)
    return made


def prices() -> None:
    """The rates that a migration seeds; a test that really commits empties every table."""
    for item, won in ((PriceRate.Item.MESSAGE_ALL, 15), (PriceRate.Item.MESSAGE_TARGET, 20)):
        PriceRate.objects.get_or_create(
            item=item, valid_from=dt.date(2020, 1, 1), defaults={"won": won, "vat_percent": 10}
        )
