"""The demo's webhook connection: a key made here speaks for the demo channel alone."""

import secrets

from django.db.models import QuerySet

from channel.connections.actions import connect_webhook
from channel.connections.keys import secret_of
from channel.models import Channel, Connection, User

NAME = "예시 앱"
# Entries of the log that making the connection leaves.
HOOK_ROWS = 1


def connect(channel: Channel, owner: User) -> str:
    """A key under which deliveries for this channel are taken, the same on every call."""
    made = _connections(channel).first()
    if made is not None:
        return secret_of(made, "key")
    key = secrets.token_hex(16)
    # Without the app's id people are the same as in files, which do not say whose app it is.
    connect_webhook(user=owner, channel=channel, name=NAME, app_id="", key=key)
    return key


def forget(channel: Channel) -> None:
    _connections(channel).delete()


def _connections(channel: Channel) -> "QuerySet[Connection]":
    return Connection.objects.filter(
        channels=channel, kind=Connection.Kind.WEBHOOK, removed_at=None
    )
