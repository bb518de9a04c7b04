"""The way through Kakao's consent screen and back: bound to one session and one connection."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse

from analytics.sync.asking import PATIENCE, NoToken, hosts, reveal, secret_name
from analytics.sync.words import CONSENT, words_at_once
from channel.models import Connection, Organisation
from kakao import business
from kakao.business import BusinessToken
from kakao.client import Client
from kakao.errors import KakaoError

SESSION_KEY = "kakao_consent"


class ConsentRefused(Exception):
    """The consent came to nothing. `words` tell the person why."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def redirect_uri(organisation: Organisation) -> str:
    """To be registered at Kakao, letter by letter."""
    path = reverse("organisation_consent", args=[organisation.slug])
    return settings.PUBLIC_URL.rstrip("/") + path


def begin(session: Any, connection: Connection) -> str:
    """Remember who asks, and return the address of Kakao's screen."""
    state = secrets.token_urlsafe(24)
    session[SESSION_KEY] = {"state": state, "connection": connection.pk}
    scopes = {"moment": business.MOMENT_SCOPE, "keyword": business.KEYWORD_SCOPE}
    platforms = connection.options.get("platforms") or list(scopes)
    return business.consent_url(
        hosts(), client_id=connection.options["client_id"], state=state,
        redirect_uri=redirect_uri(connection.organisation),
        scopes=[scopes[one] for one in platforms],
    )  # fmt: skip


def end(session: Any, organisation: Organisation, query: Mapping[str, str]) -> Connection:
    """The connection that this answer belongs to; its state is good for one answer only.

    Raises ConsentRefused for an answer that this session did not ask for in this organisation.
    """
    asked = session.pop(SESSION_KEY, None)
    said = query.get("state", "")
    if not asked or not secrets.compare_digest(asked["state"].encode(), said.encode()):
        raise ConsentRefused(CONSENT["state"])
    connection = Connection.objects.filter(
        pk=asked["connection"], organisation=organisation, removed_at=None
    ).first()
    if connection is None:
        raise ConsentRefused(CONSENT["state"])
    return connection


def exchange(connection: Connection, query: Mapping[str, str]) -> BusinessToken:
    """Turn Kakao's answer into a token; sent once, outside any transaction."""
    try:
        agreed = business.read_callback(query)
        call = business.exchange(
            client_id=connection.options["client_id"], code=agreed.code,
            client_secret=reveal(connection, secret_name(connection)),
            redirect_uri=redirect_uri(connection.organisation),
        )  # fmt: skip
        with Client("", hosts(), PATIENCE) as kakao:
            return kakao.send(call)
    except NoToken as error:
        raise ConsentRefused(CONSENT["secret"]) from error
    except KakaoError as error:
        raise ConsentRefused(CONSENT.get(error.reason) or words_at_once(error)) from error
