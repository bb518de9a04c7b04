"""What the connections screen shows: each connection, its newest deliveries, and its coverage."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from channel.clock import kst_midnight, today
from channel.connections.models import Connection, WebhookDelivery
from channel.models import Channel, DailyFriends
from channel.people.masks import EVENT, rows

SHOWN, COVERED_DAYS = 20, 28


def connections_of(channel: Channel) -> QuerySet[Connection]:
    return Connection.objects.filter(channels=channel, removed_at=None).order_by("pk")


def others_of(channel: Channel) -> QuerySet[Connection]:
    """Webhooks of the organisation that do not speak for this channel yet."""
    found = Connection.objects.filter(
        organisation=channel.organisation_id, kind=Connection.Kind.WEBHOOK, removed_at=None
    )
    return found.exclude(channels=channel).order_by("pk")


@dataclass(frozen=True)
class Covered:
    """A day that both an import and notifications know: how many each of them counted."""

    day: dt.date
    added: int | None
    blocked: int | None
    told_added: int
    told_blocked: int


def coverage(channel: Channel) -> list[Covered]:
    """The last four weeks' imported days since the first notification, the newest first."""
    since = today() - dt.timedelta(days=COVERED_DAYS)
    told = {
        day: (added, blocked)
        for day, added, blocked in rows(
            "SELECT (occurred_at AT TIME ZONE 'Asia/Seoul')::date, "
            "count(*) FILTER (WHERE event = 'added'), count(*) FILTER (WHERE event = 'blocked') "
            f"FROM {EVENT} WHERE channel_id = %(channel)s AND occurred_at >= %(since)s GROUP BY 1",
            {"channel": channel.pk, "since": kst_midnight(since)},
        )
    }
    if not told:
        return []
    imported = DailyFriends.objects.filter(channel=channel, day__gte=max(since, min(told)))
    return [
        Covered(row.day, row.added, row.blocked, *told.get(row.day, (0, 0)))
        for row in imported.exclude(origin="webhook").order_by("-day")
    ]


def newest_deliveries(
    connection: Connection, channel: Channel, *, whole: bool
) -> list[WebhookDelivery]:
    """Of that channel; `whole` also those of others, of unknown ones and those nobody could read."""
    found = WebhookDelivery.objects.filter(connection=connection)
    if not whole:
        found = found.filter(public_id=channel.public_id) if channel.public_id else found.none()
    return list(found.order_by("-received_at").defer("body")[:SHOWN])
