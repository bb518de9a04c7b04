"""이번 주 할 일: at most three, what costs most if nobody looks first."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from analytics.dashboard.cards import Figures
from analytics.dashboard.missing import Missing
from analytics.dashboard.words import say
from analytics.risk.signal import Signal
from analytics.risk.words import Count
from analytics.weekly.checks import N1_KEPT_DAYS
from channel.templatetags.figures import day

MOST = 3


@dataclass(frozen=True)
class Todo:
    """One thing to do; `rule` names why it is here."""

    rule: str
    title: Any
    url: str
    button: Any
    tone: str = ""


@dataclass(frozen=True)
class Situation:
    figures: Figures
    signal: Signal
    missing: Missing
    has_alarm: bool
    has_reminder: bool
    today: dt.date


def todos(now: Situation) -> list[Todo]:
    found = [*_alarm(now), *_week(now), *_fill(now), *_n1(now), *_remind(now)]
    return found[:MOST]


def _alarm(now: Situation) -> Iterator[Todo]:
    if now.has_alarm:
        url, button = now.figures.url("risk"), _("차단 신호 보기")
        yield Todo("alarm", _alarm_words(now), url, button, "alarm")


def _alarm_words(now: Situation) -> Any:
    values = now.signal.card.values
    if now.signal.state == "spike":
        return say("todo.alarm", title=values["title"], blocks=values["blocks"])
    if now.signal.state in ("rising", "both"):
        return say("todo.rising", n=values["n"], blocks=values["blocks"])
    return say("todo.old_alarm")


def _week(now: Situation) -> Iterator[Todo]:
    """The results first: they are asked for once, days can be caught up."""
    results, days = now.missing.results, now.missing.days
    weekly, button = now.figures.url("weekly"), _("월요일 10분 열기")
    if len(results) == 1:
        age = Count((now.today - results[0].sent_on).days, "days")
        title = say("todo.result", title=results[0].title, age=age)
        yield Todo("results", title, weekly, _("결과 넣기"))
    elif results:
        title = say("todo.results", n=Count(len(results), "", bare=True))
        yield Todo("results", title, weekly, _("결과 넣기"))
    elif days and now.missing.by_file:
        title = say("todo.days", n=Count(len(days), "days"))
        yield Todo("days", title, now.figures.url("imports"), _("친구 통계 넣기"))
    elif days:
        yield Todo("days", say("todo.days", n=Count(len(days), "days")), weekly, button)


def _fill(now: Situation) -> Iterator[Todo]:
    signal = now.signal
    if signal.state not in ("none", "learning"):
        return
    needed = Count(signal.needed, "messages")
    if signal.learned:
        title = say("todo.fill", n=Count(signal.learned, "messages"), needed=needed)
    else:
        title = say("todo.fill.none", needed=needed)
    yield Todo("fill", title, now.figures.url("imports"), _("지난 자료 넣기"))


def _n1(now: Situation) -> Iterator[Todo]:
    """Only where there is something to be exact about."""
    url = now.figures.url("typed")
    told = now.figures.told.get("openers_n1")
    read_on = told.inputs.get("read_on") if told else None
    if read_on is None:
        if now.figures["ghost_high"]:
            yield Todo("n1", say("todo.n1"), url, _("3분 만에 알아보기"), "watch")
        return
    read = dt.date.fromisoformat(read_on)
    if now.figures["openers_n1"] is None or (now.today - read).days > N1_KEPT_DAYS:
        yield Todo("n1.old", say("todo.n1.old", day=day(read)), url, _("다시 읽어 넣기"), "watch")


def _remind(now: Situation) -> Iterator[Todo]:
    if not now.has_reminder:
        url = now.figures.url("weekly_reminder")
        yield Todo("remind", say("todo.remind"), url, _("월요일 알림 켜기"))
