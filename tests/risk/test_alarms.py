"""Which alerts are open after a refresh, and who is told by mail."""

import datetime as dt

import pytest
import time_machine

from analytics.risk.work import refresh
from channel.models import Alert, BroadcastRisk, Delivery
from tests import make
from tests.risk import history
from tests.risk.test_work import USUAL

RISE = [43, 43, 43, 43, 43, 43]


def opened(place):
    found = Alert.objects.open().filter(channel=place).order_by("kind")
    return [(alert.kind, alert.key) for alert in found]


def settle(place, caused, **until):
    history.write(place, caused, **until)
    refresh(place)


def test_spike_is_one_alert_with_its_numbers_and_papers(place):
    settle(place, [*USUAL, 84])
    [alert] = Alert.objects.filter(channel=place)
    message = history.message(place, 15)
    assert (alert.kind, alert.key, alert.words_id) == ("risk_spike", str(message.pk), "spike")
    assert alert.params == {
        "title": "소식 15", "blocks": 84, "expected": 29, "upper": 43, "weekday": 3,
    }  # fmt: skip
    assert len(alert.figures) == 2


@pytest.mark.parametrize(
    ("caused", "kinds"),
    [
        ([*USUAL, 29], []),
        ([*USUAL, 84], ["risk_spike"]),
        ([*USUAL, *RISE], ["risk_rising"]),
        ([*USUAL, *RISE[1:], 90], ["risk_rising", "risk_spike"]),
        ([*USUAL, 84, 29], ["risk_spike"]),
        ([*USUAL, 84, 29, 24], []),
        ([*USUAL, 84, None], ["risk_spike"]),
    ],
    ids=["usual", "spike", "rising", "both", "held", "cleared", "gap clears nothing"],
)
def test_alerts_follow_the_rows(place, caused, kinds):
    settle(place, caused)
    assert [kind for kind, _key in opened(place)] == kinds


def test_old_alarms_of_a_back_fill_are_history_and_mail_nobody(place):
    settle(place, [*USUAL, 84, 20, 20, 20, 95, 20, 20, 20, 99, 20, 20, 20, 29])
    assert BroadcastRisk.objects.filter(channel=place, state="spike").count() == 3
    assert not Alert.objects.exists()
    assert not Delivery.objects.exists()


def test_a_fresh_alarm_mails_each_member_once_however_often_it_is_computed(place):
    settle(place, [*USUAL, 84])
    mails = Delivery.objects.filter(channel=place).count()
    refresh(place)
    assert mails > 0
    assert Delivery.objects.filter(channel=place).count() == mails


def test_late_facts_that_undo_the_spike_end_its_alert(place):
    settle(place, [*USUAL, 84])
    message = history.message(place, 15)
    history.change(place, message.sent_on, blocked=30)
    refresh(place)
    [alert] = Alert.objects.filter(channel=place)
    assert alert.cleared_at is not None


def test_a_newest_message_still_growing_ends_no_alarm(place):
    settle(place, [*USUAL, 84])
    make.broadcast(place, history.TODAY, "오늘 소식")
    history.change(place, history.TODAY, blocked=0)
    refresh(place)
    assert [kind for kind, _key in opened(place)] == ["risk_spike"]


def test_an_alarm_holds_as_weeks_go_by_and_then_ends(place):
    settle(place, [*USUAL, 84])
    [alert] = Alert.objects.filter(channel=place)
    seen = []
    for weeks, calm in ((1, 29), (2, 24)):
        day = history.LAST + dt.timedelta(weeks=weeks)
        with time_machine.travel(day + dt.timedelta(days=3)):
            make.broadcast(place, day, f"뒤 소식 {weeks}", sent=history.SENT)
            for n in range(-4, 3):
                blocked = history.USUAL_A_DAY + (calm if n == 0 else 0)
                history.change(place, day + dt.timedelta(days=n), blocked=blocked, total=18_000)
            refresh(place)
        alert.refresh_from_db()
        seen.append(alert.cleared_at is None)
    assert seen == [True, False]


def test_a_held_rise_keeps_the_numbers_it_was_raised_with(place):
    settle(place, [*USUAL, *RISE])
    [alert] = Alert.objects.filter(channel=place)
    before = alert.params
    day = history.TODAY - dt.timedelta(days=1)
    make.broadcast(place, day, "뒤 소식", sent=history.SENT)
    history.change(place, history.TODAY, blocked=17)
    with time_machine.travel(history.TODAY + dt.timedelta(days=2)):
        history.change(place, day, blocked=17 + 29)
        refresh(place)
    assert BroadcastRisk.objects.get(broadcast__title="뒤 소식").held
    alert.refresh_from_db()
    assert (alert.params, alert.cleared_at) == (before, None)
