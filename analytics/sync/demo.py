"""The demo shop's connection to the simulated Kakao that `make run` brings along."""

import time
from urllib.parse import parse_qs, urlsplit

import requests
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from analytics.sync import consent
from analytics.sync.actions import keep
from analytics.sync.asking import PATIENCE, hosts, secret_name, token_name
from analytics.sync.cursors import plan_lists, start_round
from campaigns.ads.channels import settle_channels
from campaigns.models import AdAccount
from channel.models import Channel, Connection, SyncKind
from kakao import business
from kakao.client import Client
from kakao.errors import KakaoError

NAME = "카카오 (시뮬레이션)"
CLIENT_ID, SECRET = "sim-rest-key", "sim-business-secret"
# The shop's messages are its own; those of the simulated accounts would stand among them.
KINDS = [kind for kind in SyncKind.values if kind != SyncKind.MESSAGES]
HISTORY_DAYS = 120
PATIENCE_SECONDS = 15


def is_simulated() -> bool:
    """Only a Kakao on this machine is asked for a consent that no person gave."""
    return urlsplit(settings.KAKAO_KAUTH_URL).hostname in ("127.0.0.1", "localhost")


def connect_demo(shop: Channel) -> bool:
    """Connect the shop once; a shop made anew gets the accounts of the old one. False where no
    simulated Kakao answers."""
    if not is_simulated():
        return False
    connection, _new = Connection.objects.get_or_create(
        organisation=shop.organisation, kind=Connection.Kind.BUSINESS, name=NAME,
        defaults={
            "options": {
                "client_id": CLIENT_ID, "kinds": KINDS, "history_days": HISTORY_DAYS,
                "channel": shop.pk,
            },
            "state": Connection.State.NEEDS_RECONNECT,
        },
    )  # fmt: skip
    if connection.removed_at is not None:
        return False
    _give(connection, shop)
    if connection.state != Connection.State.NEEDS_RECONNECT:
        return True
    token = _consent(connection)
    if token:
        _start(connection, token)
    return bool(token)


def _give(connection: Connection, shop: Channel) -> None:
    for account in AdAccount.objects.filter(connection=connection, channel=None):
        account.channel = shop
        account.save(update_fields=["channel"])
        settle_channels(account)


def _consent(connection: Connection) -> business.BusinessToken | None:
    """Answer the simulated screen as a person would; None where nobody listens in time."""
    address = consent.redirect_uri(connection.organisation)
    asked = business.consent_url(hosts(), client_id=CLIENT_ID, redirect_uri=address, state="demo")
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            back = requests.get(f"{asked}&sim_answer=agree", allow_redirects=False, timeout=5)
            code = parse_qs(urlsplit(back.headers["Location"]).query)["code"][0]
            call = business.exchange(
                client_id=CLIENT_ID, client_secret=SECRET, redirect_uri=address, code=code
            )
            with Client("", hosts(), PATIENCE) as kakao:
                return kakao.send(call)
        except (requests.RequestException, KeyError, KakaoError):
            time.sleep(0.5)
    return None


@transaction.atomic
def _start(connection: Connection, token: business.BusinessToken) -> None:
    keep(connection, secret_name(connection), SECRET)
    keep(connection, token_name(connection), token.access_token)
    connection.state, connection.state_words = Connection.State.WAITING, ""
    connection.state_since = timezone.now()
    connection.options["scopes"] = list(token.scopes)
    connection.save(update_fields=["state", "state_words", "state_since", "options"])
    plan_lists(connection)
    start_round(Connection.objects.filter(pk=connection.pk))
