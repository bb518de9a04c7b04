"""Passing deliveries on: once, as they came, with patience, and never to an address inside."""

import datetime as dt
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from channel.connections import actions, receiving, relay
from channel.connections.drain import process_deliveries
from channel.connections.forms import OptionsForm
from channel.models import Connection, WebhookDelivery
from channel.outside import ask
from tests import make
from tests.webhook.arrange import KEY, body, connected, deliver

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 20, 6, tzinfo=dt.UTC)


class Receiver(BaseHTTPRequestHandler):
    """Keeps what it gets; answers with the status its server was told."""

    def do_POST(self) -> None:
        said = self.rfile.read(int(self.headers["Content-Length"] or 0))
        kept = self.server.__dict__
        kept["seen"].append((said, dict(self.headers)))
        self.send_response(kept["status"])
        self.send_header("Location", f"http://127.0.0.1:{self.server.server_address[1]}/again")
        self.end_headers()

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *_args: object) -> None: ...


@pytest.fixture
def receiver() -> Iterator[Any]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.__dict__.update(seen=[], status=200)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def mine(receiver: Any, settings: Any) -> Iterator[Connection]:
    """A connection that passes on to the receiver."""
    receiving._known.clear()
    settings.ALLOW_LOCAL_ADDRESS = True
    people = make.people()
    found = connected(people.channel, people.owner)
    actions.change_options(
        user=people.owner, channel=people.channel, connection=found, name="앱", app_id="77",
        relay_url=f"http://127.0.0.1:{receiver.server_port}/kakao",
    )  # fmt: skip
    with time_machine.travel(NOW, tick=False):
        yield found


def test_the_same_body_id_and_key_arrive_once(mine: Connection, receiver: Any) -> None:
    deliver(resource_id="r-7")
    deliver(resource_id="r-7")
    process_deliveries()
    assert [relay.pass_on(), relay.pass_on()] == [1, 0]
    [(said, headers)] = receiver.seen
    assert said == json.dumps(body()).encode()
    assert headers["X-Kakao-Resource-ID"] == "r-7"
    assert headers["Authorization"] == f"KakaoAK {KEY}"


def test_nothing_is_passed_on_within_kakaos_request(mine: Connection, receiver: Any) -> None:
    deliver()
    assert receiver.seen == []


@pytest.mark.parametrize("status", [500, 404, 302, 307])
def test_a_failing_receiver_is_asked_again_and_given_up(
    mine: Connection, receiver: Any, status: int
) -> None:
    """A redirect is a failure, too, and is not followed."""
    receiver.status = status
    deliver()
    process_deliveries()
    turns = 0
    while due := WebhookDelivery.objects.get().relay_due_at:
        with time_machine.travel(due, tick=False):
            assert relay.pass_on() == 0
        turns += 1
    assert turns == len(receiver.seen) == relay.MOST_ATTEMPTS
    WebhookDelivery.objects.update(state=WebhookDelivery.State.WAITING)
    process_deliveries()
    given_up = WebhookDelivery.objects.get()
    assert (given_up.state, given_up.relay_due_at, given_up.relayed_at) == ("done", None, None)


def test_a_receiver_that_recovers_gets_it(mine: Connection, receiver: Any) -> None:
    receiver.status = 500
    deliver()
    process_deliveries()
    relay.pass_on()
    assert relay.pass_on() == 0
    receiver.status = 200
    with time_machine.travel(NOW + dt.timedelta(minutes=5), tick=False):
        assert relay.pass_on() == 1
    assert len(receiver.seen) == 2


@pytest.fixture
def nobody() -> Iterator[int]:
    """The port of somebody who takes calls and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as listening:
        yield listening.getsockname()[1]


def test_an_address_that_never_answers_holds_up_one_call(
    mine: Connection, receiver: Any, nobody: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything else that is due for it waits, and what is due for others is sent."""
    monkeypatch.setattr(relay, "TIMEOUT_SECONDS", 0.3)
    for n in range(30):
        deliver(resource_id=f"r{n}")
    process_deliveries()
    address = mine.options["relay_url"]
    mine.options["relay_url"] = f"http://127.0.0.1:{nobody}/"
    mine.save()
    assert relay.pass_on() == 0
    rows = WebhookDelivery.objects.all()
    assert rows.filter(relay_attempts=1).count() == 1
    assert not relay.due().exists()
    mine.options["relay_url"] = address
    mine.save()
    with time_machine.travel(NOW + relay.SILENT, tick=False):
        assert relay.pass_on() == 30
    assert len(receiver.seen) == rows.exclude(relayed_at=None).count() == 30


def test_of_a_removed_connection_nothing_is_passed_on(mine: Connection, receiver: Any) -> None:
    deliver()
    process_deliveries()
    people = mine.channels.get()
    actions.remove(user=mine.created_by, channel=people, connection=mine)  # type: ignore[arg-type]
    assert relay.pass_on() == 0
    assert receiver.seen == []


@pytest.mark.parametrize(
    "address",
    ["https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://10.0.0.5/",
     "https://169.254.169.254/latest", "https://192.168.0.1:8443/", "http://8.8.8.8/"],
)  # fmt: skip
def test_addresses_inside_are_refused_and_never_asked(
    mine: Connection, receiver: Any, settings: Any, address: str
) -> None:
    settings.ALLOW_LOCAL_ADDRESS = False
    form = OptionsForm({"name": "앱", "app_id": "77", "relay_url": address})
    assert "relay_url" in form.errors
    deliver()
    process_deliveries()
    assert relay.pass_on() == 0
    assert receiver.seen == []


def certificate(folder: Path, name: str) -> Path:
    """A key and a certificate of its own for a name that no resolver knows."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key())
        .serial_number(1).not_valid_before(NOW - dt.timedelta(days=9999))
        .not_valid_after(NOW + dt.timedelta(days=9999))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    text = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + made.public_bytes(pem)
    file = folder / "own.pem"
    file.write_bytes(text)
    return file


@pytest.mark.parametrize(("name", "arrives"), [("shop.invalid", True), ("else.invalid", False)])
def test_the_checked_address_is_asked_under_the_name_of_its_certificate(
    receiver: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, arrives: bool
) -> None:
    """Neither name resolves: what arrives was sent to the address alone."""
    own = certificate(tmp_path, "shop.invalid")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own)
    receiver.socket = context.wrap_socket(receiver.socket, server_side=True)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(own))
    url = f"https://{name}:{receiver.server_port}/kakao"
    if not arrives:
        with pytest.raises(requests.exceptions.SSLError):
            ask("POST", url, "127.0.0.1", data=b"{}")
        return
    assert ask("POST", url, "127.0.0.1", data=b"{}").ok
    [(_said, headers)] = receiver.seen
    assert headers["Host"] == f"shop.invalid:{receiver.server_port}"
