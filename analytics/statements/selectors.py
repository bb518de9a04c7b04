"""Read the facts of one channel: seven queries, whatever its size."""

import datetime as dt

from analytics.statements.facts import Day, Facts, Message, Period, Typed
from analytics.statements.messages import UNITS
from analytics.statements.weeks import MEASURES, sundays
from channel.clock import today
from channel.models import (
    Broadcast,
    Channel,
    DailyFriends,
    PeriodFriends,
    PriceRate,
    Reading,
    TypedFigure,
)


def load(channel: Channel) -> Facts:
    now = today()
    return Facts(
        channel_id=channel.pk,
        today=now,
        now=now,
        days=_days(channel),
        periods=_periods(channel),
        messages=_messages(channel),
        typed=tuple(
            Typed(row.pk, row.kind, row.as_of, row.values, row.origin)
            for row in TypedFigure.objects.filter(channel=channel).order_by("as_of", "pk")
        ),
        rates=tuple(PriceRate.objects.order_by("-valid_from")),
        told=_told(channel),
        told_of_messages=_told_of_messages(channel),
    )


def _days(channel: Channel) -> tuple[Day, ...]:
    rows = DailyFriends.objects.filter(channel=channel).order_by("day")
    fields = ("day", "total", "added", "blocked", "provisional", "origin")
    return tuple(Day(*row) for row in rows.values_list(*fields))


def _periods(channel: Channel) -> tuple[Period, ...]:
    rows = PeriodFriends.objects.filter(channel=channel).order_by("last_day", "pk")
    return tuple(
        Period(*row)
        for row in rows.values_list(
            "pk", "first_day", "last_day", "added", "blocked", "total_before", "total_after",
            "origin",
        )
    )  # fmt: skip


def _messages(channel: Channel) -> tuple[Message, ...]:
    rows = Broadcast.objects.filter(channel=channel).done().newest_first()
    return tuple(
        Message(
            id=row["pk"], title=row["title"], day=row["sent_on"],
            full=row["audience"] == Broadcast.Audience.ALL, sent=row["result__sent"],
            opened=row["result__opened"], clicked=row["result__clicked"],
            free=row["result__free_sends"] or 0, origin=row["result__origin"] or row["origin"],
        )
        for row in rows.values(
            "pk", "title", "sent_on", "audience", "origin", "result__sent", "result__opened",
            "result__clicked", "result__free_sends", "result__origin",
        )
    )  # fmt: skip


def _told(channel: Channel) -> frozenset[tuple[str, dt.date]]:
    """Days whose reading must be taken back when later facts no longer give one."""
    rows = Reading.objects.filter(channel=channel, subject="channel")
    weekly = rows.filter(measure__in=MEASURES, as_of__in=sundays(today()))
    days = rows.filter(measure="unexplained")
    return frozenset((weekly | days).values_list("measure", "as_of").distinct())


def _told_of_messages(channel: Channel) -> frozenset[tuple[str, str, dt.date]]:
    """Readings with a value that are shown now."""
    newest = Reading.objects.filter(
        channel=channel, subject__startswith="broadcast:", measure__in=UNITS
    ).newest()
    rows = newest.values_list("subject", "measure", "as_of", "value")
    return frozenset(
        (subject, measure, day) for subject, measure, day, value in rows if value is not None
    )
