"""What the screens say about days that are in, days of nothing, and days nobody knows."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from analytics.sync.cursors import runnable, start_round
from campaigns.models import (
    AdAccount,
    AdAnswer,
    AdCampaign,
    AdDay,
    AdDayRevision,
    DiscoveredMetric,
    FriendGroup,
)
from channel import clock
from channel.models import Connection, SyncCursor, User
from tests import make
from tests.sync.arrange import Kakao, connect, pull_all, stored, truth
from tests.sync.test_connections import signed_in, url

pytestmark = pytest.mark.django_db
DAYS = 5


def account_of(place: Any, number: int = 1, days: int = DAYS) -> AdAccount:
    connection = Connection.objects.create(
        organisation=place.organisation, kind="business", name=f"연결 {number}"
    )
    return AdAccount.objects.create(
        organisation=place.organisation, platform="moment", kakao_id=str(number), channel=place,
        name=f"모먼트 {number}", connection=connection, history_from=day_back(days),
    )  # fmt: skip


def day_back(n: int) -> dt.date:
    return clock.today() - dt.timedelta(days=n)


def answer(account: AdAccount, back: int, rows: int, *, refused: bool = False) -> None:
    AdAnswer.objects.create(
        account=account, level="campaign", day=day_back(back), rows=rows, refused=refused,
        answered_at="2026-11-01T00:00Z", provisional=False,
    )  # fmt: skip
    if rows:
        AdDay.objects.create(
            account=account, channel=account.channel, level="campaign", object_id="7",
            campaign_id="7", day=day_back(back), impressions=40, clicks=3, cost_won=1_200,
        )  # fmt: skip


def rows_of(client: Client, place: Any) -> dict[dt.date, Any]:
    page = client.get(reverse("ads", args=[place.slug]))
    return {row.day: row for row, _cells in page.context["rows"]}


def test_a_reported_zero_and_a_gap_are_told_apart() -> None:
    people = make.people()
    one, two = account_of(people.channel), account_of(people.channel, 2)
    answer(one, 4, rows=1), answer(two, 4, rows=1)
    answer(one, 3, rows=0), answer(two, 3, rows=0)
    answer(one, 2, rows=0, refused=True), answer(two, 2, rows=1)
    answer(one, 1, rows=0, refused=True)
    client = signed_in(people.viewer)
    rows = rows_of(client, people.channel)
    told = {back: (rows[day_back(back)].figures["clicks"], rows[day_back(back)].missing)
            for back in range(1, DAYS + 1)}  # fmt: skip
    assert told == {5: (None, 2), 4: (6, 0), 3: (0, 0), 2: (3, 1), 1: (None, 2)}
    assert [rows[day_back(back)].gap for back in (5, 3, 2, 1)] == [True, False, False, True]
    page = client.get(reverse("ads", args=[people.channel.slug])).content.decode()
    assert "받지 못한 날. 0이 아닙니다" in page
    assert "계정 1개의 수가 빠짐" in page
    for state in ("final", "zero", "refused", "gap"):
        assert f'<i class="{state}" title=' in page
    file = client.get(reverse("ads", args=[people.channel.slug]), {"format": "csv"})
    lines = file.getvalue().decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    cells = {line.split(",")[0]: line.split(",")[2:9] for line in lines}
    assert cells[str(day_back(3))] == ["0", "0", "0", "", "", "", ""]
    assert cells[str(day_back(1))] == [""] * 7


def test_a_gap_of_an_account_that_advertises_the_channel_in_part_is_told() -> None:
    people = make.people()
    elsewhere = make.channel("둘째", organisation=people.channel.organisation)
    mine, theirs = account_of(people.channel), account_of(elsewhere, 2)
    AdCampaign.objects.create(account=theirs, kakao_id="7", name="캠페인", channel=people.channel)
    answer(mine, 2, rows=0), answer(theirs, 2, rows=0, refused=True)
    row = rows_of(signed_in(people.viewer), people.channel)[day_back(2)]
    assert (row.missing, row.gap) == (1, False)


def test_a_deleted_friend_group_is_gone() -> None:
    people = make.people()
    account = account_of(people.channel)
    for back, status in ((2, "COMPLETE"), (1, "DELETE")):
        FriendGroup.objects.create(
            account=account, kakao_id="9", name="지운 그룹", file_type="PHONE_NUMBER", status=status,
            friends=900, day=day_back(back),
        )  # fmt: skip
    page = signed_in(people.viewer).get(reverse("ads", args=[people.channel.slug]))
    assert "지운 그룹" not in page.content.decode()


def test_what_a_file_told_is_kept_when_kakao_tells_it(kakao: Kakao) -> None:
    people = make.people()
    connect(people.channel, kakao, platforms=["moment"])
    pull_all()
    row = AdDay.objects.filter(level="campaign").first()
    assert row is not None
    AdDay.objects.filter(pk=row.pk).update(origin="file", metrics={}, clicks=77, cost_won=5)
    AdAnswer.objects.all().delete()
    start_round(runnable())
    pull_all()
    revision = AdDayRevision.objects.get(ad_day_id=row.pk)
    assert (revision.metrics["clicks"], revision.metrics["cost_won"]) == (77, 5)
    row.refresh_from_db()
    assert row.origin == "pull"


@pytest.mark.parametrize("count", [2, 20])
def test_the_ads_cost_the_same_for_any_number_of_accounts(
    count: int, django_assert_max_num_queries: Any
) -> None:
    people = make.people()
    for number in range(count):
        answer(account_of(people.channel, number), 1, rows=1)
    client = signed_in(people.owner)
    with django_assert_max_num_queries(17):
        client.get(reverse("ads", args=[people.channel.slug]))


def save(people: make.People, account: AdAccount, first: str) -> str:
    prefix = f"account{account.pk}-"
    body = {prefix + "channel": people.channel.pk, prefix + "wanted": "on",
            prefix + "history_from": first}  # fmt: skip
    page = signed_in(people.owner).post(url(people, "ad_account", account.pk), body, follow=True)
    assert page.status_code == 200
    return " ".join(str(message) for message in page.context["messages"])


@pytest.mark.parametrize(
    ("first", "words"),
    [
        ("", "필수 항목입니다"),
        ("1999-12-31", "2000년 뒤의 날짜를 넣어 주세요."),
        ("tomorrow", "어제까지의 날짜여야 합니다"),
        ("2026-02-30", "올바른 날짜"),
    ],
)
def test_a_first_day_that_is_none_is_refused_and_changes_nothing(first: str, words: str) -> None:
    people = make.people()
    account = account_of(people.channel)
    before = account.history_from
    assert words in save(people, account, str(day_back(-1)) if first == "tomorrow" else first)
    account.refresh_from_db()
    assert account.history_from == before


def test_an_earlier_first_day_is_filled_in(kakao: Kakao) -> None:
    people = make.people()
    connect(people.channel, kakao, platforms=["moment"], history_days=10)
    pull_all()
    account = AdAccount.objects.get()
    assert save(people, account, str(day_back(40))) == "저장했습니다."
    pull_all()
    days = AdAnswer.objects.filter(account=account, level="creative")
    assert days.count() == 40


def test_days_that_kakao_refused_are_asked_for_again_when_a_person_says_so(kakao: Kakao) -> None:
    people = make.people()
    connect(people.channel, kakao, platforms=["moment"])
    pull_all()
    account = AdAccount.objects.get()
    refused = AdAnswer.objects.filter(account=account, day=day_back(20))
    assert refused.update(refused=True) == 4
    AdDay.objects.filter(account=account, day=day_back(20)).delete()
    again = url(people, "ad_account_again", account.pk)
    Connection.objects.update(state=Connection.State.PAUSED)
    page = signed_in(people.owner).post(again, follow=True)
    assert "멈췄거나 끊긴 연결" in page.content.decode()
    Connection.objects.update(state=Connection.State.WORKING)
    page = signed_in(people.owner).post(again, follow=True)
    assert "다시 물어봅니다" in page.content.decode()
    pull_all()
    assert not refused.filter(refused=True).exists()
    assert stored(account) == truth(kakao, account)


def test_a_new_metric_is_summed_once_a_person_named_it() -> None:
    people = make.people()
    account = account_of(people.channel)
    for back, told in ((1, 7), (2, 5), (3, "often"), (4, None)):
        answer(account, back, rows=1)
        day = AdDay.objects.filter(account=account, day=day_back(back))
        day.update(metrics={"talk_friend_add": told, 'odd "key"': 2})
    for key in ("talk_friend_add", 'odd "key"'):
        DiscoveredMetric.objects.create(
            organisation=account.organisation, platform="moment", key=key, account=account
        )
    metric = DiscoveredMetric.objects.get(key="talk_friend_add")
    owner, ads = signed_in(people.owner), reverse("ads", args=[people.channel.slug])
    assert "talk_friend_add" in owner.get(url(people, "connections")).content.decode()
    assert "talk_friend_add" not in owner.get(ads).content.decode()
    body = {f"metric{metric.pk}-name": "톡 친구 추가"}
    owner.post(url(people, "metric", metric.pk), body)
    metric.refresh_from_db()
    assert (metric.name, metric.named_by) == ("톡 친구 추가", people.owner)
    [row] = owner.get(ads, {"by": "account"}).context["rows"]
    assert row[0].figures["talk_friend_add"] == 12
    page = owner.get(ads)
    assert "톡 친구 추가" in page.content.decode()
    days = {row.day: row.figures["talk_friend_add"] for row, _cells in page.context["rows"]}
    assert [days[day_back(back)] for back in (1, 2, 3, 4, 5)] == [7, 5, None, None, None]
    odd = DiscoveredMetric.objects.exclude(pk=metric.pk).get()
    owner.post(url(people, "metric", odd.pk), {f"metric{odd.pk}-name": "이상한 키"})
    [row] = owner.get(ads, {"by": "account"}).context["rows"]
    assert row[0].figures['odd "key"'] == 8
    # taken back: no longer summed
    owner.post(url(people, "metric", metric.pk), {f"metric{metric.pk}-name": ""})
    assert "톡 친구 추가" not in owner.get(ads).content.decode()


def test_what_one_organisation_named_is_unknown_to_another() -> None:
    people, elsewhere = make.people(), make.channel("다른 조직")
    account = account_of(elsewhere)
    metric = DiscoveredMetric.objects.create(
        organisation=account.organisation, platform="moment", key="k", account=account
    )
    answer_of = signed_in(people.owner).post(
        url(people, "metric", metric.pk), {f"metric{metric.pk}-name": "남의 것"}
    )
    assert answer_of.status_code == 404


def admin_does(model: str, action: str, *pks: int) -> str:
    client = Client()
    client.force_login(
        make.user(
            f"{model}-{action}-{len(pks)}-{User.objects.count()}@x.example",
            is_staff=True,
            is_superuser=True,
        )
    )
    address = reverse(f"admin:channel_{model}_changelist")
    page = client.post(address, {"action": action, "_selected_action": pks}, follow=True)
    return " ".join(str(message) for message in page.context["messages"])


def test_an_administrator_runs_pauses_and_fills_again(kakao: Kakao) -> None:
    people = make.people()
    connection = connect(people.channel, kakao, platforms=["moment"])
    pull_all()
    account = AdAccount.objects.get()
    cursor = SyncCursor.objects.get(connection=connection, kind="campaign_days")
    AdDay.objects.filter(account=account, level="campaign").update(clicks=0, metrics={"click": 0})
    calls = len(kakao.calls())
    admin_does("synccursor", "fill", cursor.pk)
    pull_all()
    assert stored(account) == truth(kakao, account)
    asked = {call["endpoint"] for call in kakao.calls()[calls:]}
    assert asked == {"moment/adAccounts/report"}
    admin_does("connection", "pause", connection.pk)
    connection.refresh_from_db()
    assert connection.state == Connection.State.PAUSED
    assert "멈췄거나 끊긴" in admin_does("synccursor", "pull", cursor.pk)
    admin_does("connection", "resume", connection.pk)
    pull_all()
    done = SyncCursor.objects.get(pk=cursor.pk).done_at
    admin_does("synccursor", "pull", cursor.pk)
    pull_all()
    after = SyncCursor.objects.get(pk=cursor.pk)
    assert after.due_at is None
    assert after.done_at and done and after.done_at > done
