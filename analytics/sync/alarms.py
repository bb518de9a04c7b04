"""The one alert of a connection whose consent died."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from campaigns.models import AdAccount
from channel.alerts.kinds import AlertKind, Words, register_kind, register_words
from channel.alerts.raising import clear_alert, raise_alert
from channel.models import Alert, Channel, Connection

KIND = "connection_dead"


def register_alarms() -> None:
    register_kind(AlertKind(KIND, _("카카오에 다시 연결"), "sync", Alert.Level.WATCH))
    register_words(connection_dead=DEAD)


DEAD = Words(
    title=gettext_noop("카카오 연결 '%(name)s'이 끊겼습니다"),
    body=gettext_noop(
        "%(why)s 그동안 광고와 메시지 숫자는 저절로 들어오지 않습니다. "
        "연결 화면에서 다시 연결하면 빠진 날부터 이어서 가져옵니다."
    ),
)


def _channel(connection: Connection) -> Channel | None:
    """An alert is told in one channel: the first that the connection feeds."""
    fed = AdAccount.objects.filter(connection=connection).exclude(channel=None)
    account = fed.select_related("channel").order_by("channel").first()
    if account is not None:
        return account.channel
    open_ = connection.organisation.channels.filter(closed_at=None)
    return open_.order_by("pk").first()


def tell_dead(connection: Connection, words: str) -> None:
    if channel := _channel(connection):
        params = {"name": connection.name, "why": words}
        raise_alert(channel.pk, KIND, str(connection.pk), words_id=KIND, params=params)


def clear_dead(connection: Connection) -> None:
    key = str(connection.pk)
    opened = Alert.objects.open().filter(
        organisation=connection.organisation_id, kind=KIND, key=key
    )
    for channel_id in opened.values_list("channel", flat=True):
        clear_alert(channel_id, KIND, key)
