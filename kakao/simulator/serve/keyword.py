"""Keyword Ads v1: bare arrays, ids of campaigns as strings, compact days, `spending`."""

from datetime import date

from kakao.simulator.ads import Account, Product
from kakao.simulator.ads.accounts import leaf_name
from kakao.simulator.ads.metrics import KEYWORD_GROUPS
from kakao.simulator.serve.ask import Ask, Refused, Reply, refusal, span, wrong_parameter
from kakao.simulator.serve.reports import Report, places, rows

MAX_DAYS = 31
LEVELS = {"adAccounts": "account", "campaigns": "campaign", "adGroups": "group", "keywords": "leaf"}


def refuse(detail: int, words: str) -> Refused:
    return refusal(Product.KEYWORD, detail, words)


def campaigns(ask: Ask) -> Reply:
    account = ask.of_account()
    return Reply(
        [
            {
                "bizChannelId": str(account.profile),
                "id": str(c.id),
                "name": c.name,
                "config": "ON",
                "status": ["LIVE"],
                "trackId": None,
                "traceUrl": True,
                "dailyBudgetAmount": 300_000,
                "dailyBudgetAmountOver": False,
            }
            for c in account.campaigns()
        ]
    )


def _parent(ask: Ask, account: Account, name: str, level: str) -> int:
    idents = ask.ids(name)
    if len(idents) != 1:
        raise wrong_parameter(f"{name} is required")
    if account.place(level, idents[0]) is None:
        raise refuse(103005, f"{name} not found")
    return idents[0]


def groups(ask: Ask) -> Reply:
    account = ask.of_account()
    campaign = _parent(ask, account, "campaignId", "campaign")
    return Reply(
        [
            {
                "campaignId": campaign,
                "id": ident,
                "name": f"광고그룹 {ident % 100}",
                "config": "ON",
                "status": ["LIVE"],
                "placements": [],
                "deviceTypes": ["MOBILE", "PC"],
                "bidAmount": 500,
                "schedule": {"beginDate": account.first.isoformat(), "endDate": None},
            }
            for ident in account.group_ids(campaign)
        ]
    )


def keywords(ask: Ask) -> Reply:
    account = ask.of_account()
    group = _parent(ask, account, "adGroupId", "group")
    return Reply(
        [
            {
                "adGroupId": group,
                "id": ident,
                "text": leaf_name(account, ident),
                "config": "ON",
                "bidStrategy": {"type": "MANUAL", "bidAmount": 300},
            }
            for ident in account.leaf_ids(group)
        ]
    )


def _window(ask: Ask) -> list[date]:
    start, end = ask.compact_day("start"), ask.compact_day("end")
    if start is None or end is None or start > end:
        raise refuse(60005, "start and end have to be yyyyMMdd")
    if (end - start).days >= MAX_DAYS:
        raise refuse(60007, "more than 31 days")
    if end >= ask.now().date():
        raise refuse(60008, "today is not simulated")
    return span(start, end)


def report(ask: Ask) -> Reply:
    account, level = ask.of_account(), LEVELS[ask.path.split("/")[-2]]
    groups = [name for name in ask.one("metricsGroups").split(",") if name]
    if not groups or not set(groups) <= set(KEYWORD_GROUPS) or ask.one("timeUnit") != "DAY":
        raise wrong_parameter("metricsGroups is required, timeUnit has to be DAY")
    if level == "account" and groups != ["BASIC"]:
        raise wrong_parameter("accounts have BASIC only")
    days = _window(ask)
    above, idents = "account", [account.id]
    if level in ("group", "leaf") or ask.one("campaignId"):
        above, idents = "campaign", [_parent(ask, account, "campaignId", "campaign")]
    figures = ask.simulation.figures(account)
    if any(figures.withheld(day) for day in days):
        raise refuse(60005, "no report can be given for a day of this period")
    wanted = Report(account, level, places(account, level, above, idents), days, groups)
    return Reply({"data": list(rows(wanted, figures, ask.now()))})
