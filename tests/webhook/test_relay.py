"""Deliveries go on to the address that the app had before, outside of this network only."""

import datetime as dt
import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from channel.connections import receiving, relay
from channel.connections.drain import process_deliveries
from channel.models import WebhookDelivery
from tests import make
from tests.webhook.arrange import KEY, body, connected, deliver

pytestmark = pytest.mark.django_db


class Earlier(http.server.BaseHTTPRequestHandler):
    status = 200
    got: list[tuple[Any, ...]] = []

    def do_POST(self) -> None:
        said = self.rfile.read(int(self.headers["Content-Length"]))
        names = ("Authorization", "X-Kakao-Resource-ID")
        self.got.append((json.loads(said), *(self.headers[name] for name in names)))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def address() -> Iterator[str]:
    Earlier.got, Earlier.status = [], 200
    server = http.server.HTTPServer(("127.0.0.1", 0), Earlier)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/old"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def relayed(address: str, settings: Any) -> None:
    """A delivery that was received and processed, and is to be passed on."""
    settings.ALLOW_LOCAL_ADDRESS = True
    receiving._known.clear()
    people = make.people()
    found = connected(people.channel, people.owner)
    found.options |= {"relay_url": address}
    found.save()
    assert deliver() == 200
    process_deliveries()


def test_the_earlier_address_gets_what_kakao_sent_and_once(relayed: None) -> None:
    assert [relay.pass_on(), relay.pass_on()] == [1, 0]
    assert Earlier.got == [(body(), f"KakaoAK {KEY}", "r-1")]


def test_what_was_refused_is_sent_again_later(relayed: None) -> None:
    Earlier.status = 500
    assert [relay.pass_on(), relay.pass_on()] == [0, 0]
    row = WebhookDelivery.objects.get()
    assert (row.relay_attempts, row.relayed_at) == (1, None)
    Earlier.status = 204
    WebhookDelivery.objects.update(relay_due_at=row.received_at - dt.timedelta(seconds=1))
    assert relay.pass_on() == 1
    assert len(Earlier.got) == 2


@pytest.mark.parametrize(
    "url",
    [
        "http://93.184.216.34/", "https://127.0.0.1/", "https://10.1.2.3/", "https://[::1]/",
        "https://169.254.169.254/latest", "https://[::ffff:10.0.0.1]/", "https://localhost/",
        "https:///x", "ftp://93.184.216.34/",
    ],
)  # fmt: skip
def test_nothing_inside_this_network_is_asked(settings: Any, url: str) -> None:
    settings.ALLOW_LOCAL_ADDRESS = False
    assert not relay.is_outside(url)
