"""The Monday mail: once a week, to members only, at a Korean time, also after a day without beat."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from analytics.weekly.actions import set_reminder
from analytics.weekly.models import WeeklyReminder, WeeklyVisit
from analytics.weekly.reminders import next_time, send_due
from analytics.weekly.tasks import send_weekly_reminders
from channel.clock import KST
from channel.models import Channel, Delivery, Member
from tests import make

pytestmark = pytest.mark.django_db
NINE = dt.time(9)


def kst(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=KST)


@pytest.fixture(autouse=True)
def _on_friday() -> Iterator[None]:
    with time_machine.travel(kst(20, 12), tick=False):
        yield


@pytest.fixture
def people() -> make.People:
    people = make.people()
    set_reminder(user=people.owner, channel=people.channel, enabled=True, weekday=0, at_time=NINE)
    return people


@pytest.mark.parametrize(
    ("weekday", "at_time", "after", "expected"),
    [
        (0, NINE, kst(20, 12), kst(23, 9)),
        (0, NINE, kst(23, 8, 59), kst(23, 9)),
        (0, NINE, kst(23, 9), kst(30, 9)),
        (6, dt.time(23, 59), kst(22, 23, 58), kst(22, 23, 59)),
        (6, dt.time(23, 59), kst(23, 0), kst(29, 23, 59)),
        # Sunday 15:00 UTC is Monday in Korea
        (0, dt.time(0, 0), dt.datetime(2026, 11, 22, 14, 59, tzinfo=dt.UTC), kst(23, 0)),
        (0, dt.time(0, 0), dt.datetime(2026, 11, 22, 15, 0, tzinfo=dt.UTC), kst(30, 0)),
    ],
)
def test_the_next_time_is_the_first_after(
    weekday: int, at_time: dt.time, after: dt.datetime, expected: dt.datetime
) -> None:
    assert next_time(weekday, at_time, after) == expected


def test_a_mail_says_what_is_empty_and_where(people: make.People) -> None:
    make.broadcast(people.channel, dt.date(2026, 11, 19), sent=None, opened=None, clicked=None)
    with time_machine.travel(kst(23, 9), tick=False):
        assert send_due(timezone.now()) == 1
    mail = Delivery.objects.get()
    assert mail.user == people.owner
    assert mail.subject == "[무드옷장] 월요일 10분, 빈칸 18개"
    assert mail.body.startswith("메시지 1개의 결과와 친구 통계가 비어 있습니다.")
    assert f"http://127.0.0.1:8000/c/{people.channel.slug}/weekly/" in mail.body
    assert WeeklyReminder.objects.get().next_at == kst(30, 9)


def test_the_mail_is_in_the_readers_language(people: make.People) -> None:
    people.owner.language = "en"
    people.owner.save()
    with time_machine.travel(kst(23, 9), tick=False):
        send_due(timezone.now())
    assert Delivery.objects.get().subject == "[무드옷장] Monday, ten minutes: 15 empty cells"


def test_nothing_goes_out_before_its_time(people: make.People) -> None:
    with time_machine.travel(kst(23, 8, 59), tick=False):
        assert send_due(timezone.now()) == 0


def test_running_twice_sends_once(people: make.People) -> None:
    with time_machine.travel(kst(23, 9), tick=False):
        assert send_weekly_reminders() == 1
        assert send_weekly_reminders() == 0
        WeeklyReminder.objects.update(next_at=kst(23, 9))
        assert send_weekly_reminders() == 0
    assert Delivery.objects.count() == 1


def test_a_reminder_claimed_by_another_worker_is_left_to_it(
    people: make.People, monkeypatch: pytest.MonkeyPatch
) -> None:
    from analytics.weekly import reminders

    read = reminders._remind

    def overtaken(reminder: WeeklyReminder, now: dt.datetime) -> bool:
        WeeklyReminder.objects.update(next_at=kst(30, 9))
        return read(reminder, now)

    monkeypatch.setattr(reminders, "_remind", overtaken)
    with time_machine.travel(kst(23, 9), tick=False):
        assert send_due(timezone.now()) == 0
    assert not Delivery.objects.exists()


def test_three_weeks_without_beat_are_one_mail(people: make.People) -> None:
    with time_machine.travel(dt.datetime(2026, 12, 9, 15, tzinfo=KST), tick=False):
        assert send_due(timezone.now()) == 1
        assert send_due(timezone.now()) == 0
    assert WeeklyReminder.objects.get().next_at == dt.datetime(2026, 12, 14, 9, tzinfo=KST)


def _removed(people: make.People) -> None:
    Member.objects.filter(user=people.owner).delete()


def _disabled(people: make.People) -> None:
    people.owner.is_active = False
    people.owner.save()


def _closed(people: make.People) -> None:
    people.channel.closed_at = timezone.now()
    people.channel.save()


def _off(people: make.People) -> None:
    WeeklyReminder.objects.update(enabled=False)


@pytest.mark.parametrize("happened", [_removed, _disabled, _closed, _off])
def test_who_is_gone_gets_no_mail(
    people: make.People, happened: Callable[[make.People], None]
) -> None:
    happened(people)
    with time_machine.travel(kst(23, 9), tick=False):
        assert send_due(timezone.now()) == 0
    assert not Delivery.objects.exists()


def test_one_tap_sets_monday_at_nine_for_me_alone(people: make.People, client: Client) -> None:
    client.force_login(people.viewer)
    url = reverse("weekly_reminder", args=[people.channel.slug])
    tap = {"enabled": "on", "weekday": "0", "at_time": "09:00"}
    assert client.post(url, tap).status_code == 302
    mine = WeeklyReminder.objects.get(user=people.viewer)
    assert (mine.next_at, mine.enabled) == (kst(23, 9), True)
    client.post(url, {"weekday": "4", "at_time": "18:30"})
    mine.refresh_from_db()
    assert (mine.enabled, mine.weekday) == (False, 4)
    assert WeeklyReminder.objects.get(user=people.owner).enabled
    assert client.post(url, {"weekday": "9", "at_time": "noon"}).status_code == 422


def test_a_channel_whose_mail_cannot_be_written_holds_up_nobody(people: make.People) -> None:
    set_reminder(
        user=people.owner, channel=people.channel, enabled=True, weekday=0, at_time=dt.time(8)
    )
    WeeklyVisit.objects.create(
        channel=people.channel, week_of=dt.date(2026, 11, 16), answers=["not an answer"]
    )
    other = Member.objects.get(user=people.outsider)
    place = Channel.objects.get(organisation=other.organisation)
    set_reminder(user=people.outsider, channel=place, enabled=True, weekday=0, at_time=NINE)
    with time_machine.travel(kst(23, 9), tick=False):
        assert send_due(timezone.now()) == 1
    assert Delivery.objects.get().user == people.outsider
