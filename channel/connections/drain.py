"""Deliveries become adds and blocks. Raw rows stay, so that everything can be processed again.

A delivery is marked in the transaction that recorded its event: a killed worker leaves it waiting,
and an event that is known already is ignored. Order does not matter.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from channel.alerts.raising import clear_alert
from channel.connections.models import Connection, WebhookDelivery
from channel.connections.quiet import KIND
from channel.intake import record_friend_events
from channel.models import Channel
from channel.people.locking import share
from channel.people.masks import execute
from channel.signals import facts_changed
from kakao.errors import BadPayload
from kakao.webhook import Notice, read_notice

log = structlog.get_logger()
AT_ONCE = 2_000
# Kakao's clock and ours may differ a little.
AHEAD = dt.timedelta(minutes=5)
EARLIEST = dt.datetime(2012, 1, 1, tzinfo=dt.UTC)
State = WebhookDelivery.State


def waiting() -> QuerySet[WebhookDelivery]:
    """What may be processed now: not that of connections which a person paused or removed."""
    found = WebhookDelivery.objects.filter(state=State.WAITING, connection__removed_at=None)
    return found.exclude(connection__state=Connection.State.PAUSED)


def process_deliveries() -> int:
    """Work off what waits, connection by connection, and say how many that were."""
    _wait_again()
    done = 0
    for one in Connection.objects.filter(pk__in=waiting().values("connection")):
        try:
            while count := _process_some(one):
                done += count
        except Exception:
            # one connection's trouble must not keep the others waiting; the sweep tries again
            log.exception("deliveries not processed", connection=one.pk)
    return done


def _wait_again() -> None:
    """Deliveries of a channel that was unknown then and has been connected since."""
    execute(
        "UPDATE channel_webhookdelivery d SET state = 'waiting' FROM channel_connection_channels j "
        "JOIN channel_channel c ON c.id = j.channel_id "
        "JOIN channel_connection o ON o.id = j.connection_id AND o.removed_at IS NULL "
        "WHERE d.state = 'unknown' AND j.connection_id = d.connection_id AND c.public_id = d.public_id"
    )


@dataclass(frozen=True)
class Read:
    """A delivery with its notice, or with the reason why there is none."""

    delivery: WebhookDelivery
    notice: Notice | None
    error: str = ""


@transaction.atomic
def _process_some(connection: Connection) -> int:
    # before any row: who forgets a person locks in this order, too
    share(connection.channels.values_list("pk", flat=True))
    rows = WebhookDelivery.objects.filter(connection=connection, state=State.WAITING)
    found = list(rows.order_by("pk").select_for_update(skip_locked=True)[:AT_ONCE])
    if not found:
        return 0
    read = [_read(one) for one in found]
    places = {place.public_id: place for place in connection.channels.all() if place.public_id}
    _record(connection, places, read)
    _mark(connection, places, read)
    _works(connection, read)
    return len(found)


def _read(delivery: WebhookDelivery) -> Read:
    try:
        notice = read_notice(bytes(delivery.body))
    except BadPayload as error:
        return Read(delivery, None, f"{error.reason} {error.field}".strip()[:60])
    if not EARLIEST <= notice.at <= delivery.received_at + AHEAD:
        return Read(delivery, None, "moment updated_at")
    return Read(delivery, notice)


def _record(connection: Connection, places: dict[str, Channel], read: Sequence[Read]) -> None:
    """In the order of channels, so that two workers never wait for each other in a circle."""
    issuer = connection.options.get("app_id", "")
    events = defaultdict(list)
    for one in read:
        if one.notice and (place := places.get(one.notice.channel)):
            n = one.notice
            key = one.delivery.resource_id
            events[place.pk].append((n.id_type, issuer, n.id, n.event, n.at, key))
    for channel_id, told in sorted(events.items()):
        record_friend_events(channel_id, told)
    for channel_id in events:
        clear_alert(channel_id, KIND)
    if events:
        facts_changed.send(sender=None, channel_ids=sorted(events))


def _mark(connection: Connection, places: dict[str, Channel], read: Sequence[Read]) -> None:
    relay = timezone.now() if connection.options.get("relay_url") else None
    for one in read:
        row, notice = one.delivery, one.notice
        row.error = one.error
        # read again, a delivery is not sent again: neither one that arrived nor one given up
        if row.body and not row.relayed_at and not row.relay_attempts:
            row.relay_due_at = relay
        row.public_id = notice.channel[:40] if notice else ""
        known = notice is not None and notice.channel in places
        row.state = State.DONE if known else State.BAD if notice is None else State.UNKNOWN
    WebhookDelivery.objects.bulk_update(
        [one.delivery for one in read], ["state", "error", "public_id", "relay_due_at"], 500
    )


def _works(connection: Connection, read: Sequence[Read]) -> None:
    """The first delivery that can be read proves the connection; a silence that ended is over."""
    silent = [Connection.State.WAITING, Connection.State.FAILING]
    if any(one.notice for one in read):
        Connection.objects.filter(pk=connection.pk, state__in=silent).update(
            state=Connection.State.WORKING, state_since=timezone.now(), state_words="",
        )  # fmt: skip
