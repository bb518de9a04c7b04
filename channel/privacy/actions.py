"""One person's data: handed over, and forgotten."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from channel.audit.record import record
from channel.models import Channel, Friend, User
from channel.people.locking import hold_alone
from channel.people.recording import tell
from channel.privacy.registry import registered
from channel.privacy.selectors import document_of, ids_of


@transaction.atomic
def export_person(*, user: User, channel: Channel, friend: Friend) -> dict[str, Any]:
    """The document; the audit row says that it left, never whose it was."""
    document = document_of(channel, friend)
    counts = {name: len(rows) for name, rows in document["kept"].items() if rows}
    record(channel, user, gettext_noop("한 사람의 자료를 내려받았습니다"), after=counts)
    return document


@transaction.atomic
def erase_person(*, user: User, channel: Channel, friend: Friend) -> dict[str, int]:
    """All of it or nothing, while nobody records for this channel. It cannot be undone.

    The audit row holds counts alone. Receivers of `engagements_recorded` count anew.
    """
    hold_alone(channel.pk)
    ids = ids_of(friend)
    counts = {one.model.__name__: one.erase(channel.pk, ids) for one in registered()}
    counts = {name: count for name, count in counts.items() if count}
    record(channel, user, gettext_noop("한 사람의 자료를 지웠습니다"), after=counts)
    tell(channel.pk)
    return counts
