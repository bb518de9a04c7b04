"""The simulator may say which moment it plays, but only where a channel is simulated."""

import datetime as dt

import pytest
from django.test import Client

from channel.connections import receiving
from channel.models import Channel, WebhookDelivery
from tests import make
from tests.webhook.arrange import HOOK, KEY, body, connected

pytestmark = pytest.mark.django_db
THEN = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
SECRET = "the simulator's own"


@pytest.mark.parametrize(
    ("is_simulated", "key", "believed"),
    [(True, SECRET, True), (True, "wrong", False), (False, SECRET, False)],
)
def test_a_moment_is_believed_with_the_key_and_for_simulated_channels_only(
    settings: object, is_simulated: bool, key: str, believed: bool
) -> None:
    settings.DANGOL_SIMULATOR_KEY = SECRET  # type: ignore[attr-defined]
    receiving._known.clear()
    people = make.people()
    connected(people.channel, people.owner)
    Channel.objects.filter(pk=people.channel.pk).update(is_simulated=is_simulated)
    headers = {
        "Authorization": f"KakaoAK {KEY}", "X-Dangol-Simulator-Key": key,
        "X-Dangol-Simulated-At": THEN.isoformat(),
    }  # fmt: skip
    answer = Client().post(HOOK, body(), content_type="application/json", headers=headers)
    assert answer.status_code == 200
    assert (WebhookDelivery.objects.get().received_at == THEN) == believed
