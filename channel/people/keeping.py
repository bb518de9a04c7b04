"""How far back reactions have to stay, so that everything kept of them can be counted again."""

import datetime as dt

from channel.models import Channel, SendDay

MONTHS, SEND_DAYS = 13, 64


def prunable_before(channel: Channel, wanted: dt.date, today: dt.date) -> dt.date | None:
    """Reactions before this day may go: those before `wanted`, but of the last 13 months and the
    last 64 send days none. None where the channel has fewer send days."""
    days = SendDay.objects.filter(channel=channel).order_by("-ordinal")
    oldest_needed = days.values_list("day", flat=True)[SEND_DAYS - 1 : SEND_DAYS].first()
    if oldest_needed is None:
        return None
    months_ago = today - dt.timedelta(days=MONTHS * 31)
    return min(wanted, months_ago, oldest_needed)
