"""이번 주 할 일: at most three, what costs most if nobody looks first."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from analytics.dashboard.cards import Figures
from analytics.dashboard.missing import Missing
from analytics.dashboard.words import TEXTS, say
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
    text: Any
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


def _todo(now: Situation, rule: str, page: str, button: Any, tone: str = "", **values: Any) -> Todo:
    """The sentence `todo.<rule>` of the words and, where there is one, its reason."""
    words = f"todo.{rule}"
    why = say(f"{words}.why", **values) if f"{words}.why" in TEXTS else ""
    return Todo(rule, say(words, **values), why, now.figures.url(page), button, tone)


def _alarm(now: Situation) -> Iterator[Todo]:
    """With what the block card says: title and count of a spike, the last messages of a rise."""
    if now.has_alarm:
        rules = {"spike": "alarm", "rising": "rising", "both": "rising"}
        rule, values = rules.get(now.signal.state, "old_alarm"), now.signal.card.values
        yield _todo(now, rule, "risk", _("차단 신호 보기"), "alarm", **values)


def _week(now: Situation) -> Iterator[Todo]:
    """The results first: they are asked for once, days can be caught up."""
    results, days = now.missing.results, now.missing.days
    if len(results) == 1:
        age = Count((now.today - results[0].sent_on).days, "days")
        title = results[0].title
        yield _todo(now, "result", "weekly", _("결과 넣기"), title=title, age=age)
    elif results:
        n = Count(len(results), "", bare=True)
        yield _todo(now, "results", "weekly", _("결과 넣기"), n=n)
    elif days:
        page = "imports" if now.missing.by_file else "weekly"
        yield _todo(now, "days", page, _("친구 통계 넣기"), n=Count(len(days), "days"))


def _fill(now: Situation) -> Iterator[Todo]:
    signal = now.signal
    if signal.state in ("none", "learning"):
        rule = "fill" if signal.learned else "first"
        n, needed = Count(signal.learned, "messages"), Count(signal.needed, "messages")
        yield _todo(now, rule, "imports", _("지난 자료 넣기"), n=n, needed=needed)


def _n1(now: Situation) -> Iterator[Todo]:
    """Only where there is something to be exact about."""
    told = now.figures.told.get("openers_n1")
    read_on = told.inputs.get("read_on") if told else None
    if read_on is None:
        if now.figures["ghost_high"]:
            yield _todo(now, "n1", "typed", _("3분 만에 알아보기"), "watch")
        return
    read = dt.date.fromisoformat(read_on)
    if now.figures["openers_n1"] is None or (now.today - read).days > N1_KEPT_DAYS:
        yield _todo(now, "n1.old", "typed", _("다시 읽어 넣기"), "watch", day=day(read))


def _remind(now: Situation) -> Iterator[Todo]:
    if not now.has_reminder:
        yield _todo(now, "remind", "weekly_reminder", _("월요일 알림 켜기"))
