"""No link is handed out before the public address was seen to lead here."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from channel.links.address import base_url
from channel.links.checking import fault_of
from channel.models import PublicAddress, Run, TrackedLink
from channel.runs.work import drain
from tests import make


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def people(db: None) -> make.People:
    return make.people()


def page(people: make.People, name: str) -> str:
    client = client_of(people.owner)
    return client.get(reverse(name, args=[people.channel.slug])).content.decode()


def enter(people: make.People, url: str, who: Any = None) -> Any:
    client = client_of(who or people.owner)
    return client.post(reverse("link_address", args=[people.channel.slug]), {"url": url})


def test_without_an_address_nothing_is_made(people: make.People) -> None:
    words = page(people, "links")
    assert "지금은 링크를 만들 수 없습니다" in words
    assert "설치 담당자에게 보낼 안내 복사" in words
    assert "쇼핑몰 주소에 UTM만 붙이기" in words
    slug = people.channel.slug
    link = TrackedLink.objects.create(channel=people.channel, name="x", target="https://a.example")
    client = client_of(people.owner)
    assert client.post(reverse("link_new", args=[slug]), {"name": "y"}).status_code == 302
    assert client.get(reverse("link_code", args=[slug, link.pk, "svg"])).status_code == 404
    assert client.post(reverse("link_people", args=[slug, link.pk])).status_code == 302
    assert "/l/" not in client.get(reverse("link", args=[slug, link.pk])).content.decode()
    assert TrackedLink.objects.count() == 1


@pytest.mark.parametrize("state", ["waiting", "failed"])
def test_an_address_that_was_not_checked_is_none(state: str, people: make.People) -> None:
    PublicAddress.objects.create(url="https://dangol.example", state=state)
    assert base_url(people.channel) is None


def test_a_simulated_channels_links_are_local(people: make.People, settings: Any) -> None:
    people.channel.is_simulated = True
    assert base_url(people.channel) == settings.PUBLIC_URL


@pytest.mark.django_db(transaction=True)
def test_our_own_answer_over_http_is_what_counts(live_server: Any, settings: Any) -> None:
    settings.ALLOW_LOCAL_ADDRESS = True
    people = make.people()
    enter(people, live_server.url)
    assert base_url(people.channel) is None
    assert drain() == 1
    assert base_url(people.channel) == live_server.url
    assert "확인함" in page(people, "link_address")
    assert "링크 만들기" in page(people, "links")


class Stranger(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status = 302 if "redirect" in self.server.__dict__ else 200
        self.send_response(status)
        self.send_header("Location", self.server.__dict__.get("redirect", ""))
        self.end_headers()
        self.wfile.write(b"0" * 100_000)

    def log_message(self, *_args: object) -> None: ...


@pytest.fixture
def stranger() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Stranger)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_another_server_at_the_address_is_told(stranger: HTTPServer, settings: Any) -> None:
    settings.ALLOW_LOCAL_ADDRESS = True
    assert fault_of(f"http://127.0.0.1:{stranger.server_port}") == "other"


def test_a_redirect_to_us_is_not_us(stranger: HTTPServer, settings: Any, live_server: Any) -> None:
    settings.ALLOW_LOCAL_ADDRESS = True
    stranger.redirect = f"{live_server.url}/l/_check/{'a' * 32}"  # type: ignore[attr-defined]
    assert fault_of(f"http://127.0.0.1:{stranger.server_port}") == "other"


def test_silence_is_told(settings: Any) -> None:
    settings.ALLOW_LOCAL_ADDRESS = True
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    assert fault_of(f"http://127.0.0.1:{port}") == "silent"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "10.0.0.5", "169.254.169.254"])
def test_addresses_inside_are_never_asked(host: str, settings: Any) -> None:
    settings.ALLOW_LOCAL_ADDRESS = False
    assert fault_of(f"https://{host}") == "inside"


@pytest.mark.parametrize(
    ("url", "stored"),
    [
        ("https://Dangol.example/", "https://dangol.example"),
        ("dangol.example", "https://dangol.example"),
        ("http://dangol.example", None),
        ("https://dangol.example/path", None),
        ("https://dangol.example/?q=1", None),
        ("https://me:secret@dangol.example", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_an_address_is_scheme_and_name(url: str, stored: str | None, people: make.People) -> None:
    answer = enter(people, url)
    assert answer.status_code == (302 if stored else 422)
    assert [one.url for one in PublicAddress.objects.all()] == ([stored] if stored else [])
    assert Run.objects.filter(kind="check_address").exists() == bool(stored)


def test_the_address_of_the_installation_is_the_only_one(
    people: make.People, settings: Any
) -> None:
    settings.HTTPS, settings.PUBLIC_URL = True, "https://dangol.example"
    assert enter(people, "https://else.example").status_code == 422
    assert enter(people, "https://dangol.example").status_code == 302


def test_a_checked_address_is_not_another_organisations_to_change(people: make.People) -> None:
    PublicAddress.objects.create(
        url="https://dangol.example", state="checked", organisation=make.organisation("대행사")
    )
    enter(people, "https://evil.example")
    assert PublicAddress.objects.get().url == "https://dangol.example"


def test_there_is_one_address(people: make.People) -> None:
    enter(people, "https://one.example")
    enter(people, "https://two.example")
    assert PublicAddress.objects.get().url == "https://two.example"


@pytest.mark.parametrize("nonce", ["", "short", "A" * 32, "x" * 10_000])
def test_only_a_nonce_is_signed(nonce: str, client: Client) -> None:
    assert client.get(f"/l/_check/{nonce}").status_code == 404
