"""What each of the five steps shows."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analytics.risk.signal import signal
from analytics.summary import boss_summary
from analytics.weekly.checks import checks
from analytics.weekly.facts import WeekMessage, read_week
from analytics.weekly.models import WeeklyReminder, WeeklyVisit
from analytics.weekly.visits import current_step, grid_of
from analytics.weekly.week import Week
from channel.figures.figure import Figure
from channel.figures.readings import latest
from channel.models import Channel, Reading, User

# Longer than that is a page left open, not the time it took.
WORTH_TELLING_MINUTES = 120


def steps(channel: Channel, visit: WeeklyVisit | None, step: int) -> list[dict[str, Any]]:
    """For the stepper."""
    done = visit.answers.get("done", []) if visit else []
    titles = [
        (pgettext("step", "자료 넣기"), _("3분")), (_("무슨 일이 있었나"), _("1분")), (_("확인할 것"), _("2분")),
        (_("이번 주 보낼 것"), _("3분")), (_("보내기"), _("1분")),
    ]  # fmt: skip
    url = reverse("weekly", args=[channel.slug])
    return [
        {
            "title": title, "note": note, "url": f"{url}?step={n}",
            "state": "current" if n == step else "done" if n in done else "todo",
        }
        for n, (title, note) in enumerate(titles, start=1)
    ]  # fmt: skip


def step_of(asked: str, visit: WeeklyVisit | None) -> int:
    return int(asked) if asked in {"1", "2", "3", "4", "5"} else current_step(visit)


def figures_step(channel: Channel, week: Week, visit: WeeklyVisit | None, user: User) -> Any:
    return {"grid": grid_of(channel, week, visit, user)}


@dataclass(frozen=True)
class Compared:
    """A message's cost of one open beside that of the last five."""

    message: WeekMessage
    per_open: Figure | None
    usual: Figure | None

    @property
    def is_dearer(self) -> bool:
        return self._compare() > 0

    @property
    def is_cheaper(self) -> bool:
        return self._compare() < 0

    def _compare(self) -> int:
        """In whole won, as both are printed: 53 is not dearer than 53."""
        if not self.per_open or not self.usual:
            return 0
        if self.per_open.value is None or self.usual.value is None:
            return 0
        here, usual = round(self.per_open.value), round(self.usual.value)
        return (here > usual) - (here < usual)


def happened_step(channel: Channel, week: Week, visit: WeeklyVisit | None, user: User) -> Any:
    told, newest = read_week(channel, week), latest(channel)
    return {
        "told": told,
        "adds": figure_of(told.adds, channel),
        "blocks": figure_of(told.blocks, channel),
        "leak": figure_of(newest.get("leak_per_100"), channel),
        "sent": [compared(message, newest, channel) for message in told.messages],
        "unopened": figure_of(newest.get("unopened_cost"), channel),
        "signal": told.signal,
    }


def figure_of(reading: Reading | None, channel: Channel) -> Figure | None:
    """None where nothing is known."""
    if reading is None or reading.value is None:
        return None
    return Figure.of(reading, channel)


def compared(message: WeekMessage, newest: dict[str, Reading], channel: Channel) -> Compared:
    return Compared(
        message,
        figure_of(message.figures.get("per_open"), channel),
        figure_of(newest.get("per_open"), channel),
    )


def checks_step(channel: Channel, week: Week, visit: WeeklyVisit | None, user: User) -> Any:
    found = checks(channel, week, visit)
    return {"checks": found, "open": sum(not check.answer for check in found)}


def sending_step(channel: Channel, week: Week, visit: WeeklyVisit | None, user: User) -> Any:
    newest = latest(channel)
    return {
        "full_cost": figure_of(newest.get("full_send_cost"), channel),
        "break_even": figure_of(newest.get("break_even"), channel),
        "openers": figure_of(newest.get("openers_low"), channel),
        "signal": signal(channel),
    }


def report_step(channel: Channel, week: Week, visit: WeeklyVisit | None, user: User) -> Any:
    reminder = WeeklyReminder.objects.filter(channel=channel, user=user).first()
    summary = boss_summary(channel, week.first)
    return {
        "summary": summary,
        "minutes": minutes_of(visit),
        "reminder": reminder,
    }


def minutes_of(visit: WeeklyVisit | None) -> int | None:
    """Whole minutes, at least one; None while it is not over or when it rested in between."""
    if visit is None or visit.finished_at is None:
        return None
    taken: dt.timedelta = visit.finished_at - visit.started_at
    minutes = max(1, round(taken.total_seconds() / 60))
    return minutes if minutes <= WORTH_TELLING_MINUTES else None
