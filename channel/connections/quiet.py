"""Notifications that stopped: Kakao switches off an address that failed too often and tells nobody.

Silence is news only where it is unlikely: a channel with ten events a day is missed sooner than
one with two a week, and a day on which, by an import, nobody came or left had nothing to tell.
"""

import datetime as dt
from collections import Counter

from django.db.models import Count
from django.db.models.functions import TruncDate

from channel.alerts.raising import clear_alert, raise_alert
from channel.clock import KST, kst_day, kst_midnight, today
from channel.connections.models import Connection
from channel.models import Channel, DailyFriends, FriendEvent

KIND = "webhook_quiet"
USUAL_DAYS = 28
FEWEST_DAYS = 3
# With as many events expected, none at all happens once in a thousand times.
EXPECTED_EVENTS = 7.0


def check_all() -> None:
    for one in Connection.objects.filter(
        kind=Connection.Kind.WEBHOOK, removed_at=None, state=Connection.State.WORKING
    ):
        for channel in one.channels.filter(closed_at=None):
            check(channel)


def check(channel: Channel) -> None:
    """Raise, renew or end the channel's alert."""
    days = quiet_days(channel)
    if days is None:
        clear_alert(channel.pk, KIND)
    else:
        raise_alert(channel.pk, KIND, words_id=KIND, params={"days": days})


def quiet_days(channel: Channel) -> int | None:
    """Whole days without any event where more than a few were to be expected, else None."""
    newest = FriendEvent.objects.filter(channel=channel).order_by("-occurred_at").first()
    if newest is None:
        return None
    last = kst_day(newest.occurred_at)
    days = (today() - last).days
    return days if days >= FEWEST_DAYS and _expected(channel, last) >= EXPECTED_EVENTS else None


def _expected(channel: Channel, last: dt.date) -> float:
    """Events of the days since the last one: of a day whose adds and blocks a person brought in, the
    part of these that is usually notified, of any other the usual number."""
    since = last - dt.timedelta(days=USUAL_DAYS - 1)
    seen, told = _events(channel, since), _imported(channel, since)
    usual, both = sum(seen.values()) / USUAL_DAYS, [day for day in told if day <= last]
    there = sum(told[day] for day in both)
    part = sum(seen[day] for day in both) / there if there else None
    quiet = (last + dt.timedelta(days=n + 1) for n in range((today() - last).days))
    return sum(usual if part is None or day not in told else told[day] * part for day in quiet)


def _events(channel: Channel, since: dt.date) -> Counter[dt.date]:
    events = FriendEvent.objects.filter(channel=channel, occurred_at__gte=kst_midnight(since))
    by_day = events.annotate(day=TruncDate("occurred_at", tzinfo=KST)).values_list("day")
    return Counter(dict(by_day.annotate(Count("pk"))))


def _imported(channel: Channel, since: dt.date) -> dict[dt.date, int]:
    rows = DailyFriends.objects.filter(channel=channel, day__gte=since).exclude(origin="webhook")
    found = rows.values_list("day", "added", "blocked")
    return {day: added + (blocked or 0) for day, added, blocked in found if added is not None}
