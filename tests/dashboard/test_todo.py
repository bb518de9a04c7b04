"""이번 주 할 일 and the data line: which rule speaks when."""

import datetime as dt
from collections.abc import Callable

import pytest

from analytics.typed.actions import save_typed
from analytics.weekly.models import WeeklyReminder
from channel.models import Alert, Broadcast, DailyFriends, TypedFigure
from tests import make
from tests.dashboard.arrange import TODAY, ago, messages, month, plain, shown
from tests.risk import history

Arrange = Callable[[make.People], object]


def typed(days_ago: int) -> Arrange:
    def arrange(people: make.People) -> None:
        month(people.channel)
        messages(people.channel)
        save_typed(
            user=people.owner, channel=people.channel, kind=TypedFigure.Kind.N1,
            as_of=ago(days_ago), values={"size": 8_280, "received": 16_900},
        )  # fmt: skip

    return arrange


def reminded(people: make.People) -> None:
    month(people.channel)
    next_at = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    WeeklyReminder.objects.create(
        channel=people.channel, user=people.owner, at_time=dt.time(9), next_at=next_at
    )


def result_due(days_ago: int) -> Arrange:
    def arrange(people: make.People) -> None:
        month(people.channel)
        make.broadcast(people.channel, ago(days_ago), sent=None, opened=None, clicked=None)

    return arrange


def without_day(days_ago: int) -> Arrange:
    def arrange(people: make.People) -> None:
        month(people.channel)
        DailyFriends.objects.filter(day=ago(days_ago)).delete()

    return arrange


def enough_history(people: make.People) -> None:
    history.write(people.channel, [20, 24] * 9)


def alarm(people: make.People) -> None:
    history.write(people.channel, [*[20] * 17, 120])


CASES = [
    (alarm, ["alarm", "n1", "remind"]),
    (enough_history, ["n1", "remind"]),
    (result_due(5), ["result", "first", "remind"]),
    (result_due(2), ["first", "remind"]),
    (result_due(11), ["first", "remind"]),
    (without_day(3), ["days", "first", "remind"]),
    (without_day(20), ["days", "first", "remind"]),
    (typed(2), ["fill", "remind"]),
    (typed(40), ["fill", "n1.old", "remind"]),
    (reminded, ["first"]),
]
NAMES = [
    "an open alarm", "twelve messages", "a result is due", "too early", "too late",
    "a day of this week", "an older day", "n1 read", "n1 is old", "a reminder is set",
]  # fmt: skip


@pytest.mark.parametrize(("arrange", "rules"), CASES, ids=NAMES)
def test_what_there_is_to_do(people: make.People, arrange: Arrange, rules: list[str]) -> None:
    arrange(people)
    assert [todo.rule for todo in shown(people.channel, people.owner).todos] == rules


def test_never_more_than_three(people: make.People) -> None:
    alarm(people)
    Broadcast.objects.create(
        channel=people.channel, title="새 소식", folded_title="새 소식", sent_on=ago(4)
    )
    assert len(shown(people.channel, people.owner).todos) == 3


def test_an_alarm_that_was_seen_to_is_done(people: make.People) -> None:
    alarm(people)
    shown(people.channel, people.owner)
    Alert.objects.update(acknowledged_at=dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
    assert shown(people.channel, people.owner).todos[0].rule != "alarm"


def test_the_alarm_names_message_and_number(people: make.People) -> None:
    alarm(people)
    todo = shown(people.channel, people.owner).todos[0]
    assert plain(todo.title) == "'소식 18' 뒤에 떠난 친구를 확인하세요."
    assert plain(todo.text).startswith("120명이 떠났습니다.")
    assert todo.url.endswith("/risk/")


def test_days_after_the_last_are_missing_too(people: make.People) -> None:
    month(people.channel, last=3)
    data = shown(people.channel, people.owner).data
    assert (data.until, data.days, data.minutes) == (ago(3), (ago(2), ago(1)), 1)


def test_an_older_gap_is_filled_by_file(people: make.People) -> None:
    without_day(20)(people)
    data = shown(people.channel, people.owner).data
    assert (data.days, data.by_file) == ((ago(20),), True)


def test_today_is_never_missing(people: make.People) -> None:
    month(people.channel)
    data = shown(people.channel, people.owner).data
    assert (data.anything, TODAY in data.days) == (False, False)
