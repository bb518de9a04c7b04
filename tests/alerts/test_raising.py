"""One open alert per channel, kind and key; its mails in the same transaction."""

from typing import Any

import pytest
from django.db import transaction

from channel.accounts.actions import close_channel
from channel.alerts import actions
from channel.alerts.raising import clear_alert, raise_alert
from channel.models import Alert, AlertMute, AuditEntry, Delivery, Role
from tests import make

pytestmark = pytest.mark.django_db
SPIKE = {"title": "겨울 니트 입고", "blocks": 1084, "expected": 27, "upper": 44, "weekday": 3}


def spike(people: make.People, **changes: Any) -> Alert:
    said = {"key": "7", "words_id": "spike", "params": SPIKE, **changes}
    return raise_alert(people.channel.pk, "risk_spike", **said)


def test_the_same_alert_raised_twice_is_one_row_and_one_mail_each() -> None:
    people = make.people()
    assert spike(people) == spike(people)
    assert set(Delivery.objects.values_list("user__email", flat=True)) == {
        "owner@mood.example", "editor@mood.example",
    }  # fmt: skip


def test_newer_numbers_change_the_alert_without_another_mail() -> None:
    people = make.people()
    spike(people)
    changed = spike(people, params={**SPIKE, "blocks": 2000})
    assert changed.params["blocks"] == 2000
    assert Delivery.objects.count() == 2


def test_other_words_of_the_same_alert_are_news() -> None:
    people = make.people()
    spike(people)
    spike(people, words_id="both", params={})
    assert Delivery.objects.count() == 4


def test_mails_are_in_the_language_of_the_reader() -> None:
    people = make.people()
    people.teammate.language = "en"
    people.teammate.save()
    spike(people)
    korean = Delivery.objects.get(user=people.owner)
    assert korean.subject == (
        "[무드옷장] '겨울 니트 입고' 뒤 차단이 평소보다 많습니다 (1,084명, 보통 27명)"
    )
    assert "같은 크기의 목요일 메시지" in korean.body
    assert f"/c/{people.channel.slug}/alerts/" in korean.body
    assert "Thursday" in Delivery.objects.get(user=people.teammate).body


def test_a_cleared_alert_stays_and_the_next_is_a_new_one() -> None:
    people = make.people()
    first = spike(people)
    assert [clear_alert(people.channel.pk, "risk_spike", "7") for _i in "12"] == [True, False]
    assert spike(people) != first
    assert Alert.objects.open().count() == 1


def test_a_transaction_that_fails_leaves_neither_alert_nor_mail() -> None:
    people = make.people()
    with transaction.atomic():
        spike(people)
        transaction.set_rollback(True)
    assert not Alert.objects.exists()
    assert not Delivery.objects.exists()


def test_a_forgotten_param_fails_where_the_alert_is_raised() -> None:
    with pytest.raises(KeyError):
        spike(make.people(), params={})


def test_an_archived_channel_sends_no_mail() -> None:
    people = make.people()
    close_channel(user=people.owner, channel=people.channel)
    spike(people)
    assert not Delivery.objects.exists()


def test_who_muted_the_kind_gets_no_mail_of_it() -> None:
    people = make.people()
    actions.set_mutes(user=people.owner, channel=people.channel, kinds={"risk_spike"})
    spike(people)
    assert Delivery.objects.get().user == people.teammate


def test_a_role_narrowed_to_looking_gets_no_mail() -> None:
    people = make.people()
    make.member(people.teammate, people.channel, Role.VIEWER, whole=False)
    spike(people)
    assert Delivery.objects.get().user == people.owner


def test_the_first_who_acknowledges_is_named() -> None:
    people = make.people()
    alert = spike(people)
    for person in (people.teammate, people.owner):
        actions.acknowledge_alert(user=person, alert=alert)
    alert.refresh_from_db()
    assert alert.acknowledged_by == people.teammate
    assert AuditEntry.objects.filter(verb="알림을 확인했습니다").count() == 1


def test_turning_mails_back_on_removes_the_mute() -> None:
    people = make.people()
    for kinds in ({"risk_spike", "stale_data"}, set[str]()):
        actions.set_mutes(user=people.owner, channel=people.channel, kinds=kinds)
    assert not AlertMute.objects.exists()
