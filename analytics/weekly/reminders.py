"""Mail at a chosen time of the week, in Korean time, which has no summer time."""

import datetime as dt

import structlog
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.weekly.grid import Grid
from analytics.weekly.models import WeeklyReminder
from analytics.weekly.visits import find_visit, grid_of
from analytics.weekly.week import Week
from channel.access import role_in
from channel.alerts.outbox import queue_mail
from channel.clock import KST, kst_day, today
from channel.models import Channel

log = structlog.get_logger()
AT_ONCE = 500


def next_time(weekday: int, at_time: dt.time, after: dt.datetime) -> dt.datetime:
    """The first such moment later than `after`: a week of missed ticks is one mail, not seven."""
    day = kst_day(after)
    day += dt.timedelta(days=(weekday - day.weekday()) % 7)
    found = dt.datetime.combine(day, at_time, KST)
    return found if found > after else found + dt.timedelta(days=7)


def send_due(now: dt.datetime) -> int:
    """Claim each due reminder by moving it on, and write its mail in the same transaction."""
    due = WeeklyReminder.objects.filter(enabled=True, next_at__lte=now)
    rows = due.select_related("user", "channel").order_by("next_at")[:AT_ONCE]
    return sum(_try_to_remind(reminder, now) for reminder in rows)


def _try_to_remind(reminder: WeeklyReminder, now: dt.datetime) -> bool:
    """One that fails stays due and is tried again; the others do not wait for it."""
    try:
        return _remind(reminder, now)
    except Exception:
        log.exception("reminder failed", reminder=reminder.pk)
        return False


@transaction.atomic
def _remind(reminder: WeeklyReminder, now: dt.datetime) -> bool:
    ours = WeeklyReminder.objects.filter(
        pk=reminder.pk, enabled=True, next_at=reminder.next_at
    ).update(next_at=next_time(reminder.weekday, reminder.at_time, now))
    if not ours or not _wants(reminder):
        return False
    week = Week.told_on(today())
    with translation.override(reminder.user.language):
        subject, body = write_mail(reminder.channel, week)
    key = f"weekly:{reminder.channel_id}:{reminder.user_id}:{week.first.isoformat()}"
    return queue_mail(
        user=reminder.user, key=key, channel=reminder.channel, subject=subject, body=body
    )


def _wants(reminder: WeeklyReminder) -> bool:
    channel, user = reminder.channel, reminder.user
    return channel.closed_at is None and user.is_active and role_in(user, channel) is not None


def write_mail(channel: Channel, week: Week) -> tuple[str, str]:
    """Subject and body in the active language."""
    grid = grid_of(channel, week, find_visit(channel, week))
    link = settings.PUBLIC_URL.rstrip("/") + reverse("weekly", args=[channel.slug])
    if not grid.empty:
        subject = _("[%(name)s] 월요일 10분, 넣을 자료가 없습니다") % {"name": channel.name}
        said = _("자료가 모두 들어와 있습니다. 요약만 복사하면 됩니다.")
    else:
        subject = ngettext(
            "[%(name)s] 월요일 10분, 빈칸 %(n)s개",
            "[%(name)s] 월요일 10분, 빈칸 %(n)s개",
            grid.empty,
        ) % {"name": channel.name, "n": grid.empty}
        said = _missing(grid)
    return subject, f"{said}\n\n{link}\n"


def _missing(grid: Grid) -> str:
    count = grid.empty_messages
    if not count:
        return _("친구 통계가 비어 있습니다. 넣으면 이번 주 요약이 완성됩니다.")
    if not grid.empty_friends:
        return ngettext(
            "메시지 %(n)s개의 결과가 비어 있습니다. 넣으면 이번 주 요약이 완성됩니다.",
            "메시지 %(n)s개의 결과가 비어 있습니다. 넣으면 이번 주 요약이 완성됩니다.",
            count,
        ) % {"n": count}
    return ngettext(
        "메시지 %(n)s개의 결과와 친구 통계가 비어 있습니다. 넣으면 이번 주 요약이 완성됩니다.",
        "메시지 %(n)s개의 결과와 친구 통계가 비어 있습니다. 넣으면 이번 주 요약이 완성됩니다.",
        count,
    ) % {"n": count}
