"""The home screen as a whole: who sees it, what is empty, what it costs."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analytics.recompute import refresh
from channel.models import Broadcast, Channel, DailyFriends, Source, SourceDay
from tests import make
from tests.dashboard.arrange import ago, messages, month, plain, shown, source

MOST_QUERIES = 15


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


def get(person: object, url: str) -> str:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_nothing_at_all_leads_to_the_nine_numbers(people: make.People) -> None:
    refresh(people.channel)
    page = get(people.viewer, reverse("dashboard", args=[people.channel.slug]))
    assert "숫자 9개로 시작하세요" in page
    assert reverse("start", args=[people.channel.slug]) in page


def test_one_message_makes_a_page_without_a_zero(people: make.People) -> None:
    make.broadcast(people.channel, ago(8))
    refresh(people.channel)
    words = words_of(get(people.owner, reverse("dashboard", args=[people.channel.slug])))
    assert "적어도 4,846 명" in words
    assert "아직 없음" in words
    assert "경로를 모르는 친구 확인 전" in words


def test_a_full_page_has_every_part(people: make.People) -> None:
    month(people.channel)
    messages(people.channel)
    source(people.channel, "채널 검색", 10)
    refresh(people.channel)
    words = words_of(get(people.owner, reverse("dashboard", args=[people.channel.slug])))
    for part in (
        "이번 주에 할 일이", "자료 2026-11-21(토)까지", "유령 친구 추정", "차단 신호",
        "어떤 상태인가요", "친구가 늘어난 만큼", "최근 메시지", "늘어나는 중", "채널 검색 300 명",
        "경로를 모르는 친구 900 명", "이 숫자를 믿어도 되나요",
    ):  # fmt: skip
        assert part in words, part


@pytest.mark.parametrize("n", [2, 200])
def test_queries_do_not_grow_with_messages(people: make.People, n: int) -> None:
    month(people.channel)
    for k in range(n):
        make.broadcast(people.channel, ago(3 + 3 * k), f"소식 {k}")
        source(people.channel, f"갈래 {k}", 1)
    refresh(people.channel)
    client = Client()
    client.force_login(people.owner)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(reverse("dashboard", args=[people.channel.slug]))
    assert len(queries) <= MOST_QUERIES, "\n".join(q["sql"][:160] for q in queries)


def test_the_summary_is_a_page_and_a_part(people: make.People) -> None:
    month(people.channel)
    refresh(people.channel)
    url = reverse("summary", args=[people.channel.slug])
    client = Client()
    client.force_login(people.viewer)
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "채널 주간 요약] 11/9~11/15" in part
    assert "<html" not in part
    assert "<html" in client.get(url).content.decode()


def test_sources_are_largest_first(place: Channel, people: make.People) -> None:
    month(place)
    for name, adds in (("QR", 4), ("채널 검색", 12), ("광고", 9), ("없는 갈래", 0)):
        source(place, name, adds)
    rows = shown(place, people.owner).sources.rows
    assert [(row.name, row.adds and row.adds.value) for row in rows] == [
        ("채널 검색", 360), ("광고", 270), ("QR", 120)
    ]  # fmt: skip


def test_more_from_categories_than_adds_is_not_known(place: Channel, people: make.People) -> None:
    month(place)
    source(place, "채널 검색", 5_000)
    assert shown(place, people.owner).sources.unknown.adds is None


def test_the_growth_lines_are_full_sends_oldest_first(place: Channel, people: make.People) -> None:
    messages(place, 3)
    make.broadcast(place, ago(5), "일부", audience="part", sent=100, opened=50)
    growth = shown(place, people.owner).growth
    assert [line["values"] for line in growth.series] == [[17_950] * 3, [5_100, 5_203, 6_412]]
    assert growth.series[1]["hollow_from"] == 2


GROWTH = [
    (0, 0, "늘었고 여는 친구는 0명 늘었습니다."),
    (100, 10, "받는 친구는 200명 늘었고 여는 친구는 20명 늘었습니다."),
    (100, -10, "받는 친구는 200명 늘었고 여는 친구는 20명 줄었습니다."),
    (-100, 10, "받는 친구는 200명 줄었고 여는 친구는 20명 늘었습니다."),
    (-100, -10, "받는 친구는 200명 줄었고 여는 친구는 20명 줄었습니다."),
]


@pytest.mark.parametrize(("more_sent", "more_opened", "words"), GROWTH)
def test_growth_says_which_way(
    place: Channel, people: make.People, more_sent: int, more_opened: int, words: str
) -> None:
    for k in range(6):
        make.broadcast(
            place, ago(120 - 20 * k), f"소식 {k}",
            sent=17_000 + more_sent * (k // 2), opened=5_000 + more_opened * (k // 2),
        )  # fmt: skip
    assert plain(shown(place, people.owner).growth.say).endswith(words)


def test_a_channel_whose_only_facts_were_taken_back_starts_anew(people: make.People) -> None:
    month(people.channel)
    messages(people.channel)
    source(people.channel, "채널 검색", 10)
    refresh(people.channel)
    for facts in (DailyFriends, SourceDay, Source, Broadcast):
        facts.objects.all().delete()
    refresh(people.channel)
    page = get(people.viewer, reverse("dashboard", args=[people.channel.slug]))
    assert "숫자 9개로 시작하세요" in page
