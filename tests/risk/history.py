"""A channel's past in plain numbers: 17 blocks on every day, one message each Thursday."""

import datetime as dt
from collections.abc import Sequence

from channel.models import Broadcast, Channel, DailyFriends
from tests import make

TODAY = make.DAY  # a Sunday
LAST = dt.date(2026, 11, 19)  # the Thursday before
USUAL_A_DAY, QUIET_DAYS = 17, 14
SENT = 17_950


def week(n: int, of: int) -> dt.date:
    """The send day of message n of `of`, the last of which is LAST."""
    return LAST - dt.timedelta(weeks=of - 1 - n)


def write(place: Channel, caused: Sequence[int | None], *, until: dt.date = TODAY) -> None:
    """One message a week that made so many leave; None leaves its two days out.

    The data end before `until`."""
    first = week(0, len(caused)) - dt.timedelta(days=QUIET_DAYS)
    days = {first + dt.timedelta(days=n): USUAL_A_DAY for n in range((TODAY - first).days)}
    for n, blocks in enumerate(caused):
        sent_on = week(n, len(caused))
        make.broadcast(place, sent_on, f"소식 {n + 1}", sent=SENT)
        next_day = sent_on + dt.timedelta(days=1)
        if blocks is None:
            days.pop(sent_on), days.pop(next_day)
        else:
            days[sent_on] += blocks - blocks // 3
            days[next_day] += blocks // 3
    DailyFriends.objects.bulk_create(
        DailyFriends(channel=place, day=day, blocked=blocked, added=40, total=18_000)
        for day, blocked in days.items()
        if day < until
    )


def message(place: Channel, n: int) -> Broadcast:
    """The n-th, counted from 1."""
    return Broadcast.objects.get(channel=place, title=f"소식 {n}")


def change(place: Channel, day: dt.date, **fields: int | None) -> None:
    DailyFriends.objects.update_or_create(channel=place, day=day, defaults=fields)
