"""Connecting, exchanging keys and looking at what came; the key itself is never shown again."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from channel.connections import actions, receiving
from channel.connections.drain import process_deliveries
from channel.models import AuditEntry, Connection, WebhookDelivery
from tests import make
from tests.webhook.arrange import KEY, PUBLIC_ID, connected, deliver

pytestmark = pytest.mark.django_db
OTHER_KEY = "fedcba9876543210fedcba9876543210"
FILLED = {"name": "가게 앱", "app_id": "77", "key": KEY}
TAKEN = "이 키는 이미 다른 연결에서 쓰고 있습니다"


@pytest.fixture(autouse=True)
def _nobody_known() -> None:
    receiving._known.clear()


@pytest.fixture
def people() -> make.People:
    return make.people()


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(people: make.People, name: str, *args: object) -> str:
    return reverse(name, args=[people.channel.slug, *args])


def connect(people: make.People, **fields: str) -> Any:
    return client_of(people.owner).post(url(people, "connection_new"), {**FILLED, **fields})


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"key": ""}, "필수"), ({"key": "short"}, "16"), ({"key": "x" * 101}, "100"),
        ({"key": "KakaoAK 0123456789abcdef"}, "영문자와 숫자"), ({"app_id": "앱"}, "숫자만"),
        ({"app_id": "٣٣٣"}, "숫자만"),
        ({"app_id": "1" * 21}, "숫자만"), ({"name": ""}, "필수"),
    ],
)  # fmt: skip
def test_what_is_no_key_is_said_and_connects_nothing(
    people: make.People, fields: dict[str, str], words: str
) -> None:
    answer = connect(people, **fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Connection.objects.exists()


@pytest.mark.parametrize("slot", ["key", "next_key"])
def test_a_key_of_another_organisations_connection_is_refused(
    people: make.People, slot: str
) -> None:
    """Whose it is is not said, and the other connection goes on."""
    place = make.channel("남의 가게")
    other = actions.connect_webhook(
        user=people.outsider, channel=place, name="남의 앱", app_id="8", key=OTHER_KEY
    )
    if slot == "next_key":
        actions.change_keys(user=people.outsider, channel=place, connection=other, next_key=KEY)
    answer = connect(people, key=KEY if slot == "next_key" else OTHER_KEY)
    assert answer.status_code == 422
    assert TAKEN in answer.content.decode()
    assert "남의" not in answer.content.decode()
    assert list(Connection.objects.all()) == [other]
    assert deliver(key=OTHER_KEY) == 200


def test_a_next_key_that_is_taken_leaves_the_first_working(people: make.People) -> None:
    mine = connected(people.channel, people.owner)
    place = make.channel("남의 가게")
    actions.connect_webhook(
        user=people.outsider, channel=place, name="앱", app_id="8", key=OTHER_KEY
    )
    path = url(people, "connection_keys", mine.pk)
    answer = client_of(people.owner).post(path, {"next_key": OTHER_KEY})
    assert answer.status_code == 422
    assert TAKEN in answer.content.decode()
    mine.refresh_from_db()
    assert mine.next_key_hash is None
    assert deliver() == 200


def test_an_empty_next_key_is_asked_for(people: make.People) -> None:
    mine = connected(people.channel, people.owner)
    answer = client_of(people.owner).post(url(people, "connection_keys", mine.pk), {"next_key": ""})
    assert answer.status_code == 422
    assert "새 키를 넣어 주세요" in answer.content.decode()


def test_from_connecting_to_removing(people: make.People) -> None:
    answer = connect(people)
    mine = Connection.objects.get()
    assert answer.url == url(people, "connection", mine.pk)
    client = client_of(people.owner)
    assert client.post(url(people, "connection_pause", mine.pk)).status_code == 302
    assert client.post(url(people, "connection_resume", mine.pk)).status_code == 302
    fields = {"name": "새 이름", "app_id": "78", "relay_url": ""}
    assert client.post(answer.url, fields).status_code == 302
    client.post(url(people, "connection_keys", mine.pk), {"next_key": OTHER_KEY})
    client.post(url(people, "connection_keys", mine.pk), {"exchange": "1"})
    assert [deliver(key=key, resource_id=key) for key in (KEY, OTHER_KEY)] == [401, 200]
    assert client.post(url(people, "connection_remove", mine.pk)).status_code == 302
    receiving._known.clear()
    assert deliver(key=OTHER_KEY, resource_id="late") == 401
    assert client.get(answer.url).status_code == 404
    assert AuditEntry.objects.filter(channel=people.channel).count() == 7


def test_only_an_owner_changes_a_connection(people: make.People) -> None:
    mine = connected(people.channel, people.owner)
    for one in (people.teammate, people.viewer):
        client = client_of(one)
        page = client.get(url(people, "connection", mine.pk)).content.decode()
        assert '<form class="form"' not in page
        for name in ("keys", "pause", "resume", "join", "leave", "remove"):
            assert client.post(url(people, f"connection_{name}", mine.pk)).status_code == 403
        assert client.post(url(people, "connection", mine.pk), FILLED).status_code == 403
        assert client.post(url(people, "connection_new"), FILLED).status_code == 403
    mine.refresh_from_db()
    assert (mine.name, mine.removed_at, mine.state) == ("앱", None, "waiting")


def test_pages_say_what_there_is(people: make.People) -> None:
    client = client_of(people.owner)
    assert "연결 없이도 쓸 수 있습니다" in client.get(url(people, "connections")).content.decode()
    assert "[카카오톡 채널 웹훅]" in client.get(url(people, "connection_guide")).content.decode()
    mine = connected(people.channel, people.owner)
    page = client.get(url(people, "connection", mine.pk)).content.decode()
    assert "첫 알림을 기다리고 있습니다" in page
    deliver()
    deliver(b"{", resource_id="r-2")
    process_deliveries()
    page = client.get(url(people, "connection", mine.pk)).content.decode()
    assert PUBLIC_ID in page
    assert "not_json" in page
    assert "작동 중" in client.get(url(people, "connections")).content.decode()


def test_another_channel_joins_a_connection_of_its_organisation(people: make.People) -> None:
    """Connections are offered, not the channels of the frame."""
    mine = connected(people.channel, people.owner)
    second = make.channel("둘째", organisation=people.channel.organisation)
    client = client_of(people.owner)
    offered = reverse("connection_join", args=[second.slug, mine.pk])
    page = client.get(reverse("connections", args=[second.slug])).content.decode()
    assert page.count("이 채널도 받기") == 1
    assert offered in page
    assert "이 채널도 받기" not in client.get(url(people, "connections")).content.decode()
    assert client.post(offered).status_code == 302
    assert set(mine.channels.all()) == {people.channel, second}


def test_the_key_is_on_no_page_and_in_no_log(
    people: make.People, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    connect(people, app_id="앱")
    refused = connect(people, app_id="앱").content.decode()
    connect(people)
    mine = Connection.objects.get()
    deliver()
    deliver(key=KEY[:-1] + "x", resource_id="forged")
    process_deliveries()
    client = client_of(people.owner)
    pages = [url(people, name) for name in ("connections", "connection_guide", "connection_new")]
    pages += [url(people, "connection", mine.pk), url(people, "audit")]
    said = "".join(client.get(page).content.decode() for page in pages)
    out = capfd.readouterr()
    for text in (refused, said, caplog.text, out.out, out.err):
        assert KEY[:-1] not in text
    kept = Connection.objects.values_list("options", "key_hash", "name").get()
    assert KEY not in repr(kept)


def test_the_lists_ask_the_same_number_of_questions(people: make.People) -> None:
    client, counts = client_of(people.owner), {}
    for rows in (2, 20):
        while (n := Connection.objects.count()) < rows:
            made = actions.connect_webhook(
                user=people.owner, channel=people.channel, name=f"앱 {n}", app_id="7",
                key=f"{n:032d}",
            )  # fmt: skip
            first = Connection.objects.earliest("pk")
            WebhookDelivery.objects.create(
                connection=first, resource_id=f"{made.pk}", body=b"{}", received_at=timezone.now()
            )
        pages = url(people, "connections"), url(people, "connection", first.pk)
        counts[rows] = [_questions(client, page) for page in pages]
    assert counts[2] == counts[20]


def _questions(client: Client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    return len(asked)
