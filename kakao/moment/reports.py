"""Moment's daily reports: snake_case dimensions, `cost`, hyphenated days."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from kakao.figures import Level, Metric, ReportRow, day_rows, read_lines
from kakao.moment.lists import call
from kakao.wire import Call, Gate, Json, Query, compact

MAX_DAYS = 31
MAX_IDS = {Level.ACCOUNT: 5, Level.CAMPAIGN: 5, Level.GROUP: 40, Level.CREATIVE: 100}
GAP_SECONDS = {Level.ACCOUNT: 5.0, Level.CAMPAIGN: 5.0, Level.GROUP: 1.0, Level.CREATIVE: 5.0}
# Message-only accounts answer nothing under BASIC, display-only ones nothing under MESSAGE.
METRICS_GROUP = "BASIC,ADDITION,MESSAGE,MESSAGE_ADDITION,PLUS_FRIEND,PIXEL_SDK_CONVERSION"

PATHS = {
    Level.ACCOUNT: ("adAccounts/report", "adAccountId"),
    Level.CAMPAIGN: ("campaigns/report", "campaignId"),
    Level.GROUP: ("adGroups/report", "adGroupId"),
    Level.CREATIVE: ("creatives/report", "creativeId"),
}
WORDS = {
    Level.ACCOUNT: "AD_ACCOUNT",
    Level.CAMPAIGN: "CAMPAIGN",
    Level.GROUP: "AD_GROUP",
    Level.CREATIVE: "CREATIVE",
}
IDS = {
    "ad_account_id": Level.ACCOUNT,
    "campaign_id": Level.CAMPAIGN,
    "ad_group_id": Level.GROUP,
    "creative_id": Level.CREATIVE,
}
NAMES: Mapping[str, Metric] = {
    "imp": Metric.IMPRESSIONS,
    "click": Metric.CLICKS,
    "cost": Metric.COST,
    "reach": Metric.REACH,
    "msg_send": Metric.SENT,
    "msg_open": Metric.OPENED,
    "msg_click": Metric.MESSAGE_CLICKS,
    "msg_send_fail": Metric.FAILED,
}


def account_report(
    account: str,
    start: date,
    end: date,
    level: Level = Level.CAMPAIGN,
    *,
    dimension: str = "",
) -> Call[tuple[ReportRow, ...]]:
    """A row per day and account or campaign of one account: the cheapest daily pull."""
    return _report(Level.ACCOUNT, account, (account,), start, end, level, dimension)


def campaign_report(
    account: str,
    campaigns: Sequence[str],
    start: date,
    end: date,
    level: Level = Level.CAMPAIGN,
    *,
    dimension: str = "",
) -> Call[tuple[ReportRow, ...]]:
    """A row per day and campaign or group of up to 5 campaigns."""
    return _report(Level.CAMPAIGN, account, campaigns, start, end, level, dimension)


def group_report(
    account: str,
    groups: Sequence[str],
    start: date,
    end: date,
    level: Level = Level.GROUP,
    *,
    dimension: str = "",
) -> Call[tuple[ReportRow, ...]]:
    """A row per day and group or creative of up to 40 groups."""
    return _report(Level.GROUP, account, groups, start, end, level, dimension)


def creative_report(
    account: str, creatives: Sequence[str], start: date, end: date, *, dimension: str = ""
) -> Call[tuple[ReportRow, ...]]:
    """A row per day and creative of up to 100 creatives."""
    return _report(Level.CREATIVE, account, creatives, start, end, Level.CREATIVE, dimension)


def _report(
    asked: Level,
    account: str,
    ids: Sequence[str],
    start: date,
    end: date,
    level: Level,
    dimension: str,
) -> Call[tuple[ReportRow, ...]]:
    _check(asked, ids, start, end, level)
    path, key = PATHS[asked]
    query: Query = (
        (key, ",".join(ids)),
        ("start", compact(start)),
        ("end", compact(end)),
        ("timeUnit", "DAY"),
        ("metricsGroup", METRICS_GROUP),
    )
    query += (("level", WORDS[level]),) if asked is not Level.CREATIVE else ()
    query += (("dimension", dimension),) if dimension else ()
    # Kakao counts a call with one id for its account and one with several for the whole app.
    gate = Gate(f"moment/{path}", account if len(ids) == 1 else "", GAP_SECONDS[asked])
    return call(path, report_reader(level), account=account, query=query, gate=gate)


def _check(asked: Level, ids: Sequence[str], start: date, end: date, level: Level) -> None:
    """Raise ValueError for what Kakao would refuse: that is a fault of ours, not an answer."""
    if not 1 <= len(ids) <= MAX_IDS[asked]:
        raise ValueError(f"{len(ids)} ids where 1 to {MAX_IDS[asked]} are allowed")
    if not 0 <= (end - start).days < MAX_DAYS:
        raise ValueError(f"{start} to {end} is not 1 to {MAX_DAYS} days")
    finer = list(PATHS).index(level) - list(PATHS).index(asked)
    if finer not in (0, 1):
        raise ValueError(f"a report of {asked}s has no rows per {level}")


def report_reader(level: Level) -> Callable[[Json], tuple[ReportRow, ...]]:
    """Deciphers a report into rows of `level`; days without a row are not made up."""
    return lambda body: tuple(day_rows(read_lines(body), level, IDS, NAMES))
