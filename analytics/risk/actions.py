"""What a person does with the block signal: notes on the time axis, causes, a new baseline."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from analytics.risk.episode import current, newest_rows
from analytics.risk.work import refresh
from channel.alerts.actions import note_cause
from channel.audit.record import record
from channel.models import (
    Alert,
    AuditEntry,
    AxisNote,
    Broadcast,
    Channel,
    RiskBaseline,
    User,
)

NEW_BASELINE = gettext_noop("차단의 새 기준을 시작했습니다")
OLD_BASELINE = gettext_noop("차단의 기준을 되돌렸습니다")
# The level of an alarm is that of the messages it counts.
LEVEL_MESSAGES = 6


@transaction.atomic
def add_note(*, user: User, channel: Channel, day: dt.date, text: str) -> AxisNote:
    """The same note on the same day is one note, however often the button is pressed."""
    note, new = AxisNote.objects.get_or_create(
        channel=channel, day=day, text=text, defaults={"by": user}
    )
    if new:
        verb = gettext_noop("시간축에 메모를 적었습니다")
        record(channel, user, verb, text, after=_told(note))
    return note


@transaction.atomic
def change_note(*, user: User, note: AxisNote, day: dt.date, text: str) -> None:
    kept = AxisNote.objects.select_for_update().get(pk=note.pk)
    before = _told(kept)
    if AxisNote.objects.filter(channel=kept.channel, day=day, text=text).exists():
        # It says what another note says already: one of them is enough.
        if before != {"day": str(day), "text": text}:
            delete_note(user=user, note=kept)
        return
    kept.day, kept.text = day, text
    kept.save(update_fields=["day", "text"])
    verb = gettext_noop("시간축의 메모를 고쳤습니다")
    record(kept.channel, user, verb, text, before=before, after=_told(kept))


@transaction.atomic
def delete_note(*, user: User, note: AxisNote) -> None:
    before = _told(note)
    if AxisNote.objects.filter(pk=note.pk).delete()[0]:
        verb = gettext_noop("시간축의 메모를 지웠습니다")
        record(note.channel, user, verb, note.text, before=before)


def _told(note: AxisNote) -> dict[str, Any]:
    return {"day": str(note.day), "text": note.text}


@transaction.atomic
def write_cause(*, user: User, broadcast: Broadcast, text: str) -> None:
    """A note on the day the message was sent, and the cause of its alert where one was raised."""
    add_note(user=user, channel=broadcast.channel, day=broadcast.sent_on, text=text)
    alert = (
        Alert.objects.filter(channel=broadcast.channel, kind="risk_spike", key=str(broadcast.pk))
        .order_by("-opened_at")
        .first()
    )
    if alert:
        note_cause(user=user, alert=alert, note=text)


@transaction.atomic
def start_baseline(*, user: User, channel: Channel) -> dt.date | None:
    """Take the level of the current rise as usual from here on; None when nothing rises."""
    baseline = RiskBaseline.objects.select_for_update().filter(channel=channel).first()
    if baseline is None:
        return None
    day = first_day_of_level(channel, baseline.starts_on)
    if day is None:
        return None
    _move(user, channel, baseline, day, NEW_BASELINE)
    return day


@transaction.atomic
def keep_baseline(*, user: User, channel: Channel) -> bool:
    """Take the last new baseline back: what was usual before it is usual again."""
    baseline = RiskBaseline.objects.select_for_update().get(channel=channel)
    if baseline.starts_on is None:
        return False
    started = AuditEntry.objects.filter(
        channel=channel, verb=NEW_BASELINE, after__starts_on=str(baseline.starts_on)
    ).first()
    before = started.before.get("starts_on") if started else None
    _move(user, channel, baseline, dt.date.fromisoformat(before) if before else None, OLD_BASELINE)
    return True


def first_day_of_level(channel: Channel, starts_on: dt.date | None) -> dt.date | None:
    """The send day of the first message of the rise, at most six back; None when nothing rises."""
    rows = newest_rows(channel)
    if not current(rows, starts_on).rising:
        return None
    told = [row.broadcast.sent_on for row in rows if row.expected is not None]
    return min(day for day in told[:LEVEL_MESSAGES])


def _move(
    user: User, channel: Channel, baseline: RiskBaseline, day: dt.date | None, verb: str
) -> None:
    before = {"starts_on": str(baseline.starts_on) if baseline.starts_on else None}
    baseline.starts_on, baseline.started_by = day, user if day else None
    baseline.save(update_fields=["starts_on", "started_by"])
    record(channel, user, verb, before=before, after={"starts_on": str(day) if day else None})
    refresh(channel)
