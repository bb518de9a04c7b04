"""What a person does in the first ten minutes."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_noop

from analytics.start.forms import TypedMessage
from channel.audit.record import record
from channel.broadcasts.models import fold_title
from channel.clock import today
from channel.models import (
    Broadcast,
    BroadcastResult,
    Channel,
    DailyFriends,
    Origin,
    PeriodFriends,
    User,
)
from channel.signals import facts_changed

UNTITLED = "제목 없음"
MONTH_DAYS = 30


@transaction.atomic
def save_nine_numbers(
    *,
    user: User,
    channel: Channel,
    friends: int,
    added: int | None,
    blocked: int | None,
    messages: Sequence[TypedMessage],
) -> None:
    """Keep what was typed under the keys an import would use: a later file is the same row."""
    Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
    DailyFriends.objects.update_or_create(
        channel=channel, day=today(),
        defaults={"total": friends, "origin": Origin.TYPED, "provisional": True},
    )  # fmt: skip
    if added is not None and blocked is not None:
        _keep_month(channel, added, blocked)
    _keep_messages(channel, messages)
    after = {
        "friends": friends, "added": added, "blocked": blocked,
        "messages": [[m.day.isoformat(), m.sent, m.opened] for m in messages],
    }  # fmt: skip
    record(channel, user, gettext_noop("숫자 9개를 넣었습니다"), channel.name, after=after)
    facts_changed.send(sender=None, channel_ids=[channel.pk])


def _keep_month(channel: Channel, added: int, blocked: int) -> None:
    """Kakao's last 30 days end yesterday."""
    last = today() - dt.timedelta(days=1)
    PeriodFriends.objects.update_or_create(
        channel=channel, first_day=last - dt.timedelta(days=MONTH_DAYS - 1), last_day=last,
        defaults={"added": added, "blocked": blocked, "origin": Origin.TYPED},
    )  # fmt: skip


def _keep_messages(channel: Channel, messages: Sequence[TypedMessage]) -> None:
    of_day: dict[dt.date, int] = {}
    for typed in messages:
        nth = of_day[typed.day] = of_day.get(typed.day, 0) + 1
        kept, _new = Broadcast.objects.get_or_create(
            channel=channel, sent_on=typed.day, folded_title=fold_title(UNTITLED), nth_of_day=nth,
            defaults={"title": UNTITLED, "origin": Origin.TYPED},
        )  # fmt: skip
        BroadcastResult.objects.update_or_create(
            broadcast=kept,
            defaults={
                "channel": channel, "as_of": today(), "sent": typed.sent, "opened": typed.opened,
                "origin": Origin.TYPED,
            },
        )  # fmt: skip
