"""Making, changing, closing and handing out links, and what the lists say."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from channel.clock import today
from channel.links.selectors import rows_for_keys
from channel.links.tokens import token_of
from channel.models import (
    AuditEntry,
    Friend,
    FriendIdentity,
    LinkDay,
    PublicAddress,
    Source,
    TrackedLink,
)
from channel.people.keys import own_key
from tests import make

pytestmark = pytest.mark.django_db
BASE = "https://dangol.example"
FILLED = {"name": "매장 QR", "goes": "url", "target": "https://shop.example/knit", "source": "매장"}


@pytest.fixture
def people() -> make.People:
    """A shop whose public address was checked."""
    people = make.people()
    people.channel.public_id = "_ZeUTxl"
    people.channel.save()
    PublicAddress.objects.create(url=BASE, state=PublicAddress.State.CHECKED)
    return people


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(people: make.People, name: str, *args: object) -> str:
    return reverse(name, args=[people.channel.slug, *args])


def made(people: make.People, **fields: Any) -> TrackedLink:
    fields = {"name": "매장 QR", "target": "https://shop.example", **fields}
    return TrackedLink.objects.create(channel=people.channel, **fields)


def post_new(people: make.People, **fields: str) -> Any:
    return client_of(people.teammate).post(url(people, "link_new"), {**FILLED, **fields})


def test_a_link_is_made_with_its_source(people: make.People) -> None:
    post_new(people)
    post_new(people, name="둘째", source=" 매장 ")
    first, second = TrackedLink.objects.order_by("pk")
    assert (first.target, first.created_by) == ("https://shop.example/knit", people.teammate)
    assert first.source == second.source == Source.objects.get(kind="own", name="매장")
    assert AuditEntry.objects.filter(verb="링크를 만들었습니다").count() == 2


def test_a_link_to_the_channel_itself(people: make.People) -> None:
    post_new(people, goes="friend", target="")
    assert TrackedLink.objects.get().target == "https://pf.kakao.com/_ZeUTxl/friend"


def test_without_public_id_nobody_can_be_asked_to_add(people: make.People) -> None:
    type(people.channel).objects.update(public_id=None)
    answer = post_new(people, goes="friend")
    assert answer.status_code == 422
    assert "채널 URL의 아이디" in answer.content.decode()


@pytest.mark.parametrize(
    ("target", "stored"),
    [
        ("shop.example/knit", "https://shop.example/knit"),
        ("http://shop.example", "http://shop.example"),
        (" https://shop.example/가을?q=니트 ", "https://shop.example/가을?q=니트"),
        ("javascript:alert(1)", None),
        ("JaVaScRiPt://shop.example/%0aalert(1)", None),
        ("data:text/html,<script>", None),
        ("//evil.example", None),
        ("ftp://shop.example", None),
        ("kakaoplus://plusfriend/home/_ZeUTxl", None),
        ("https://", None),
        ("https://shop.example:99999/", None),
        ("https://shop.example/\r\nSet-Cookie: dg=1", None),
        ("https://shop .example", None),
        ("https://[::1", None),
        ("https://shop.example/" + "x" * 2000, None),
        (f"{BASE}/l/abcdefg", None),
        (f"{BASE}/l", None),
        ("http://127.0.0.1:8000/l/abcdefg", None),
        ("https://DANGOL.example/l/abcdefg", None),
        ("", None),
    ],
)
def test_only_web_addresses_that_are_not_our_own_links(
    target: str, stored: str | None, people: make.People
) -> None:
    answer = post_new(people, target=target)
    assert answer.status_code == (302 if stored else 422)
    assert [link.target for link in TrackedLink.objects.all()] == ([stored] if stored else [])


def test_a_link_can_be_changed_and_says_what_it_was(people: make.People) -> None:
    link = made(people)
    client = client_of(people.teammate)
    path = url(people, "link_edit", link.pk)
    assert "https://shop.example" in client.get(path).content.decode()
    client.post(path, {**FILLED, "name": "새 이름"})
    code = link.code
    link.refresh_from_db()
    assert (link.name, link.target, link.code) == ("새 이름", "https://shop.example/knit", code)
    entry = AuditEntry.objects.get(verb="링크를 고쳤습니다")
    assert (entry.before["target"], entry.after["target"]) == (
        "https://shop.example", "https://shop.example/knit"
    )  # fmt: skip
    client.post(path, {**FILLED, "name": "새 이름"})
    assert AuditEntry.objects.filter(verb="링크를 고쳤습니다").count() == 1


def test_closing_can_be_undone(people: make.People) -> None:
    link, client = made(people), client_of(people.teammate)
    client.post(url(people, "link_close", link.pk))
    assert link.name not in client.get(url(people, "links")).content.decode()
    assert link.name in client.get(url(people, "links") + "?show=closed").content.decode()
    client.post(url(people, "link_reopen", link.pk))
    assert link.name in client.get(url(people, "links")).content.decode()
    link.refresh_from_db()
    assert link.closed_at is None


def test_another_channels_link_is_not_found(people: make.People) -> None:
    other = TrackedLink.objects.create(
        channel=make.channel("셋"), name="x", target="https://a.example"
    )
    client = client_of(people.owner)
    for name in ("link", "link_edit"):
        assert client.get(url(people, name, other.pk)).status_code == 404
    assert client.get(url(people, "link_code", other.pk, "svg")).status_code == 404


def test_a_message_of_another_channel_cannot_be_chosen(people: make.People) -> None:
    foreign = make.broadcast(make.channel("셋"))
    assert post_new(people, broadcast=str(foreign.pk)).status_code == 422


@pytest.mark.parametrize(("kind", "head"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_the_code_comes_as_a_picture(kind: str, head: bytes, people: make.People) -> None:
    answer = client_of(people.viewer).get(url(people, "link_code", made(people).pk, kind))
    assert answer.content.startswith(head)
    assert answer["Content-Disposition"].startswith("inline")
    assert client_of(people.viewer).get(
        url(people, "link_code", made(people).pk, "gif")
    ).status_code == 404  # fmt: skip


def counted(link: TrackedLink, back: int, **counts: int) -> None:
    import datetime as dt

    day = today() - dt.timedelta(days=back)
    LinkDay.objects.create(channel_id=link.channel_id, link_id=link.pk, day=day, **counts)


def test_the_list_and_its_file_say_the_same(people: make.People) -> None:
    link = made(people)
    counted(link, 0, people=5, previews=2, scanners=1)
    counted(link, 29, people=10)
    counted(link, 30, people=100)
    client = client_of(people.viewer)
    page = client.get(url(people, "links"))
    [(row, shown)] = page.context["rows"]
    assert (row.month, row.people, row.previews, row.scanners) == (15, 115, 2, 1)
    assert shown == f"{BASE}/l/{link.code}"
    file = b"".join(client.get(url(people, "links") + "?format=csv")).decode("utf-8-sig")  # type: ignore[arg-type]
    [line] = list(csv.DictReader(io.StringIO(file)))
    assert (line["링크"], line["최근 30일 사람(회)"], line["사람(회)"]) == (shown, "15", "115")


def test_as_many_queries_for_twenty_links_as_for_two(people: make.People) -> None:
    def count(name: str, *args: object) -> int:
        client = client_of(people.viewer)
        with CaptureQueriesContext(connection) as queries:
            client.get(url(people, name, *args))
        return len(queries)

    source = Source.objects.create(channel=people.channel, kind="own", name="매장", folded="매장")
    sent = make.broadcast(people.channel)
    links = [made(people, source=source, broadcast=sent) for _n in "ab"]
    before = count("links"), count("link_sheet")
    for n in range(18):
        counted(made(people, source=source, name=f"링크 {n}"), n, people=n)
    assert (count("links"), count("link_sheet")) == before
    assert count("link", links[0].pk) <= 20


@pytest.mark.parametrize("asked", ["²", "9" * 30, "x", "%00"])
def test_a_tampered_sheet_is_answered(people: make.People, asked: str) -> None:
    assert (
        client_of(people.viewer).get(f"{url(people, 'link_sheet')}?link={asked}").status_code == 200
    )


def test_the_people_file_has_an_own_link_for_everybody_known(people: make.People) -> None:
    link = made(people)
    friends = [Friend.objects.create(channel=people.channel) for _n in range(3)]
    merged = Friend.objects.create(channel=people.channel, merged_into=friends[0].pk)
    for n, one in enumerate([*friends, merged]):
        FriendIdentity.objects.create(
            channel=people.channel, kind="app_user_id", issuer="123", value=f"90{n}",
            friend_id=one.merged_into or one.pk,
        )  # fmt: skip
    client = client_of(people.teammate)
    for _twice in "ab":
        answer = client.post(url(people, "link_people", link.pk))
        lines = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))  # type: ignore[arg-type]
    own = {line["아이디"]: line["개인 링크"] for line in lines}
    place, first = people.channel.pk, friends[0].pk
    assert own["900"] == own["903"] == f"{BASE}/l/{link.code}/{token_of(place, first)}"
    assert len(set(own.values())) == 3
    assert FriendIdentity.objects.filter(kind="token").count() == 3
    entry = AuditEntry.objects.filter(verb="개인 링크를 내려받았습니다").latest("pk")
    assert entry.after == {"friends": 3}


def test_a_shops_own_list_comes_back_in_its_order(people: make.People) -> None:
    link, one = made(people), Friend.objects.create(channel=people.channel)
    FriendIdentity.objects.create(
        channel=people.channel, kind="own", value=own_key(people.channel.pk, "M-17"),
        friend_id=one.pk,
    )  # fmt: skip
    answer = client_of(people.teammate).post(
        url(people, "link_people", link.pk), {"keys": "M-99\0\r\n M-17 \n\n=M-1"}
    )
    lines = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))  # type: ignore[arg-type]
    token = token_of(people.channel.pk, one.pk)
    assert [line[:2] for line in lines[1:]] == [
        ["M-99", ""], ["M-17", f"{BASE}/l/{link.code}/{token}"], ["'=M-1", ""]
    ]  # fmt: skip


def test_a_viewer_makes_nothing(people: make.People) -> None:
    link, client = made(people), client_of(people.viewer)
    for name in ("link_people", "link_close", "link_reopen"):
        assert client.post(url(people, name, link.pk)).status_code == 403
    page = client.get(url(people, "link", link.pk)).content.decode()
    assert "개인 링크 내려받기" not in page


@pytest.mark.parametrize(
    ("target", "made"),
    [
        ("shop.example/knit", "https://shop.example/knit?utm_source=kakao_channel"
         "&utm_medium=message&utm_campaign=winter"),
        ("https://shop.example/?utm_source=old&q=1#top", "https://shop.example/?q=1"
         "&utm_source=kakao_channel&utm_medium=message&utm_campaign=winter#top"),
        ("javascript:alert(1)", ""),
    ],
)  # fmt: skip
def test_an_address_with_marks(target: str, made: str, people: make.People) -> None:
    query = {"target": target, "source": "kakao_channel", "medium": "message", "campaign": "winter"}
    page = client_of(people.viewer).get(url(people, "link_utm"), query)
    assert page.context["made"] == made


def test_a_key_of_two_people_gives_nobody_the_others_link(people: make.People) -> None:
    place = people.channel
    one, other, sure = (Friend.objects.create(channel=place) for _n in range(3))
    for who, kind, value in (
        (one, "own", own_key(place.pk, "1001")), (other, "app_user_id", "1001"),
        (sure, "app_user_id", "1002"),
    ):  # fmt: skip
        FriendIdentity.objects.create(channel=place, friend_id=who.pk, kind=kind, value=value)
    found = {row.value: row.token for row in rows_for_keys(place, ["1001", "1002", "1003"])}
    assert found == {"1001": "", "1002": token_of(place.pk, sure.pk), "1003": ""}
