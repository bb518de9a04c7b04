"""What of the raw reactions may be deleted: never what the kept state could not be counted from."""

import datetime as dt

from channel import clock
from channel.models import SendDay

MONTHS = 13
SEND_DAYS = 64


def prunable_before(channel_id: int) -> dt.date | None:
    """The day before which raw reactions may go, or None where nothing may.

    Kept are 13 months and the last 64 send days, whichever reaches further back. What goes can no
    longer be counted into a friend's total: whoever prunes must keep that beside the recount.
    """
    newest = SendDay.objects.filter(channel=channel_id).order_by("-ordinal")[:SEND_DAYS]
    days = list(newest.values_list("day", flat=True))
    if len(days) < SEND_DAYS:
        return None
    return min(days[-1], _months_ago(clock.today(), MONTHS))


def _months_ago(day: dt.date, months: int) -> dt.date:
    """The first of that month: a whole month is kept rather than argued over."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month + 1, 1)
