"""Notifications that stopped: Kakao switches off an address that failed too often and tells nobody.

Silence is news only where it is unlikely: a channel with ten events a day is missed sooner than
one with two a week.
"""

import datetime as dt

from django.utils import timezone

from channel.alerts.raising import clear_alert, raise_alert
from channel.clock import kst_day
from channel.connections.models import Connection
from channel.models import Channel, FriendEvent

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
    events = FriendEvent.objects.filter(channel=channel)
    last = events.order_by("-occurred_at").values_list("occurred_at", flat=True).first()
    if last is None:
        return None
    days = (kst_day(timezone.now()) - kst_day(last)).days
    since = last - dt.timedelta(days=USUAL_DAYS)
    a_day = events.filter(occurred_at__gt=since).count() / USUAL_DAYS
    return days if days >= FEWEST_DAYS and days * a_day >= EXPECTED_EVENTS else None
