"""Known friends and send days as rows, without the ways they come in by."""

import datetime as dt
from typing import Any

from channel.models import Channel, Friend, FriendActivity, FriendIdentity, FriendState, SendDay
from tests import make

DAY = dt.datetime(2026, 10, 1, 3, tzinfo=dt.UTC)


def send_days(place: Channel, count: int) -> None:
    """Twice a week up to the day the tests take for today."""
    SendDay.objects.bulk_create(
        SendDay(channel=place, ordinal=n + 1, day=make.DAY - dt.timedelta(days=4 * (count - n)))
        for n in range(count)
    )


def friend(
    place: Channel,
    value: str,
    *,
    kind: str = "app_user_id",
    state: str = FriendState.COOLING,
    last: dt.datetime | None = None,
    mask: int = 0,
    mask_ordinal: int = 0,
    from_ordinal: int | None = 1,
    **fields: Any,
) -> int:
    fields.setdefault("trackable_from", dt.date(2026, 1, 1) if from_ordinal else None)
    by = "import" if fields["trackable_from"] else None
    one = Friend.objects.create(channel=place, trackable_by=by, **fields)
    FriendIdentity.objects.create(channel=place, kind=kind, value=value, friend_id=one.pk)
    FriendActivity.objects.create(
        channel=place, friend_id=one.pk, state=state, last_engaged_at=last, mask=mask,
        mask_ordinal=mask_ordinal, from_ordinal=from_ordinal, engaged_total=mask.bit_count(),
    )  # fmt: skip
    return one.pk
