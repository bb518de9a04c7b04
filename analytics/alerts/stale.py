"""자료가 비어 있음: says when a channel that had data has had none for more than a week."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Max

from channel.alerts.raising import clear_alert, raise_alert
from channel.clock import today
from channel.models import Alert, BroadcastResult, Channel, DailyFriends, PeriodFriends

STALE = "stale_data"
# Monday's ten minutes fill a week; a day more is somebody's day off.
DAYS = 7


def last_known_days(channels: Iterable[Channel]) -> dict[int, dt.date]:
    """The newest day of each channel about which anything is known. Three queries.

    The day a message was sent and not the day its result was read: old history that was
    just brought in says nothing of this week.
    """
    sources = (
        (DailyFriends.objects.exclude(total=None, added=None, blocked=None), "day"),
        (PeriodFriends.objects.all(), "last_day"),
        (BroadcastResult.objects.exclude(sent=None), "broadcast__sent_on"),
    )
    newest: dict[int, dt.date] = {}
    for rows, day in sources:
        of_these = rows.filter(channel__in=channels)
        for channel, last in of_these.values_list("channel_id").annotate(last=Max(day)):
            newest[channel] = max(last, newest.get(channel, last))
    return newest


def check_stale(channels: Iterable[Channel] | None = None) -> int:
    """Raise, renew or clear the alert of each channel; says how many are stale.

    A channel that never had data is not stale but new; a demo's data ends when it was made.
    """
    if channels is None:
        channels = Channel.objects.open().filter(is_demo=False, is_simulated=False)
    known, stale = last_known_days(channels), 0
    raised = set(Alert.objects.open().filter(kind=STALE).values_list("channel_id", flat=True))
    for channel in channels:
        days = (today() - known[channel.pk]).days if channel.pk in known else 0
        if days > DAYS:
            raise_alert(channel.pk, STALE, words_id="stale", params={"days": days})
            stale += 1
        elif channel.pk in raised:
            clear_alert(channel.pk, STALE)
    return stale


def clear_if_fresh(channel: Channel) -> None:
    """A step of the recomputing: data that just came ends the alert at once."""
    if Alert.objects.open().filter(channel=channel, kind=STALE).exists():
        check_stale([channel])
