"""A week's visit: one row for everybody of a channel, changed under its lock."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from analytics.weekly.grid import DAYS, Grid, build_grid, fill
from analytics.weekly.models import WeeklyVisit
from analytics.weekly.week import Week
from channel.clock import today
from channel.models import Channel, User

STEPS = (1, 2, 3, 4, 5)


def find_visit(channel: Channel, week: Week) -> WeeklyVisit | None:
    return WeeklyVisit.objects.filter(channel=channel, week_of=week.first).first()


def open_visit(channel: Channel, week: Week, user: User) -> WeeklyVisit:
    """Two who open it at once get the same row."""
    visit, _new = WeeklyVisit.objects.get_or_create(
        channel=channel, week_of=week.first, defaults={"started_by": user}
    )
    return visit


def change(visit: WeeklyVisit, how: Callable[[dict[str, Any]], None]) -> None:
    """Apply to what is stored now, not to what a page showed: nobody's answer is lost."""
    with transaction.atomic():
        stored = WeeklyVisit.objects.select_for_update().get(pk=visit.pk)
        how(stored.answers)
        stored.save(update_fields=["answers"])
    visit.answers = stored.answers


def current_step(visit: WeeklyVisit | None) -> int:
    done = visit.answers.get("done", []) if visit else []
    return next((step for step in STEPS if step not in done), STEPS[-1])


def mode_of(channel: Channel, visit: WeeklyVisit | None) -> str:
    """Days or a period row: what this visit chose, else what the last one did."""
    if visit and "mode" in visit.answers:
        return str(visit.answers["mode"])
    chosen = WeeklyVisit.objects.filter(channel=channel, answers__has_key="mode")
    last = chosen.order_by("-week_of").first()
    return str(last.answers["mode"]) if last else DAYS


def grid_of(
    channel: Channel, week: Week, visit: WeeklyVisit | None, user: User | None = None
) -> Grid:
    """What is stored and, for the person who typed it, what is not stored yet."""
    answers = visit.answers if visit else {}
    grid = build_grid(
        channel, week, today(), mode=mode_of(channel, visit),
        not_sent=bool(answers.get("not_sent")),
    )  # fmt: skip
    return fill(grid, draft_of(visit, user)) if user else grid


def draft_of(visit: WeeklyVisit | None, user: User) -> dict[str, str]:
    drafts = visit.answers.get("drafts", {}) if visit else {}
    return dict(drafts.get(str(user.pk), {}))
