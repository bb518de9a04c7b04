"""Rows of a report of either product, from the figures of an account."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kakao.simulator.ads import Account, Figures, Product
from kakao.simulator.ads.metrics import Metrics, keyword_metrics, moment_metrics

DEVICES = {"Android": 6, "iOS": 3, "PC": 1}
MOMENT_KEYS = {
    "account": "ad_account_id",
    "campaign": "campaign_id",
    "group": "ad_group_id",
    "leaf": "creative_id",
}
KEYWORD_KEYS = {
    "account": "adAccountId",
    "campaign": "campaignId",
    "group": "adGroupId",
    "leaf": "keywordId",
}


@dataclass(frozen=True)
class Report:
    """What was asked: rows of `level`, of the objects at `places` in the level's order."""

    account: Account
    level: str
    places: Collection[int]
    days: list[date]
    groups: Collection[str]
    by_device: bool = False


def rows(report: Report, figures: Figures, now: datetime) -> Iterator[dict[str, Any]]:
    """Rows as they are shown at `now`; days without delivery are left out or come empty."""
    moment = report.account.product is Product.MOMENT
    key = (MOMENT_KEYS if moment else KEYWORD_KEYS)[report.level]
    metrics: Callable[..., Metrics] = moment_metrics if moment else keyword_metrics
    ids = report.account.ids(report.level)
    for day in report.days:
        on, counts = figures.shown(report.level, day, now)
        shown = {name: values.tolist() for name, values in counts.items()}
        text = _day(report, day)
        for n in report.places:
            head = {"start": text, "end": text, "dimensions": {key: str(ids[n])}}
            if on[n]:
                one = {name: values[n] for name, values in shown.items()}
                yield from _rows(report, head, one, metrics)
            elif _comes_empty(report.account, ids[n], day):
                yield {**head, "metrics": {}}


def _rows(
    report: Report, head: dict[str, Any], counts: dict[str, int], metrics: Callable[..., Metrics]
) -> Iterator[dict[str, Any]]:
    if not report.by_device:
        yield {**head, "metrics": metrics(counts, report.groups)}
        return
    left = dict(counts)
    for device, tenths in DEVICES.items():
        part = {name: value * tenths // 10 for name, value in counts.items()}
        left = {name: left[name] - part[name] for name in left}
        # The last device has what rounding left over, so that the parts add up.
        part = {name: part[name] + left[name] for name in part} if device == "PC" else part
        dimensions = {**head["dimensions"], "device_type": device}
        yield {**head, "dimensions": dimensions, "metrics": metrics(part, report.groups)}


def _day(report: Report, day: date) -> str:
    """Moment answers hyphenated days in most replies, Keyword Ads compact ones."""
    compact = report.account.product is Product.KEYWORD or report.days[0].toordinal() % 10 == 0
    return f"{day:%Y%m%d}" if compact else day.isoformat()


def _comes_empty(account: Account, ident: int, day: date) -> bool:
    return day >= account.first and (ident + day.toordinal()) % 5 == 0


def places(account: Account, level: str, above: str, idents: Collection[int]) -> list[int]:
    """Where the objects of `level` under the objects `idents` of the level `above` stand."""
    depth = ("account", "campaign", "group", "leaf")
    steps = 100 ** (depth.index(level) - depth.index(above))
    wanted = set(idents)
    return [n for n, ident in enumerate(account.ids(level)) if ident // steps in wanted]
