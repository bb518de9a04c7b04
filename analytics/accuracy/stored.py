"""What the nightly job left in the tables, as the screens would read it."""

import datetime as dt
from typing import Any

import numpy as np
from django.db import connection, transaction

from analytics.accuracy.compare import Forecast, Past
from analytics.ghosts.look_back import moment
from channel.models import (
    Alert,
    Channel,
    Friend,
    FriendActivity,
    FriendIdentity,
    GhostBackTest,
    GhostFit,
    PatternScore,
    Reading,
    SendDay,
)
from channel.people.past import lay_out_history, patterns_at
from channel.people.patterns import newest_ordinal, xtn_sql
from kakao.simulator import World, outcomes

CLASSES = ("ghost", "fan", "cooling")
MISSED = "forecast_missed"
# What the baseline may learn from, as the model does: three stretches, friends with 5 messages.
PAST, LEAST = 3, 5


def stored_forecast(place: Channel, made: World, day: dt.date, fit: GhostFit) -> Forecast:
    """Stored scores of everybody in a class beside what he did, without who left meanwhile."""
    told, stored = outcomes(made, day, fit.m), _scores(place, fit)
    keys = told.key[~told.blocked].astype(str).tolist()
    found = [(stored[key], n) for n, key in enumerate(keys) if key in stored]
    if not found:
        raise RuntimeError(f"{made.name}: no forecast was stored on {day} ({fit.verdict})")
    rows, at = zip(*found, strict=True)
    raw, mapped, flagged, length = (np.array(column) for column in zip(*rows, strict=True))
    return Forecast(raw, mapped, flagged, length, told.silent[~told.blocked][list(at)])


def _scores(place: Channel, fit: GhostFit) -> dict[str, tuple[float, float, bool, int]]:
    """By a friend's app user id: raw, mapped, flagged and the length of his silence."""
    sql = f"""
    SELECT i.value, s.silent_raw, s.silent, a.state = 'ghost', p.n - p.t FROM ({xtn_sql()}) p
    JOIN {FriendActivity._meta.db_table} a ON a.channel_id = %(channel)s
        AND a.friend_id = p.friend_id AND a.state = ANY(%(classes)s)
    JOIN {PatternScore._meta.db_table} s ON s.channel_id = %(channel)s AND s.run_id = %(fit)s
        AND (s.x, s.t, s.n) = (p.x, p.t, p.n)
    JOIN {FriendIdentity._meta.db_table} i ON i.channel_id = %(channel)s
        AND i.friend_id = p.friend_id AND i.kind = 'app_user_id'
    """  # noqa: S608 (names of our own tables)
    params: dict[str, Any] = {"channel": place.pk, "newest": newest_ordinal(place.pk), "fit": fit.pk,
              "classes": list(CLASSES)}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return {key: (raw, mapped, flag, length) for key, raw, mapped, flag, length in cursor}


def wrongly_classed(place: Channel) -> int:
    untracked = Friend.objects.filter(channel=place, trackable_from=None).values("pk")
    classed = FriendActivity.objects.filter(channel=place, state__in=[*CLASSES, "new"])
    return classed.filter(friend_id__in=untracked).count()


def noticed(place: Channel, ordinal: int) -> bool:
    """The back-test of the last forecast lies outside its range, and an alert says so."""
    test = GhostBackTest.objects.filter(channel=place, from_ordinal=ordinal).first()
    if test is None or test.low is None or test.high is None:
        return False
    missed = not test.low <= test.actual <= test.high
    return missed and Alert.objects.open().filter(channel=place, kind=MISSED).exists()


@transaction.atomic
def past_of(place: Channel, ordinal: int, m: int) -> Past:
    """The last non-overlapping stretches of m messages before that send day, three at most."""
    days = dict(SendDay.objects.filter(channel=place).values_list("ordinal", "day"))
    thens = [moment(ordinal - n * m, days) for n in range(1, PAST + 1) if ordinal > (n + 1) * m]
    lay_out_history(place.pk, thens)
    rows = [row for then in thens for row in patterns_at(place.pk, then, m) if row.n >= LEAST]
    table = np.array([(row.n - row.t, row.stayed, row.silent) for row in rows], dtype=np.int64)
    return Past(*table.T)


def stored_range(place: Channel, day: dt.date) -> tuple[float | None, float | None]:
    """The interval of the silent share, as the forecast's reading of that day has it."""
    told = Reading.objects.filter(channel=place, measure="t1_silent_expected", as_of=day)
    reading = told.order_by("-pk").first()
    if reading is None or reading.low is None or reading.high is None or not reading.n:
        return None, None
    return reading.low / reading.n, reading.high / reading.n
