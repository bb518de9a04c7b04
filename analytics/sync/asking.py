"""Send Kakao a call through its gate. Whoever comes too early is told when to come again."""

from django.conf import settings

from channel.connections.gates import GateShut, push_back, release, take
from channel.models import Connection
from channel.secrets.models import Secret, SecretUnreadable
from kakao.client import Client, Patience
from kakao.errors import RateLimited
from kakao.wire import Call, Hosts, T

__all__ = ["Asker", "GateShut", "NoToken", "hosts", "token_name"]

PATIENCE = Patience(read=settings.KAKAO_CALL_SECONDS, total=settings.KAKAO_CALL_SECONDS)


class NoToken(RuntimeError):
    """The connection holds no readable token: nobody consented yet, or the key is lost."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def hosts() -> Hosts:
    return Hosts(
        kapi=settings.KAKAO_KAPI_URL,
        kauth=settings.KAKAO_KAUTH_URL,
        moment=settings.KAKAO_MOMENT_URL,
        keyword=settings.KAKAO_KEYWORD_URL,
    )


def token_name(connection: Connection) -> str:
    return f"connection:{connection.pk}:token"


def secret_name(connection: Connection) -> str:
    """Of the app's secret for business authentication."""
    return f"connection:{connection.pk}:secret"


def reveal(connection: Connection, name: str) -> str:
    """Raises NoToken: `missing` or `unreadable`."""
    kept = Secret.objects.filter(organisation=connection.organisation_id, name=name).first()
    if kept is None:
        raise NoToken("missing")
    try:
        return kept.reveal()
    except SecretUnreadable as error:
        raise NoToken("unreadable") from error


class Asker:
    """One connection's calls. `with Asker(connection) as ask: ask(moment.accounts())`."""

    def __init__(self, connection: Connection) -> None:
        # Several ids in one call count for the app, which many connections may share.
        self._app = f"app:{connection.options.get('client_id', connection.pk)}"[:80]
        self._client = Client(reveal(connection, token_name(connection)), hosts(), PATIENCE)

    def __enter__(self) -> "Asker":
        return self

    def __exit__(self, *_error: object) -> None:
        self._client.close()

    def __call__(self, call: Call[T]) -> T:
        """The answer. Raises GateShut before anything is sent, or a KakaoError."""
        if call.gate is None:
            return self._send(call)
        seconds = call.gate.seconds * settings.KAKAO_LIMIT_SCALE
        longest = PATIENCE.total + PATIENCE.connect + seconds
        account = call.gate.account or self._app
        taken = take(account, call.gate.endpoint, longest_seconds=longest)
        try:
            return self._send(call)
        except RateLimited as error:
            error.wait_seconds = push_back(taken, max(error.wait_seconds, seconds))
            raise
        finally:
            release(taken, seconds)

    def _send(self, call: Call[T]) -> T:
        try:
            return self._client.send(call)
        except RateLimited as error:
            error.wait_seconds *= settings.KAKAO_LIMIT_SCALE
            raise
