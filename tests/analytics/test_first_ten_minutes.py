"""From a name and nine numbers to five statements, with their papers, without losing a keystroke."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from analytics.recompute import refresh
from channel.figures.readings import latest
from channel.imports.actions import undo_now
from channel.models import (
    Broadcast,
    Channel,
    DailyFriends,
    ImportBatch,
    PeriodFriends,
    Reading,
    TypedFigure,
)
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday")]

NINE = {
    "friends": "18,000", "added": "1,204명", "blocked": "664",
    "day_1": "2026-11-19", "sent_1": "17,950", "opened_1": "4,846",
    "day_2": "11/12", "sent_2": "17812", "opened_2": "6,412",
    "day_3": "2026. 11. 5.", "sent_3": "17,526", "opened_3": "5,554",
}  # fmt: skip


@pytest.fixture
def sunday():  # type: ignore[no-untyped-def]
    with time_machine.travel(dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def place(client: Client) -> Channel:
    people = make.people()
    client.force_login(people.owner)
    return people.channel


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def test_a_name_and_a_friend_count_start_a_channel(client: Client) -> None:
    client.force_login(make.user())
    answer = client.post(reverse("first_channel"), {"name": "무드옷장", "friends": "18,000"})
    made = Channel.objects.get()
    assert answer["Location"] == reverse("start", args=[made.slug])
    assert latest(made)["friends"].value == 18_000


def test_nine_numbers_give_five_statements(client: Client, place: Channel) -> None:
    answer = client.post(reverse("start", args=[place.slug]), NINE, follow=True)
    page = answer.content.decode()
    shown = words(page)
    assert re.findall(r'data-statement="(S\d)"', page) == ["S1", "S2", "S4", "S5", "S8"]
    for sentence in (
        "새 친구 100명이 오는 동안 55명이 떠났습니다.",
        "적어도 6,412명은 지금 채널의 메시지를 엽니다.",
        "유령 친구는 적어도 5%, 많아야 64%입니다.",
        "전체 발송은 297,000원입니다. 골라 보내면 13,500명보다 적게 골라야 싸집니다.",
    ):
        assert sentence in shown


def test_typing_again_corrects_the_same_rows(client: Client, place: Channel) -> None:
    client.post(reverse("start", args=[place.slug]), NINE)
    client.post(reverse("start", args=[place.slug]), {**NINE, "opened_1": "5,000"})
    counts = [m.objects.filter(channel=place).count() for m in (DailyFriends, PeriodFriends)]
    assert counts == [1, 1]
    opened = Broadcast.objects.newest_first().values_list("result__opened", flat=True)
    assert list(opened) == [5_000, 6_412, 5_554]


def test_typed_numbers_can_be_taken_back(client: Client, place: Channel) -> None:
    client.post(reverse("start", args=[place.slug]), NINE)
    for batch in ImportBatch.objects.filter(channel=place):
        undo_now(batch, by=make.User.objects.get(email="owner@mood.example"))
    refresh(place)
    assert latest(place)["leak_per_100"].state == latest(place)["per_open"].state == "missing"


def test_what_contradicts_stored_figures_is_said(client: Client, place: Channel) -> None:
    day = dt.date(2026, 11, 19)
    make.broadcast(place, day, title="제목 없음", sent=17_950, free_sends=17_950)
    answer = client.post(reverse("start", args=[place.slug]), {**NINE, "sent_1": "5,000"})
    assert (answer.status_code, DailyFriends.objects.count()) == (422, 0)
    assert 'role="alert"' in answer.content.decode()


def test_fewer_numbers_give_fewer_statements(client: Client, place: Channel) -> None:
    answer = client.post(reverse("start", args=[place.slug]), {"friends": "18000"}, follow=True)
    assert re.findall(r'data-statement="(S\d)"', answer.content.decode()) == ["S8"]


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("friends", "", "수를 적어 주세요."),
        ("friends", "-5", "0 이상의 수를 적어 주세요."),
        ("friends", "1.8만", "0 이상의 수를 적어 주세요."),
        ("friends", "18,00", "0 이상의 수를 적어 주세요."),
        ("friends", "99999999999999999999", "너무 큰 수입니다."),
        ("blocked", "", "이 칸도 채워 주세요."),
        ("day_1", "2026-02-30", "2026-02-30&#x27;은(는) 없는 날짜입니다. 날짜를 고쳐 주세요."),
        ("day_1", "어제", "날짜를 적어 주세요."),
        ("day_1", "2026-11-23", "아직 오지 않은 날입니다."),
        ("day_2", "", "이 칸도 채워 주세요."),
        ("opened_1", "17,951", "열람수가 발송수보다 많습니다."),
        ("opened_1", "", "이 칸도 채워 주세요."),
        ("sent_1", "0", "발송수는 1 이상이어야 합니다."),
    ],
)
def test_bad_input_is_named_kept_and_stores_nothing(
    client: Client, place: Channel, field: str, typed: str, message: str
) -> None:
    answer = client.post(reverse("start", args=[place.slug]), {**NINE, field: typed})
    page = answer.content.decode()
    assert (answer.status_code, DailyFriends.objects.count()) == (422, 0)
    assert f'href="#id_{field}"' in page
    assert message in page
    assert f'value="{typed}"' in page
    assert 'value="1,204명"' in page


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("11/19", dt.date(2026, 11, 19)),
        ("12/24", dt.date(2025, 12, 24)),
        ("20261119", dt.date(2026, 11, 19)),
        ("2026년 11월 19일", dt.date(2026, 11, 19)),
        ("2026-11-19(목)", dt.date(2026, 11, 19)),
        ("２０２６.１１.１９", dt.date(2026, 11, 19)),
    ],
)
def test_days_as_people_write_them(
    client: Client, place: Channel, typed: str, day: dt.date
) -> None:
    client.post(reverse("start", args=[place.slug]), {**NINE, "day_1": typed})
    assert Broadcast.objects.filter(sent_on=day, result__opened=4_846).exists()


def test_papers_show_formula_inputs_and_limits(client: Client, place: Channel) -> None:
    client.post(reverse("start", args=[place.slug]), NINE)
    url = reverse("papers", args=[place.slug, latest(place)["openers_low"].pk])
    shown = words(client.get(url).content.decode())
    for sentence in (
        "최근 3번의 메시지 가운데 열람이 가장 많은 것(2026-11-12, 6,412명)을 골랐습니다.",
        "열람은 친구가 채팅방을 열어 메시지가 읽음으로 바뀐 수입니다.",
        "아직 바뀔 수 있음",
        "직접 입력",
    ):
        assert sentence in shown


def test_papers_say_that_a_bound_cannot_be_narrowed(client: Client, place: Channel) -> None:
    client.post(reverse("start", args=[place.slug]), NINE)
    url = reverse("papers", args=[place.slug, latest(place)["ghost_high"].pk])
    assert "더 좁힐 수 없습니다" in words(client.get(url).content.decode())


@pytest.mark.parametrize(
    ("n", "day", "sentence"),
    [
        (1, "2026-11-19", "전 4,500명→후 4,846명 열람은 7일 동안 늘어납니다."),
        (2, "2026-11-12", "전 4,500명→후 6,412명 나중에 들어오거나 고친 자료로 다시 계산했습니다."),
    ],
)
def test_papers_name_revisions_and_why(
    client: Client, place: Channel, n: int, day: str, sentence: str
) -> None:
    client.post(reverse("start", args=[place.slug]), {**NINE, f"opened_{n}": "4,500"})
    client.post(reverse("start", args=[place.slug]), NINE)
    subject = f"broadcast:{Broadcast.objects.get(sent_on=day).pk}"
    reading = Reading.objects.filter(subject=subject, measure="opened").newest().get()
    shown = words(client.get(reverse("papers", args=[place.slug, reading.pk])).content.decode())
    assert sentence in shown


def test_papers_inside_the_dialog_are_only_the_part(client: Client, place: Channel) -> None:
    client.post(reverse("start", args=[place.slug]), NINE)
    url = reverse("papers", args=[place.slug, latest(place)["friends"].pk])
    page = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert page.strip().startswith("<div") and "<html" not in page


def test_papers_of_a_missing_figure_say_why(client: Client, place: Channel) -> None:
    client.post(reverse("start", args=[place.slug]), {"friends": "18000"})
    url = reverse("papers", args=[place.slug, latest(place)["ghost_high"].pk])
    shown = words(client.get(url).content.decode())
    assert "전체 발송 결과가 0개 있습니다. 3개의 발송수와 열람수가 필요합니다." in shown


def test_a_wrong_cell_is_named_with_its_message(client: Client, place: Channel) -> None:
    answer = client.post(reverse("start", args=[place.slug]), {**NINE, "opened_2": "20,000"})
    assert "메시지 2 열람수: 열람수가 발송수보다 많습니다." in words(answer.content.decode())


def test_two_messages_of_one_day_are_not_taken_for_one(client: Client, place: Channel) -> None:
    answer = client.post(reverse("start", args=[place.slug]), {**NINE, "day_2": "11/19"})
    assert "메시지 2 보낸 날: 같은 날의 메시지가 위에 있습니다." in words(answer.content.decode())
    assert not Broadcast.objects.exists()


def test_a_new_message_is_not_called_growing_opens(client: Client, place: Channel) -> None:
    few = {**NINE, **dict.fromkeys(("day_3", "sent_3", "opened_3"), "")}
    client.post(reverse("start", args=[place.slug]), few)
    client.post(reverse("start", args=[place.slug]), NINE)
    url = reverse("papers", args=[place.slug, latest(place)["cost_recent"].pk])
    shown = words(client.get(url).content.decode())
    assert "나중에 들어오거나 고친 자료로 다시 계산했습니다." in shown
    assert "원 열람은 7일 동안 늘어납니다." not in shown


def papers_words(client: Client, place: Channel, measure: str) -> str:
    url = reverse("papers", args=[place.slug, latest(place)[measure].pk])
    return words(client.get(url).content.decode())


def test_free_sends_nobody_was_asked_for_are_no_known_zero(client: Client, place: Channel) -> None:
    client.post(reverse("start", args=[place.slug]), NINE)
    shown = papers_words(client, place, "cost_recent")
    assert "무료 발송을 빼지 않았습니다(입력 없음)." in shown
    assert "0건" not in shown
    assert latest(place)["free_sends_recent"].value is None


def test_papers_name_units_and_lead_back(client: Client, place: Channel) -> None:
    client.post(reverse("start", args=[place.slug]), NINE)
    assert "자료 수30일" in papers_words(client, place, "adds_30d")
    assert "부가세10%" in papers_words(client, place, "full_send_cost")
    message = Broadcast.objects.newest_first()[0]
    reading = latest(place, f"broadcast:{message.pk}")["opened"]
    page = client.get(reverse("papers", args=[place.slug, reading.pk])).content.decode()
    assert f'href="{reverse("message", args=[place.slug, message.pk])}">메시지로' in page
    assert f'href="{reverse("dashboard", args=[place.slug])}">홈으로' in page


def test_a_typed_count_over_three_messages_says_three(client: Client, place: Channel) -> None:
    client.post(reverse("start", args=[place.slug]), NINE)
    TypedFigure.objects.create(
        channel=place, kind="n1", as_of=dt.date(2026, 11, 22), values={"size": 9_000}
    )
    refresh(place)
    home = words(client.get(reverse("dashboard", args=[place.slug])).content.decode())
    results = words(client.get(reverse("start_results", args=[place.slug])).content.decode())
    assert "최근 3번 가운데 한 번이라도 연 친구로" in home
    assert "최근 3번 가운데 한 번이라도 연 친구는" in results
    assert "최근 3번 가운데" in papers_words(client, place, "openers_n1")


def test_what_was_typed_comes_back_and_a_mistyped_day_moves(client: Client, place: Channel) -> None:
    url = reverse("start", args=[place.slug])
    client.post(url, NINE)
    page = client.get(url).content.decode()
    shown = dict(re.findall(r'name="(\w+_\d|added|blocked|friends)" value="([^"]*)"', page))
    assert [shown[name] for name in ("friends", "added", "blocked", "day_1", "opened_2")] == [
        "18000", "1204", "664", "2026-11-19", "6412"
    ]  # fmt: skip
    client.post(url, {**shown, "day_1": "2026-11-18"})
    days = Broadcast.objects.newest_first().values_list("sent_on", "result__opened")
    assert list(days) == [
        (dt.date(2026, 11, 18), 4_846), (dt.date(2026, 11, 12), 6_412),
        (dt.date(2026, 11, 5), 5_554),
    ]  # fmt: skip
