"""What a person does on a Monday. Each answer is stored by itself; leaving loses nothing."""

import contextlib
import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from analytics.weekly.forms import NewMessageForm
from analytics.weekly.grid import Grid, friend_rows, message_rows
from analytics.weekly.models import WeeklyReminder, WeeklyVisit
from analytics.weekly.reminders import next_time
from analytics.weekly.visits import change
from analytics.weekly.week import Week
from channel.alerts.actions import acknowledge_alert, snooze_alert
from channel.audit.record import record
from channel.imports import actions as imports
from channel.imports.messages import say
from channel.models import Alert, Broadcast, Channel, ImportBatch, User

ANSWERS = ("done", "later", "na")


class EarlierMissing(Exception):
    """The earlier one of two messages with one title on one day has no figure yet."""


def save_figures(*, user: User, visit: WeeklyVisit, grid: Grid, new: NewMessageForm) -> Grid:
    """Store the cells that changed, all or none; the grid comes back with words otherwise."""
    try:
        with transaction.atomic():
            batches = [
                imports.import_rows(visit.channel, kind, rows, by=user).pk
                for kind, rows in _rows(visit.channel, grid, new).items()
                if rows
            ]
            change(visit, lambda answers: _saved(answers, user, batches))
    except imports.RowsRefused as refused:
        return replace(grid, errors=[say(problem) for problem in refused.problems])
    except EarlierMissing:
        words = _("같은 날 같은 제목의 메시지가 둘입니다. 먼저 보낸 것의 발송수부터 적어 주세요.")
        return replace(grid, errors=[words])
    return grid


def _rows(channel: Channel, grid: Grid, new: NewMessageForm) -> dict[str, list[dict[str, Any]]]:
    messages = _named(channel, message_rows(grid)) + ([new.row()] if new.is_used else [])
    return {"daily_friends": friend_rows(grid), "broadcasts": messages}


def _saved(answers: dict[str, Any], user: User, batches: list[int]) -> None:
    answers["batches"] = [*answers.get("batches", []), *batches]
    answers["done"] = sorted({*answers.get("done", []), 1})
    answers.setdefault("drafts", {}).pop(str(user.pk), None)


def _named(channel: Channel, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows named as a file would: an import finds a message by its day, title and place."""
    changed = {row.pop("id"): row for row in rows}
    messages = Broadcast.objects.filter(channel=channel, pk__in=changed)
    days = {message.sent_on for message in messages}
    titles = {message.folded_title for message in messages}
    # those before with the same title go along, or the second of a day were taken for the first
    same = Broadcast.objects.filter(channel=channel, sent_on__in=days, folded_title__in=titles)
    found = list(same.select_related("result").order_by("sent_on", "folded_title", "-nth_of_day"))
    last: dict[tuple[dt.date, str], bool] = {}
    named = []
    for message in found:
        key = (message.sent_on, message.folded_title)
        last[key] = last.get(key, False) or message.pk in changed
        if last[key]:
            named.append(_named_row(message, changed.get(message.pk)))
    return named[::-1]


def _named_row(message: Broadcast, values: dict[str, Any] | None) -> dict[str, Any]:
    if values is None:
        result = getattr(message, "result", None)
        if result is None or result.sent is None:
            raise EarlierMissing
        values = {"sent": result.sent}
    return {
        "title": message.title, "sent_on": message.sent_on, "kakao_id": message.kakao_id,
        **values,
    }  # fmt: skip


def save_draft(*, user: User, visit: WeeklyVisit, typed: Mapping[str, str]) -> None:
    """What stands in the cells and is not stored yet, for the person who typed it."""

    def keep(answers: dict[str, Any]) -> None:
        answers.setdefault("drafts", {})[str(user.pk)] = dict(typed)

    change(visit, keep)


def answer(*, visit: WeeklyVisit, **values: Any) -> None:
    """`mode`, `not_sent`."""
    change(visit, lambda answers: answers.update(values))


def finish_step(*, visit: WeeklyVisit, step: int) -> None:
    def done(answers: dict[str, Any]) -> None:
        answers["done"] = sorted({*answers.get("done", []), step})

    change(visit, done)


@transaction.atomic
def settle_check(*, user: User, visit: WeeklyVisit, key: str, answer: str, week: Week) -> None:
    """확인, 미루기 or 해당 없음; an alert hears of it too."""

    def settle(answers: dict[str, Any]) -> None:
        answers.setdefault("checks", {})[key] = answer

    change(visit, settle)
    alert = _alert_of(visit.channel, key)
    if alert and answer == "done":
        acknowledge_alert(user=user, alert=alert)
    elif alert and answer == "later":
        snooze_alert(user=user, alert=alert, until=week.next_monday)


def _alert_of(channel: Channel, key: str) -> Alert | None:
    kind, _colon, pk = key.partition(":")
    if kind != "alert" or not pk.isdecimal():
        return None
    return Alert.objects.open().filter(channel=channel, pk=int(pk)).first()


@transaction.atomic
def finish_visit(*, user: User, visit: WeeklyVisit) -> None:
    """Of two who press at once the first ends it; the second changes nothing."""
    unfinished = WeeklyVisit.objects.filter(pk=visit.pk, finished_at=None)
    if unfinished.update(finished_at=timezone.now()):
        record(visit.channel, user, gettext_noop("월요일 10분을 마쳤습니다"), visit.week_of)
    finish_step(visit=visit, step=5)
    visit.refresh_from_db()


@transaction.atomic
def undo_figures(*, user: User, visit: WeeklyVisit) -> int:
    """Take back everything this visit stored, the newest first; says how many batches."""
    taken = []
    for pk in reversed(visit.answers.get("batches", [])):
        batch = ImportBatch.objects.filter(channel=visit.channel, pk=pk).first()
        if batch and imports.can_undo(batch):
            # Somebody who undoes at the same moment, here or under the imports, was first.
            with contextlib.suppress(imports.NotNow):
                imports.undo_now(batch, by=user)
                taken.append(pk)

    def forget(answers: dict[str, Any]) -> None:
        answers["batches"] = [pk for pk in answers.get("batches", []) if pk not in taken]
        answers["done"] = [step for step in answers.get("done", []) if step != 1]

    change(visit, forget)
    return len(taken)


@transaction.atomic
def set_reminder(
    *, user: User, channel: Channel, enabled: bool, weekday: int, at_time: dt.time
) -> WeeklyReminder:
    reminder, _new = WeeklyReminder.objects.update_or_create(
        channel=channel, user=user,
        defaults={
            "enabled": enabled, "weekday": weekday, "at_time": at_time,
            "next_at": next_time(weekday, at_time, timezone.now()),
        },
    )  # fmt: skip
    after = {"enabled": enabled, "weekday": weekday, "at": at_time.isoformat("minutes")}
    record(channel, user, gettext_noop("월요일 알림을 바꾸었습니다"), after=after)
    return reminder
