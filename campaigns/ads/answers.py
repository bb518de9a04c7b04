"""Which days Kakao answered for, which are wanted next, and which are doubtful."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from campaigns.ads.models import (
    PROVISIONAL_DAYS,
    AdAccount,
    AdAnswer,
    AdCampaign,
    AdGroup,
    AdLevel,
)
from channel import clock

Window = tuple[dt.date, dt.date]
ONE = dt.timedelta(days=1)
UPPER = {
    AdLevel.CAMPAIGN: AdLevel.ACCOUNT, AdLevel.GROUP: AdLevel.CAMPAIGN,
    AdLevel.CREATIVE: AdLevel.GROUP, AdLevel.KEYWORD: AdLevel.GROUP,
}  # fmt: skip
MOST_DOUBTS = 3
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)

ANSWERED = """
INSERT INTO campaigns_adanswer AS a
    (account_id, level, day, rows, answered_at, provisional, refused, doubts)
SELECT %(account)s, %(level)s, d::date,
    (SELECT count(*) FROM campaigns_adday t WHERE t.account_id = %(account)s
        AND t.level = %(level)s AND t.day = d::date),
    %(now)s, %(today)s::date - d::date <= %(days)s, %(refused)s, 0
FROM generate_series(%(start)s::date, %(end)s::date, interval '1 day') d
ON CONFLICT (account_id, level, day) DO UPDATE SET rows = excluded.rows,
    answered_at = excluded.answered_at, provisional = excluded.provisional,
    refused = excluded.refused
"""
# What an answer no longer holds keeps its last figure, which is then as settled as its day.
SETTLED = """
UPDATE campaigns_adday SET provisional = false
WHERE account_id = %(account)s AND level = %(level)s AND provisional
    AND day BETWEEN %(start)s AND %(end)s AND %(today)s::date - day > %(days)s
"""
DOUBTFUL = """
WITH sums AS (
    SELECT level, day, sum(impressions) AS impressions, sum(cost_won) AS cost, sum(sent) AS sent
    FROM campaigns_adday WHERE account_id = %(account)s AND level IN (%(level)s, %(upper)s)
        AND day BETWEEN %(start)s AND %(end)s AND dimension = '' GROUP BY level, day
)
SELECT l.day FROM campaigns_adanswer l
JOIN campaigns_adanswer u ON u.account_id = l.account_id AND u.day = l.day
    AND u.level = %(upper)s
LEFT JOIN sums ls ON ls.level = l.level AND ls.day = l.day
LEFT JOIN sums us ON us.level = u.level AND us.day = u.day
WHERE l.account_id = %(account)s AND l.level = %(level)s
    AND l.day BETWEEN %(start)s AND %(end)s
    AND NOT (l.provisional OR u.provisional OR l.refused OR u.refused)
    AND (l.doubts < %(most)s AND u.doubts < %(most)s OR l.answered_at < %(named_at)s)
    AND (coalesce(ls.impressions, 0), coalesce(ls.cost, 0), coalesce(ls.sent, 0))
        <> (coalesce(us.impressions, 0), coalesce(us.cost, 0), coalesce(us.sent, 0))
"""


def mark_answered(
    account: AdAccount, level: str, start: dt.date, end: dt.date, *, refused: bool = False
) -> None:
    """Every day of the window is answered, or refused, now."""
    params: dict[str, Any] = {
        "account": account.pk, "level": level, "start": start, "end": end, "refused": refused,
        "now": timezone.now(), "today": clock.today(), "days": PROVISIONAL_DAYS,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(ANSWERED, params)
        if not refused:
            cursor.execute(SETTLED, params)


def next_window(account: AdAccount, level: str, since: dt.datetime, longest: int) -> Window | None:
    """The newest days up to yesterday that are not answered, or may still change and were not
    asked for since; at most `longest` of them in a row. None: all is in.

    A day that Kakao refused once is asked for alone: it would take its neighbours with it.
    """
    last, first = clock.today() - ONE, account.history_from
    answers = AdAnswer.objects.filter(account=account, day__range=(first, last))
    again = {"provisional": True, "answered_at__lt": since}
    settled = set(answers.filter(level=level).exclude(**again).values_list("day", flat=True))
    alone = set(answers.filter(refused=True).values_list("day", flat=True))
    end = last
    while end >= first and end in settled:
        end -= ONE
    if end < first:
        return None
    return _backwards(end, first, settled | alone, longest) if end not in alone else (end, end)


def _backwards(end: dt.date, first: dt.date, stops: set[dt.date], longest: int) -> Window:
    start = end
    while start > first and (end - start).days + 1 < longest and start - ONE not in stops:
        start -= ONE
    return start, end


def doubt(account: AdAccount, level: str, start: dt.date, end: dt.date) -> set[str]:
    """Settled days whose sums differ between this level and its neighbours are asked for again,
    a few times, and once more when something got known that could not be asked for; returns the
    levels that are. A row that got lost on its way shows in nothing else.
    """
    levels: set[str] = set()
    for lower, upper in UPPER.items():
        if level not in (lower, upper):
            continue
        if days := _doubtful(account, lower, upper, start, end):
            levels |= {lower, upper}
            _ask_again(account, {lower, upper}, days)
    return levels


def _doubtful(
    account: AdAccount, level: str, upper: str, start: dt.date, end: dt.date
) -> list[dt.date]:
    params: dict[str, Any] = {
        "account": account.pk, "level": level, "upper": upper, "start": start, "end": end,
        "most": MOST_DOUBTS, "named_at": _named_at(account),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(DOUBTFUL, params)
        return [day for (day,) in cursor.fetchall()]


def _named_at(account: AdAccount) -> dt.datetime:
    """When the newest campaign or group got known: lower levels are asked for by their ids."""
    found = [
        model._default_manager.filter(account=account).aggregate(at=Max("first_seen_at"))["at"]
        for model in (AdCampaign, AdGroup)
    ]
    return max((at for at in found if at), default=LONG_AGO)


def _ask_again(account: AdAccount, levels: Collection[str], days: Collection[dt.date]) -> None:
    found = AdAnswer.objects.filter(account=account, level__in=levels, day__in=days)
    for one in found:
        one.doubts, one.provisional, one.answered_at = one.doubts + 1, True, LONG_AGO
    AdAnswer.objects.bulk_update(found, ["doubts", "provisional", "answered_at"])


def ask_all_again(account: AdAccount, level: str) -> None:
    """Every day of the level may change: what is stored stays until Kakao says otherwise."""
    AdAnswer.objects.filter(account=account, level=level).update(
        provisional=True, answered_at=LONG_AGO
    )
