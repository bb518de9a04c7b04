"""Everything the home screen shows, in a number of queries that no history makes larger."""

from dataclasses import dataclass
from typing import Any

from analytics.dashboard import panels
from analytics.dashboard.cards import Card, Figures, cards
from analytics.dashboard.missing import Missing, missing
from analytics.dashboard.todo import Situation, Todo, todos
from analytics.friends.known import Known, known
from analytics.papers.selectors import source_words
from analytics.risk.alarms import RISING, SPIKE
from analytics.risk.signal import signal
from analytics.weekly.models import WeeklyReminder
from channel.clock import today
from channel.figures.figure import Figure
from channel.models import (
    Alert,
    Channel,
    DailyFriends,
    PeriodFriends,
    SourceDay,
    TypedFigure,
    User,
)


@dataclass(frozen=True)
class Home:
    data: Missing
    todos: list[Todo]
    cards: list[Card]
    friends: Figure | None
    bar: panels.Bar | None
    known: Known | None
    growth: panels.Growth
    messages: list[panels.MessageRow]
    sources: panels.Sources
    origins: str


def home(channel: Channel, user: User) -> Home | None:
    """None where the channel has no figure at all yet, or none any more."""
    said, now = signal(channel), today()
    figures = Figures(channel, said.told)
    messages = panels.read_messages(channel)
    if not messages and not _has_figures(channel, figures):
        return None
    lacks = missing(figures, messages, now)
    situation = Situation(
        figures, said, lacks, _has_alarm(channel), _has_reminder(channel, user), now
    )  # fmt: skip
    return Home(
        data=lacks,
        todos=todos(situation),
        cards=cards(figures, said),
        friends=figures["friends"],
        bar=panels.bar(figures),
        known=known(channel, figures),
        growth=panels.growth(figures, messages, now),
        messages=panels.last_messages(channel, messages, now),
        sources=panels.sources(channel, figures),
        origins=_origins(figures),
    )


def _has_figures(channel: Channel, figures: Figures) -> bool:
    """Readings outlive facts that were taken back, so one with a value is not enough."""
    if all(reading.value is None for reading in figures.told.values()):
        return False
    facts = (DailyFriends, PeriodFriends, SourceDay, TypedFigure)
    return any(rows.objects.filter(channel=channel).exists() for rows in facts)


def _has_alarm(channel: Channel) -> bool:
    """One that was seen to is no longer something to do."""
    opened = Alert.objects.open().filter(channel=channel, kind__in=[SPIKE, RISING])
    return opened.filter(acknowledged_at=None).exists()


def _has_reminder(channel: Channel, user: User) -> bool:
    return WeeklyReminder.objects.filter(channel=channel, user=user, enabled=True).exists()


def _origins(figures: Figures) -> str:
    """Where the month's figures and the messages came from, in words."""
    told: dict[str, Any] = {}
    for measure in ("friends", "adds_30d", "openers_low"):
        if figures[measure]:
            words = source_words(figures.told[measure])
            told |= dict.fromkeys(word for word in words.split(", ") if word)
    return ", ".join(told)
