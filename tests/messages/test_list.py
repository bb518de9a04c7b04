"""The list of messages: filters, order, pages, files, and what an empty one says."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analytics.messages import paging
from analytics.messages.selectors import tags_of
from analytics.recompute import refresh
from channel.models import Broadcast
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> make.People:
    return make.people()


def ask(people: make.People, query: str = "", who: Any = None) -> Any:
    client = Client()
    client.force_login(who or people.owner)
    return client.get(reverse("messages", args=[people.channel.slug]) + query)


def titles(people: make.People, query: str = "") -> list[str]:
    return [row.broadcast.title for row in ask(people, query).context["rows"]]


def three(people: make.People) -> None:
    """니트 (product, yes, 120 clicks), 쿠폰 (no tags, nothing known but sent), 재입고 (a part)."""
    day = make.DAY
    knit = make.broadcast(people.channel, day, "니트")
    make.broadcast(
        people.channel, day - dt.timedelta(days=7), "쿠폰", sent=18_000, opened=None, clicked=None
    )
    part = make.broadcast(
        people.channel, day - dt.timedelta(days=14), "재입고", sent=900, opened=400, clicked=300,
        audience="part",
    )  # fmt: skip
    Broadcast.objects.filter(pk=knit.pk).update(content="product", benefit=True)
    Broadcast.objects.filter(pk=part.pk).update(content="info", benefit=False)
    refresh(people.channel)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["니트", "쿠폰", "재입고"]),
        ("?content=product", ["니트"]),
        ("?content=none", ["쿠폰"]),
        ("?audience=part", ["재입고"]),
        ("?benefit=yes", ["니트"]),
        ("?benefit=none", ["쿠폰"]),
        ("?since=2026-11-10&until=2026-11-20", ["쿠폰"]),
        ("?content=nonsense", ["니트", "쿠폰", "재입고"]),
        ("?sort=sent_on", ["재입고", "쿠폰", "니트"]),
        ("?sort=-sent", ["쿠폰", "니트", "재입고"]),
        ("?sort=-opened", ["니트", "재입고", "쿠폰"]),
        ("?sort=opened", ["재입고", "니트", "쿠폰"]),
        ("?sort=-clicked", ["재입고", "니트", "쿠폰"]),
        ("?sort=cost", ["재입고", "니트", "쿠폰"]),
        ("?sort=per_open", ["재입고", "니트", "쿠폰"]),
        ("?sort=password", ["니트", "쿠폰", "재입고"]),
    ],
)
def test_filters_and_order(people: make.People, query: str, shown: list[str]) -> None:
    three(people)
    assert titles(people, query) == shown


@pytest.mark.parametrize("sort", ["sent_on", "-sent_on", "-opened", "opened", "-per_open"])
def test_pages_show_every_message_once_and_lead_back(
    people: make.People, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "SIZE", 3)
    for n in range(8):
        opened = None if n % 3 == 0 else 100 * (n // 2)
        make.broadcast(people.channel, make.DAY - dt.timedelta(days=n // 2), f"m{n}", opened=opened)
    refresh(people.channel)
    query, pages = f"?sort={sort}", []
    while query:
        page = ask(people, query).context["page"]
        pages.append([row.title for row in page.rows])
        query, back = page.next_url, page.previous_url
    assert sorted(title for page in pages for title in page) == [f"m{n}" for n in range(8)]
    assert [row.title for row in ask(people, back).context["page"].rows] == pages[-2]


@pytest.mark.parametrize(
    "key", ["x", "_", "2026-11-22_0", "2026-11-22_99999999999999999999", "nan_4", "1e99_4"]
)
def test_a_tampered_key_starts_at_the_beginning(people: make.People, key: str) -> None:
    three(people)
    for sort in ("-sent_on", "-sent"):
        assert len(titles(people, f"?sort={sort}&before={key}")) == 3


def test_as_many_queries_for_twenty_messages_as_for_two(people: make.People) -> None:
    def count(first: int, last: int) -> int:
        for n in range(first, last):
            make.broadcast(people.channel, make.DAY - dt.timedelta(days=7 * n), f"m{n}")
        refresh(people.channel)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ask(people)
        return len(queries)

    assert count(0, 2) == count(2, 20)


@pytest.mark.parametrize(("who", "buttons"), [("owner", True), ("viewer", False)])
def test_an_empty_list_says_what_to_do(people: make.People, who: str, buttons: bool) -> None:
    page = ask(people, who=getattr(people, who)).content.decode()
    assert "메시지 결과를 넣어 주세요" in page
    assert ("표 붙여넣기" in page and "하나씩 입력" in page) == buttons


def test_a_filter_that_finds_nothing_offers_to_drop_it(people: make.People) -> None:
    three(people)
    assert "조건 지우기" in ask(people, "?content=story").content.decode()


def test_another_channels_messages_are_not_shown(people: make.People) -> None:
    other = make.channel("옆집")
    make.broadcast(other, title="옆집 메시지")
    three(people)
    assert "옆집 메시지" not in ask(people).content.decode()


def test_the_file_has_the_rows_of_the_filter_and_cannot_be_run(people: make.People) -> None:
    three(people)
    make.broadcast(people.channel, title="=1+1", sent=20_000)
    refresh(people.channel)
    answer = ask(people, "?format=csv&sort=-sent&audience=all")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert [row["제목"] for row in rows] == ["'=1+1", "쿠폰", "니트"]
    knit = rows[-1]
    assert (knit["발송수"], knit["열람수(명)"], knit["발송 비용(원)"]) == (
        "17950",
        "4846",
        "296175",
    )
    assert ask(people, "?format=xlsx")["Content-Type"].endswith("sheet")


def test_side_by_side(people: make.People) -> None:
    three(people)
    ids = "&".join(f"id={pk}" for pk in Broadcast.objects.values_list("pk", flat=True))
    client = Client()
    client.force_login(people.viewer)
    url = reverse("message_compare", args=[people.channel.slug])
    page = client.get(f"{url}?{ids}").content.decode()
    assert "내용은 클릭으로 비교하세요" in page
    assert page.index("재입고") < page.index("쿠폰") < page.index("니트")
    for few in ("", "?id=x&id=-1", f"?{ids.split('&')[0]}", "?id=99999999999999999999&id=3"):
        assert client.get(url + few).status_code == 302


@pytest.mark.parametrize(
    ("content", "benefit", "tags"),
    [
        (None, None, ["전체"]),
        ("product", True, ["상품", "전체", "혜택 있음"]),
        ("product", False, ["상품", "전체", "혜택 없음"]),
    ],
)
def test_a_message_says_of_a_benefit_what_is_known(
    content: str | None, benefit: bool | None, tags: list[str]
) -> None:
    message = make.broadcast(make.channel())
    message.content, message.benefit = content, benefit
    assert tags_of(message) == tags
