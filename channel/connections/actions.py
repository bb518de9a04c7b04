"""What a person does with the webhook of a Kakao app."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from channel.audit.record import record
from channel.connections import keys
from channel.connections.models import Connection, WebhookDelivery
from channel.models import Channel, User
from channel.people.identities import adopt_app_ids, rename_app

State = Connection.State


@transaction.atomic
def connect_webhook(
    *, user: User, channel: Channel, name: str, app_id: str, key: str
) -> Connection:
    """From now on deliveries with this key are kept; they speak for this channel."""
    made = Connection(
        organisation_id=channel.organisation_id, kind=Connection.Kind.WEBHOOK, name=name,
        options={"app_id": app_id}, created_by=user,
    )  # fmt: skip
    made.save()
    _put_key(made, "key", key)
    made.channels.add(channel)
    adopt_app_ids(channel.pk)
    record(channel, user, gettext_noop("실시간 친구 알림을 연결했습니다"), name)
    return made


def _put_key(connection: Connection, slot: str, key: str) -> None:
    try:
        with transaction.atomic():
            keys.put_key(connection, slot, key)
            _refuse_twice(connection, key)
            connection.save(update_fields=[f"{slot}_hash"])
    except IntegrityError as error:
        raise ValidationError(_already(), code="taken") from error


def _already() -> str:
    return _("이 키는 이미 다른 연결에서 쓰고 있습니다. 그 연결에 채널을 더해 주세요.")


def _refuse_twice(connection: Connection, key: str) -> None:
    """A key that is one connection's next key cannot be another's first one."""
    if not key:
        return
    digest = keys.hash_of(key)
    taken = Connection.objects.exclude(pk=connection.pk)
    if taken.filter(key_hash=digest).exists() or taken.filter(next_key_hash=digest).exists():
        raise ValidationError(_already(), code="taken")


@transaction.atomic
def change_keys(*, user: User, channel: Channel, connection: Connection, **said: Any) -> None:
    """The next key works beside the first; "exchange" makes it the first one."""
    if said.get("next_key"):
        _put_key(connection, "next_key", said["next_key"])
        verb = gettext_noop("실시간 친구 알림의 다음 키를 넣었습니다")
    elif said.get("exchange") and connection.next_key_hash:
        _exchange(connection)
        verb = gettext_noop("실시간 친구 알림의 키를 바꾸었습니다")
    else:
        return
    record(channel, user, verb, connection.name)


def _exchange(connection: Connection) -> None:
    following = keys.secret_of(connection, "next_key")
    for slot in keys.SLOTS:
        keys.put_key(connection, slot, "")
    connection.save(update_fields=["key_hash", "next_key_hash"])
    keys.put_key(connection, "key", following)
    connection.save(update_fields=["key_hash"])


@transaction.atomic
def change_options(*, user: User, channel: Channel, connection: Connection, **said: Any) -> None:
    """Name, the app's id, and the address to which deliveries are passed on."""
    before = {"name": connection.name, **connection.options}
    connection.name = said.pop("name")
    connection.options |= said
    connection.save(update_fields=["name", "options"])
    _take_along(connection, str(before.get("app_id") or ""))
    after = {"name": connection.name, **connection.options}
    verb = gettext_noop("실시간 친구 알림의 설정을 바꾸었습니다")
    record(channel, user, verb, connection.name, before=before, after=after)


def _take_along(connection: Connection, old: str) -> None:
    """People known by their ids in the app are known by its new number."""
    new, channels = connection.options.get("app_id", ""), connection.channels.all()
    if old and new and old != new:
        rename_app([channel.pk for channel in channels], old, new)
    for channel in channels:
        adopt_app_ids(channel.pk)


@transaction.atomic
def join(*, user: User, channel: Channel, connection: Connection) -> None:
    connection.channels.add(channel)
    adopt_app_ids(channel.pk)
    record(channel, user, gettext_noop("실시간 친구 알림에 채널을 더했습니다"), connection.name)


@transaction.atomic
def leave(*, user: User, channel: Channel, connection: Connection) -> None:
    """Deliveries for this channel are kept and shown, but no longer counted."""
    connection.channels.remove(channel)
    record(channel, user, gettext_noop("실시간 친구 알림에서 채널을 뺐습니다"), connection.name)


@transaction.atomic
def pause(*, user: User, channel: Channel, connection: Connection, on: bool) -> None:
    """While paused deliveries are kept; after it all of them are processed."""
    connection.state = State.PAUSED if on else State.WAITING
    if not on and connection.deliveries.exists():
        connection.state = State.WORKING
    connection.state_since = timezone.now()
    connection.save(update_fields=["state", "state_since"])
    paused = gettext_noop("실시간 친구 알림을 멈추었습니다")
    verb = paused if on else gettext_noop("실시간 친구 알림을 다시 시작했습니다")
    record(channel, user, verb, connection.name)


@transaction.atomic
def remove(*, user: User, channel: Channel, connection: Connection) -> None:
    """The key is forgotten at once; what was counted stays."""
    for slot in keys.SLOTS:
        keys.put_key(connection, slot, "")
    connection.removed_at = timezone.now()
    connection.save(update_fields=["key_hash", "next_key_hash", "removed_at"])
    waiting = connection.deliveries.filter(state=WebhookDelivery.State.WAITING)
    waiting.update(state=WebhookDelivery.State.UNKNOWN)  # nobody counts them any more
    record(channel, user, gettext_noop("실시간 친구 알림의 연결을 지웠습니다"), connection.name)
