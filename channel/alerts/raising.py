"""Open, renew and end alerts. The writer's transaction holds the alert and its mails together."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from channel.alerts.kinds import get_kind
from channel.alerts.outbox import queue_mail
from channel.alerts.recipients import recipients
from channel.alerts.wording import body_of, title_of
from channel.clock import today
from channel.models import Alert, Broadcast, Channel


@transaction.atomic
def raise_alert(
    channel_id: int,
    kind: str,
    key: str = "",
    level: str | None = None,
    words_id: str = "",
    params: dict[str, Any] | None = None,
    figures: Iterable[int] = (),
) -> Alert:
    """The open alert of that kind and key, made or brought up to date.

    Saying the same again changes nothing. A person is mailed once per alert and words: newer
    numbers are not news, other words (급증 → 급증, 계속 늘어남) are.
    """
    # The lock lets two writers of one channel find each other's alert instead of a broken key.
    channel = Channel.objects.select_for_update(of=("self",), no_key=True).get(pk=channel_id)
    said: dict[str, Any] = {
        "level": level or get_kind(kind).level,
        "words_id": words_id,
        "params": params or {},
        "figures": list(figures),
    }
    title_of(words_id, said["params"])  # a forgotten param fails here, not in somebody's mail
    alert = _put(channel, kind, key, said)
    if get_kind(kind).mails and not _snoozed(alert) and channel.closed_at is None:
        _mail(alert, channel)
    return alert


def _put(channel: Channel, kind: str, key: str, said: dict[str, Any]) -> Alert:
    alert = Alert.objects.open().filter(channel=channel, kind=kind, key=key).first()
    if alert is None:
        return Alert.objects.create(
            organisation_id=channel.organisation_id, channel=channel, kind=kind, key=key, **said
        )
    if {name: getattr(alert, name) for name in said} != said:
        for name, value in said.items():
            setattr(alert, name, value)
        alert.save(update_fields=[*said, "updated_at"])
    return alert


@transaction.atomic
def clear_alert(channel_id: int, kind: str, key: str = "") -> bool:
    """End it; it stays in the history. False when none was open."""
    found = Alert.objects.open().filter(channel=channel_id, kind=kind, key=key)
    return bool(found.update(cleared_at=timezone.now()))


def _snoozed(alert: Alert) -> bool:
    return alert.snoozed_until is not None and alert.snoozed_until > today()


def _mail(alert: Alert, channel: Channel) -> None:
    planned = Broadcast.objects.filter(
        channel=channel, state=Broadcast.State.PLANNED, sent_on__gte=today()
    )
    context: dict[str, Any] = {
        "alert": alert,
        "channel": channel,
        "next": planned.order_by("sent_on").first(),
    }
    for person in recipients(channel, alert.kind):
        with translation.override(person.language):
            context["body"] = body_of(alert.words_id, alert.params)
            queue_mail(
                user=person, key=f"alert:{alert.pk}:{alert.words_id}:{person.pk}", channel=channel,
                alert=alert, subject=f"[{channel.name}] {title_of(alert.words_id, alert.params)}",
                body=render_to_string("mail/alert.txt", context),
            )  # fmt: skip
