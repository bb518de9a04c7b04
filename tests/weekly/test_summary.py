"""The copyable summary: every number in it comes from a kept reading or row."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from analytics.recompute import refresh
from analytics.summary import boss_summary
from analytics.weekly.models import WeeklyVisit
from channel.clock import KST
from channel.imports.actions import import_rows
from channel.models import BroadcastResult, BroadcastRisk, DailyFriends, Reading
from tests import make

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 11, 16)
ADDED, BLOCKED = [41, 40, 39, 42, 40, 39, 40], [20, 22, 21, 38, 25, 19, 18]


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, tzinfo=KST), tick=False):
        yield


def shop() -> make.People:
    people = make.people()
    for n, (added, blocked) in enumerate(zip(ADDED, BLOCKED, strict=True)):
        make.daily(
            people.channel, MONDAY + dt.timedelta(days=n), total=18_000 if n == 6 else None,
            added=added, blocked=blocked,
        )  # fmt: skip
    sent = make.broadcast(people.channel, dt.date(2026, 11, 19), as_of=dt.date(2026, 11, 22))
    refresh(people.channel)
    BroadcastRisk.objects.filter(broadcast=sent).update(
        state="usual", blocks=29, lower=13, upper=44
    )
    return people


def test_a_week_of_one_message_reads_as_in_the_copy() -> None:
    assert boss_summary(shop().channel, MONDAY).splitlines() == [
        "[무드옷장 채널 주간 요약] 11/16~11/22",
        "친구 18,000명 (온 친구 281, 떠난 친구 163)",
        "메시지 1번: 17,950명에게 보내 4,846명이 열었습니다(27%, 보낸 지 3일째). "
        "비용 296,175원, 열람 한 번에 61원",
        "차단: 평소 수준 (이틀 동안 29명, 보통 13~44명)",
        "열람은 7일 동안 늘어날 수 있습니다.",
    ]


def test_nothing_known_says_so_and_prints_no_zero() -> None:
    channel = make.people().channel
    refresh(channel)
    assert boss_summary(channel, MONDAY).splitlines() == [
        "[무드옷장 채널 주간 요약] 11/16~11/22",
        "친구 확인 전 (온 친구 확인 전, 떠난 친구 확인 전)",
        "보낸 메시지 없음",
        "차단: 자료 없음",
        "11/16~11/22의 친구 통계가 비어 있습니다.",
    ]


def test_a_count_typed_on_monday_is_shown_with_its_day() -> None:
    channel = make.people().channel
    make.daily(channel, dt.date(2026, 11, 23), added=None, blocked=None)
    refresh(channel)
    assert boss_summary(channel, MONDAY).splitlines()[1] == (
        "친구 18,000명(11/23 기준) (온 친구 확인 전, 떠난 친구 확인 전)"
    )


def test_two_messages_have_a_line_each() -> None:
    people = shop()
    make.broadcast(people.channel, dt.date(2026, 11, 21), "코트 특가", sent=1_000, opened=None)
    refresh(people.channel)
    lines = boss_summary(people.channel, MONDAY).splitlines()
    assert lines[2] == "메시지 2번"
    assert lines[3].startswith("- 11/19(목) '겨울 니트 입고': 17,950명에게 보내 4,846명이")
    assert lines[4] == (
        "- 11/21(토) '코트 특가': 1,000명에게 보냈습니다(열람 확인 전). 비용 16,500원"
    )


def test_a_missing_day_is_named_and_left_out() -> None:
    people = shop()
    DailyFriends.objects.filter(day=dt.date(2026, 11, 18)).update(added=None, blocked=None)
    refresh(people.channel)
    lines = boss_summary(people.channel, MONDAY).splitlines()
    assert lines[1] == "친구 18,000명 (온 친구 242, 떠난 친구 142)"
    assert "11/18(수)의 친구 통계가 비어 있어 그날은 계산에서 뺐습니다." in lines


def test_what_grew_since_the_last_report_is_said() -> None:
    people = make.people()
    with time_machine.travel(dt.datetime(2026, 11, 16, 9, tzinfo=KST), tick=False):
        make.broadcast(
            people.channel, dt.date(2026, 11, 12), sent=17_812, opened=6_120,
            as_of=dt.date(2026, 11, 15),
        )  # fmt: skip
        refresh(people.channel)
        WeeklyVisit.objects.create(
            channel=people.channel, week_of=dt.date(2026, 11, 9),
            finished_at=dt.datetime(2026, 11, 16, 0, 10, tzinfo=dt.UTC),
        )  # fmt: skip
    BroadcastResult.objects.update(opened=6_412, as_of=dt.date(2026, 11, 19))
    refresh(people.channel)
    assert Reading.objects.filter(measure="opened").count() == 2
    assert (
        "지난주 보고서와 다른 숫자: 11/12(목) 메시지 열람 6,120 → 6,412명(7일 동안 늘어남)."
        in boss_summary(people.channel, MONDAY).splitlines()
    )


def test_a_share_of_a_longer_period_is_told_as_an_estimate() -> None:
    people = make.people()
    first, last = MONDAY - dt.timedelta(days=23), MONDAY + dt.timedelta(days=6)
    month = {"period_from": first, "period_to": last, "added": 1_200, "blocked": 660}
    import_rows(people.channel, "daily_friends", [month], by=people.owner)
    refresh(people.channel)
    assert "(온 친구 약 280, 떠난 친구 약 154)" in boss_summary(people.channel, MONDAY)
