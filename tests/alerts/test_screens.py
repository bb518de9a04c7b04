"""Alerts as a person meets them, and data that stopped coming."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from analytics.alerts.stale import STALE, check_stale, clear_if_fresh
from channel.alerts.kinds import kinds
from channel.alerts.raising import clear_alert, raise_alert
from channel.clock import today
from channel.models import Alert, AlertMute, Delivery, User
from tests import make

pytestmark = pytest.mark.django_db
RISING = {"n": 6, "blocks": 258, "expected": 162, "ratio": 1.6}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, people: make.People, *args: Any) -> str:
    return reverse(name, args=[people.channel.slug, *args])


def text(response: Any) -> str:
    return response.content.decode()


def rising(people: make.People) -> Alert:
    return raise_alert(people.channel.pk, "risk_rising", words_id="rising", params=RISING)


def test_no_alert_says_when_there_would_be_one() -> None:
    people = make.people()
    assert "확인할 알림이 없습니다" in text(signed_in(people.viewer).get(url("alerts", people)))


def test_an_alert_is_acknowledged_noted_and_snoozed() -> None:
    people = make.people()
    alert, client = rising(people), signed_in(people.teammate)
    assert "최근 6번 동안 258명이 떠났습니다" in text(client.get(url("alerts", people)))
    client.post(url("alert_ack", people, alert.pk))
    client.post(url("alert_note", people, alert.pk), {"note": "대표 이벤트"})
    client.post(url("alert_snooze", people, alert.pk), {"days": "7"})
    alert.refresh_from_db()
    assert (alert.acknowledged_by, alert.note) == (people.teammate, "대표 이벤트")
    assert alert.snoozed_until == today() + dt.timedelta(days=7)
    assert "258명" not in text(client.get(url("alerts", people)))
    assert "258명" in text(client.get(url("alerts", people) + "?show=snoozed"))


def test_an_ended_alert_is_in_the_history_with_the_words_of_its_end() -> None:
    people = make.people()
    rising(people)
    clear_alert(people.channel.pk, "risk_rising")
    page = text(signed_in(people.viewer).get(url("alerts", people) + "?show=history"))
    assert "경보를 해제했습니다" in page


def test_an_alert_of_another_channel_is_not_found() -> None:
    people, other = make.people(), make.channel("셋째")
    alert = raise_alert(other.pk, "risk_rising", words_id="rising", params=RISING)
    address = url("alert_ack", people, alert.pk)
    assert signed_in(people.owner).post(address).status_code == 404


def test_mails_are_turned_off_for_oneself_only() -> None:
    people = make.people()
    signed_in(people.owner).post(url("alert_mails", people), {"mails": ["stale_data"]})
    others = {kind.name for kind in kinds() if kind.mails} - {"stale_data"}
    assert {"risk_spike", "risk_rising"} < others
    muted = set(AlertMute.objects.values_list("user", "kind"))
    assert muted == {(people.owner.pk, kind) for kind in others}


@pytest.mark.parametrize("count", [2, 20])
def test_the_list_costs_the_same_for_any_number_of_alerts(
    count: int, django_assert_num_queries: Any
) -> None:
    people = make.people()
    for number in range(count):
        raise_alert(people.channel.pk, "risk_rising", str(number), None, "rising", RISING)
    client = signed_in(people.owner)
    with django_assert_num_queries(7):
        page = text(client.get(url("alerts", people)))
    assert page.count("<article") == count


@pytest.mark.parametrize(
    ("days_ago", "stale"), [(0, False), (7, False), (8, True), (400, True), (None, False)]
)
def test_data_older_than_a_week_raises_an_alert(days_ago: int | None, stale: bool) -> None:
    people = make.people()
    if days_ago is not None:
        make.daily(people.channel, today() - dt.timedelta(days=days_ago))
    for _twice in range(2):
        check_stale()
    assert Alert.objects.filter(kind=STALE).count() == stale
    assert Delivery.objects.count() == (2 if stale else 0)


def test_the_alert_counts_the_days_and_ends_with_new_data() -> None:
    people = make.people()
    make.daily(people.channel, today() - dt.timedelta(days=9))
    check_stale()
    assert Delivery.objects.filter(subject="[무드옷장] 자료가 9일째 비어 있습니다").count() == 2
    make.broadcast(people.channel, today())
    clear_if_fresh(people.channel)
    assert not Alert.objects.open().exists()


def test_old_messages_brought_in_today_are_still_old() -> None:
    people = make.people()
    make.broadcast(people.channel, today() - dt.timedelta(days=60), as_of=today())
    assert check_stale() == 1


@pytest.mark.parametrize("fields", [{"is_demo": True}, {"is_simulated": True}])
def test_sample_channels_are_never_stale(fields: dict[str, bool]) -> None:
    place = make.channel(**fields)
    make.daily(place, today() - dt.timedelta(days=30))
    assert check_stale() == 0
