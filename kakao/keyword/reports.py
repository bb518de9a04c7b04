"""Daily reports of Keyword Ads: camelCase dimensions, `spending`, compact days."""

from collections.abc import Callable, Mapping
from datetime import date

from kakao.figures import Level, Metric, ReportRow, day_rows, read_lines
from kakao.keyword.lists import call
from kakao.wire import Call, Gate, Json, Query, compact

MAX_DAYS = 31
GAP_SECONDS = 1.0  # no official limit is known; 1 a second and patience at a 429
METRICS_GROUPS = "BASIC,ADDITION,PIXEL_SDK_CONVERSION"

PATHS = {
    Level.ACCOUNT: "adAccounts/report",
    Level.CAMPAIGN: "campaigns/report",
    Level.GROUP: "adGroups/report",
    Level.KEYWORD: "keywords/report",
}
IDS = {
    "adAccountId": Level.ACCOUNT,
    "campaignId": Level.CAMPAIGN,
    "adGroupId": Level.GROUP,
    "keywordId": Level.KEYWORD,
    "creativeId": Level.CREATIVE,
}
NAMES: Mapping[str, Metric] = {
    "imp": Metric.IMPRESSIONS,
    "click": Metric.CLICKS,
    "spending": Metric.COST,
}


def report(
    account: str, level: Level, start: date, end: date, *, campaign: str = ""
) -> Call[tuple[ReportRow, ...]]:
    """A row per day and object of `level`; groups and keywords are asked campaign by campaign.

    Raises ValueError for what Kakao would refuse.
    """
    if level in (Level.GROUP, Level.KEYWORD) and not campaign:
        raise ValueError(f"a report of {level}s needs a campaign")
    if not 0 <= (end - start).days < MAX_DAYS:
        raise ValueError(f"{start} to {end} is not 1 to {MAX_DAYS} days")
    path = PATHS[level]
    query: Query = (
        ("metricsGroups", "BASIC" if level is Level.ACCOUNT else METRICS_GROUPS),
        ("start", compact(start)),
        ("end", compact(end)),
        ("timeUnit", "DAY"),
    )
    query += (("campaignId", campaign),) if campaign else ()
    gate = Gate(f"keyword/{path}", account, GAP_SECONDS)
    return call(path, report_reader(level), account=account, query=query, gate=gate)


def report_reader(level: Level) -> Callable[[Json], tuple[ReportRow, ...]]:
    """Deciphers a report into rows of `level`; days without a row are not made up."""
    return lambda body: tuple(day_rows(read_lines(body), level, IDS, NAMES))
