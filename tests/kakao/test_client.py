"""The client against a real server that does every wrong thing a server can do."""

import pickle
import socket
import ssl
import threading
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_address
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from kakao import business, keyword, moment
from kakao.client import Client, Patience
from kakao.errors import (
    AuthDead,
    BadPayload,
    Misconfigured,
    RateLimited,
    Rejected,
    Temporary,
)
from kakao.figures import Level
from kakao.simulator.serve.faults import KINDS
from kakao.wire import Hosts

ACCOUNT, KEYWORD_ACCOUNT = "200100", "700100"
DAY = date(2026, 11, 11)
CAMPAIGNS = moment.campaigns(ACCOUNT)

# fault, what the client makes of it; None: nothing that a client could see
FAULTS = {
    "server_error": (Temporary, "server"),
    "unavailable": (Temporary, "server"),
    "limited": (RateLimited, "too_often"),
    "error_200": (Temporary, "server"),
    "malformed": (BadPayload, "not_json"),
    "truncated": (BadPayload, "not_json"),
    "cut_off": (Temporary, "cut_off"),
    "reset": (Temporary, "cut_off"),
    "stall": (Temporary, "timeout"),
    "drip": (Temporary, "timeout"),
    "duplicate_rows": None,
    "missing_rows": None,
}


def test_every_fault_has_its_outcome():
    assert set(FAULTS) == set(KINDS)


@pytest.mark.parametrize("fault", [kind for kind, outcome in FAULTS.items() if outcome])
def test_a_fault_becomes_the_error_that_says_what_to_do(kakao, fault):
    kind, reason = FAULTS[fault]
    seconds = 5 if fault == "stall" else 0.05
    kakao.fault(fault, endpoint="moment/campaigns", seconds=seconds)
    with kakao.client(read=0.3, total=0.6) as client, pytest.raises(kind) as raised:
        client.send(CAMPAIGNS)
    assert type(raised.value) is kind
    assert (raised.value.reason, raised.value.endpoint) == (reason, "moment/campaigns")
    assert kakao.log()[-1]["fault"] == fault


def test_a_drip_ends_after_the_total_time_though_each_byte_comes_in_time(kakao):
    kakao.fault("drip", seconds=0.1)
    with kakao.client(read=5, total=0.5) as client, pytest.raises(Temporary) as raised:
        client.send(CAMPAIGNS)
    assert raised.value.reason == "timeout"


def test_a_drip_of_the_head_ends_after_the_total_time_too():
    with socket.create_server(("127.0.0.1", 0)) as server:
        stop = threading.Event()
        threading.Thread(target=_drip_head, args=(server, stop)).start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        try:
            client = Client("t", Hosts(*[url] * 4), Patience(read=5, total=0.5))
            with client, pytest.raises(Temporary) as raised:
                client.send(CAMPAIGNS)
        finally:
            stop.set()
    assert raised.value.reason == "timeout"


def _drip_head(server: socket.socket, stop: threading.Event) -> None:
    connection, _ = server.accept()
    with connection:
        for byte in b"HTTP/1.1 200 OK\r\n" + b"X-Wait: 1\r\n" * 100:
            if stop.wait(0.1):
                return
            try:
                connection.sendall(bytes([byte]))
            except OSError:
                return


@pytest.fixture
def trusted(tmp_path, monkeypatch):
    """A certificate for this machine that the client trusts, as a server's TLS context."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "here")])
    now = datetime.now(UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "here.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem.write_bytes(certificate.public_bytes(Encoding.PEM) + secret)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def test_a_drip_through_tls_ends_after_the_total_time(kakao, trusted):
    server = kakao.server
    server.socket = trusted.wrap_socket(server.socket, server_side=True)
    kakao.server.simulation.faults.set([{"kind": "drip", "seconds": 0.1}])
    hosts = Hosts(*[kakao.url.replace("http:", "https:")] * 4)
    with Client("t1", hosts, Patience(read=5, total=0.5)) as client:
        with pytest.raises(Temporary) as raised:
            client.send(CAMPAIGNS)
        assert raised.value.reason == "timeout"
        kakao.server.simulation.faults.set([])
        assert client.send(CAMPAIGNS)


def test_a_certificate_nobody_trusts_is_a_matter_of_settings(kakao, trusted, monkeypatch):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    server = kakao.server
    server.socket = trusted.wrap_socket(server.socket, server_side=True)
    hosts = Hosts(*[kakao.url.replace("http:", "https:")] * 4)
    with Client("t1", hosts) as client, pytest.raises(Misconfigured) as raised:
        client.send(CAMPAIGNS)
    assert raised.value.reason == "address"


def test_the_machines_proxy_is_not_for_this_machine(kakao, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    with kakao.client() as client:
        assert client.send(CAMPAIGNS)


def test_an_error_survives_the_way_out_of_a_worker():
    error = RateLimited("too_often", "slow down", wait_seconds=6, status=429, endpoint="x")
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.wait_seconds) == (str(error), 6)
    field = pickle.loads(pickle.dumps(BadPayload("missing", "content[0].id")))
    assert (field.field, field.reason) == ("content[0].id", "missing")


def test_an_answer_beyond_the_size_is_not_read_to_its_end(kakao):
    with kakao.client(max_bytes=100) as client, pytest.raises(BadPayload) as raised:
        client.send(CAMPAIGNS)
    assert raised.value.reason == "too_large"


def test_nobody_at_the_address():
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
    client = Client("t", Hosts(*[url] * 4), Patience(retries=0))
    with client, pytest.raises(Temporary) as raised:
        client.send(CAMPAIGNS)
    assert raised.value.reason == "unreachable"


@pytest.mark.parametrize("address", ["kapi.kakao.com", "ftp://kakao", "http://"])
def test_an_address_that_is_none_is_a_matter_of_settings(address):
    with Client("t", Hosts(*[address] * 4)) as client, pytest.raises(Misconfigured) as raised:
        client.send(CAMPAIGNS)
    assert raised.value.reason == "address"


def test_reads_without_a_gate_are_tried_again(kakao):
    kakao.fault("unavailable", times=2)
    with kakao.client(retries=2) as client:
        assert client.send(CAMPAIGNS)
    assert [e["status"] for e in kakao.log()] == [503, 503, 200]


def test_calls_with_a_gate_and_the_token_exchange_are_sent_once(kakao):
    spend = exchange(consented(kakao).code)
    kakao.fault("unavailable")
    for call in (moment.account_report(ACCOUNT, DAY, DAY), spend):
        before = len(kakao.log())
        with kakao.client(retries=2) as client, pytest.raises(Temporary):
            client.send(call)
        assert len(kakao.log()) == before + 1


def test_the_machines_netrc_does_not_replace_the_token(kakao, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with kakao.client() as client:
        assert client.send(CAMPAIGNS)


# token's state, call, class, reason
REFUSALS = [
    ("unknown", CAMPAIGNS, AuthDead, "dead_token"),
    ("t1", moment.campaigns("200200"), Misconfigured, "no_permission"),
    ("t1", moment.campaign_detail(ACCOUNT, "20010099"), Rejected, "not_found"),
    ("t1", moment.account_report(ACCOUNT, date(2026, 11, 20), date(2026, 11, 20)), Rejected,
     "period"),
    ("t1", keyword.groups(KEYWORD_ACCOUNT, "1"), Rejected, "other"),
]  # fmt: skip


@pytest.mark.parametrize(("token", "call", "kind", "reason"), REFUSALS)
def test_a_refusal_of_kakaos_has_its_class(kakao, token, call, kind, reason):
    with kakao.client(token) as client, pytest.raises(kind) as raised:
        client.send(call)
    assert (type(raised.value), raised.value.reason) == (kind, reason)


def test_a_token_that_dies_or_loses_a_scope(kakao):
    with kakao.client() as client:
        client.send(CAMPAIGNS)
        kakao.put("tokens", token="t1", scopes=["keyword_management"])
        with pytest.raises(AuthDead) as raised:
            client.send(CAMPAIGNS)
        assert raised.value.reason == "scope"
        assert client.send(keyword.campaigns(KEYWORD_ACCOUNT))
        kakao.put("tokens", business=1, dead=True)
        with pytest.raises(AuthDead) as raised:
            client.send(business.token_info())
        assert raised.value.reason == "dead_token"


def consented(kakao, answer: str = "agree", **more: str) -> business.Consent:
    """What comes back when a person answers the consent screen."""
    url = business.consent_url(
        kakao.hosts, client_id="sim-rest-key", redirect_uri="http://localhost/back", state="s1"
    )
    assert "동의" in requests.get(url, timeout=5).text
    form = {"sim_answer": answer, **more}
    back = requests.post(url, data=form, allow_redirects=False, timeout=5).headers["Location"]
    assert back.startswith("http://localhost/back?")
    return business.read_callback(dict(parse_qsl(urlsplit(back).query)))


def exchange(code: str, **changed: str):
    words = {
        "client_id": "sim-rest-key",
        "client_secret": "sim-business-secret",
        "redirect_uri": "http://localhost/back",
        "code": code,
    }
    return business.exchange(**{**words, **changed})


def test_consent_exchange_and_check(kakao):
    consent = consented(kakao, sim_business="2")
    assert consent.state == "s1"
    with kakao.client("") as client:
        token = client.send(exchange(consent.code))
        with pytest.raises(Rejected) as raised:
            client.send(exchange(consent.code))
        assert raised.value.reason == "code_used"
    with kakao.client(token.access_token) as client:
        info = client.send(business.token_info())
        assert info.scopes() == set(token.scopes)
        accounts = [a.id for a in client.pages(moment.accounts)]
    assert accounts == ["200200", "200201"] == list(info.agreements[0].ad_account_ids)


def test_a_refused_consent(kakao):
    with pytest.raises(Rejected) as raised:
        consented(kakao, "refuse")
    assert raised.value.reason == "refused"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"client_id": "somebody"}, "key"),
        ({"client_secret": "wrong"}, "key"),
        ({"redirect_uri": "http://localhost/other"}, "redirect_uri"),
    ],
)
def test_wrong_keys_are_a_matter_of_settings(kakao, changed, reason):
    code = consented(kakao).code
    with kakao.client("") as client, pytest.raises(Misconfigured) as raised:
        client.send(exchange(code, **changed))
    assert raised.value.reason == reason


def test_pages_come_one_after_the_other_and_show_their_gate_first(kakao):
    seen = []
    with kakao.client() as client:
        found = client.pages(lambda n: moment.accounts(n, size=1), before=seen.append)
        assert [account.id for account in found] == ["200100", "200101"]
        profile = client.send(moment.channel_profiles(ACCOUNT))[0].id
        messages = list(
            client.pages(
                lambda n: moment.message_ads(ACCOUNT, profile, date(2026, 9, 1), DAY, n, limit=4)
            )
        )
    assert [call.gate.endpoint for call in seen] == ["moment/adAccounts/pages"] * 2
    assert len(messages) == len({m.id for m in messages}) == 10


def test_all_lists_of_an_account(kakao):
    with kakao.client() as client:
        campaign = client.send(CAMPAIGNS)[0]
        group = client.send(moment.groups(ACCOUNT, campaign.id))[0]
        assert len(client.send(moment.creatives(ACCOUNT, group.id))) == 2
        assert client.send(moment.campaign_detail(ACCOUNT, campaign.id)).kind == "TALK_BIZ_BOARD"
        assert [g.friend_count is None for g in client.send(moment.friend_groups(ACCOUNT))] == [
            False,
            False,
            True,
            False,
        ]
        campaign = client.send(keyword.campaigns(KEYWORD_ACCOUNT))[0]
        group = client.send(keyword.groups(KEYWORD_ACCOUNT, campaign.id))[0]
        assert group.campaign_id == campaign.id
        (word,) = client.send(keyword.keywords(KEYWORD_ACCOUNT, group.id))
        rows = client.send(
            keyword.report(KEYWORD_ACCOUNT, Level.KEYWORD, DAY, DAY, campaign=campaign.id)
        )
    assert word.id in {row.object_id for row in rows}
