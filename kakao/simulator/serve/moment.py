"""Kakao Moment v4: accounts, lists, friend groups and reports, with their documented limits."""

from datetime import date, timedelta
from typing import Any

from kakao.simulator.ads import Account, Product, messages
from kakao.simulator.ads.accounts import leaf_name
from kakao.simulator.ads.metrics import MOMENT_GROUPS
from kakao.simulator.serve.ask import Ask, Refused, Reply, refusal, span, wrong_parameter
from kakao.simulator.serve.reports import Report, places, rows

MAX_DAYS = 31
LEVELS = {"AD_ACCOUNT": "account", "CAMPAIGN": "campaign", "AD_GROUP": "group", "CREATIVE": "leaf"}
ASKED = {
    "adAccounts": ("account", "adAccountId", 5, ("AD_ACCOUNT", "CAMPAIGN")),
    "campaigns": ("campaign", "campaignId", 5, ("CAMPAIGN", "AD_GROUP")),
    "adGroups": ("group", "adGroupId", 40, ("AD_GROUP", "CREATIVE")),
    "creatives": ("leaf", "creativeId", 100, ("CREATIVE",)),
}
OTHER_GROUPS = ("MESSAGE_CLICK", "SLIDE_CLICK", "VIDEO", "ADVIEW", "BIZ_BOARD", "SPB")
# A group of receivers is made of a message of at least so many days ago.
RECEIVERS_DAYS = 21


def refuse(detail: int, words: str) -> Refused:
    return refusal(Product.MOMENT, detail, words)


def accounts(ask: Ask) -> Reply:
    """Both products list their accounts in the same form."""
    assert ask.token
    product = Product.MOMENT if "/v4/" in ask.path else Product.KEYWORD
    found = ask.simulation.of_token(ask.token, product)
    page, size = ask.number("page", 0, 10_000), max(1, ask.number("size", 10, 1_000))
    rows = [
        {"id": a.id, "name": a.name, "memberType": "MASTER", "config": "ON"}
        for a in found[page * size : (page + 1) * size]
    ]
    pages = -(-len(found) // size)
    counts = {"number": page, "size": size, "totalElements": len(found), "totalPages": pages}
    return Reply({"content": rows, **counts, "page": page})


def profiles(ask: Ask) -> Reply:
    account = ask.of_account()
    return Reply([{"id": account.profile, "name": account.name.split()[0]}])


def _listed(ident: int, name: str, config: str = "ON") -> dict[str, object]:
    return {
        "id": ident,
        "name": name,
        "config": config,
        "userConfig": config,
        "systemConfig": "ON",
    }


def campaigns(ask: Ask) -> Reply:
    found = [c for c in ask.of_account().campaigns() if not c.hidden]
    return Reply({"content": [_listed(c.id, c.name, c.config) for c in found]})


def campaign(ask: Ask) -> Reply:
    account, ident = ask.of_account(), int(ask.path.rsplit("/", 1)[1])
    found = next((c for c in account.campaigns() if c.id == ident and not c.hidden), None)
    if found is None:
        raise refuse(31001, "campaign not found")
    goal = {"campaignType": found.kind, "goal": found.goal}
    channel = found.n % 2 == 0
    objective = {"type": "TALK_CHANNEL", "value": str(account.profile)} if channel else None
    return Reply(
        {
            **_listed(found.id, found.name, found.config),
            "adAccountId": account.id,
            "campaignTypeGoal": goal,
            "objective": objective,
            "dailyBudgetAmount": None if found.goal == "REACH" else 50_000 + 10_000 * found.n,
            "statusDescription": "집행 가능",
            "status": ["READY"],
            "trackId": None,
        }
    )


def _parent(ask: Ask, name: str, level: str) -> int:
    idents = ask.ids(name)
    if len(idents) != 1:
        raise wrong_parameter(f"{name} is required")
    if ask.of_account().place(level, idents[0]) is None:
        raise refuse(31001 if level == "campaign" else 32001, f"{name} not found")
    return idents[0]


def groups(ask: Ask) -> Reply:
    idents = ask.of_account().group_ids(_parent(ask, "campaignId", "campaign"))
    return Reply({"content": [_listed(i, f"광고그룹 {i % 100}") for i in idents]})


def creatives(ask: Ask) -> Reply:
    account = ask.of_account()
    idents = account.leaf_ids(_parent(ask, "adGroupId", "group"))
    found = [{**_listed(i, leaf_name(account, i)), "format": "IMAGE_BANNER"} for i in idents]
    return Reply({"content": found})


def friend_groups(ask: Ask) -> Reply:
    """Three lists that grow day by day, one of them still being counted, and the receivers of a
    message of a month ago, fewer of whom are friends each day."""
    account = ask.of_account()
    age = (ask.now().date() - account.first).days
    found = []
    for n, name in enumerate(("단골", "최근 구매", "새 명단")):
        ready = n < 2
        row = {
            "id": account.id * 10 + n,
            "profileId": account.profile,
            "talkChannelProfileName": account.name.split()[0],
            "fileType": "PHONE_NUMBER",
            "groupKey": f"group-{account.id}-{n}",
            "name": name,
            "friendCount": 400 * (n + 1) + age * (n + 1) if ready else None,
            "talkChannelGroupFileStatus": "COMPLETE" if ready else "WAITING",
            "createdDate": f"{account.first.isoformat()}T10:00:00",
        }
        found.append(row)
    return Reply([*found, *_receivers(ask, account, found[0])])


def _receivers(ask: Ask, account: Account, like: dict[str, Any]) -> list[dict[str, Any]]:
    last = ask.now().date() - timedelta(days=RECEIVERS_DAYS)
    sent = list(messages(account, ask.simulation.seed, last - timedelta(days=6), last))
    if not sent:
        return []
    message = sent[-1]
    gone = message.sent * (ask.now() - message.send_at).days // 1_000
    return [
        {
            **like,
            "id": account.id * 10 + 9,
            "fileType": "MESSAGE_RETARGET",
            "groupKey": f"group-{account.id}-9",
            "name": f"{message.send_at:%m/%d} {message.title} 받은 친구",
            "friendCount": message.sent - gone,
            "createdDate": f"{message.send_at:%Y-%m-%d}T18:00:00",
        }
    ]


def window(ask: Ask) -> list[date]:
    """The days of a report. Refuses today and later, more than 31 days, and wrong formats."""
    start, end = ask.compact_day("start"), ask.compact_day("end")
    if not ask.one("start") and not ask.one("end"):
        yesterday = ask.now().date() - timedelta(days=1)
        if ask.one("datePreset") != "YESTERDAY":
            raise refuse(60008, "only YESTERDAY is simulated without a period")
        return [yesterday]
    if start is None or end is None or start > end:
        raise refuse(60005, "start and end have to be yyyyMMdd")
    if (end - start).days >= MAX_DAYS:
        raise refuse(60007, "more than 31 days")
    if end >= ask.now().date():
        raise refuse(60008, "today is not available")
    return span(start, end)


def _groups(ask: Ask) -> list[str]:
    found = [name for name in ask.one("metricsGroup", "BASIC").split(",") if name]
    unknown = [name for name in found if name not in MOMENT_GROUPS + OTHER_GROUPS]
    if unknown or not found:
        raise wrong_parameter(f"metricsGroup {unknown}")
    return found


def report(ask: Ask) -> Reply:
    level, key, most, words = ASKED[ask.path.split("/")[-2]]
    named = ask.one("level", words[0])
    if named not in words:
        raise wrong_parameter(f"level {named}")
    if ask.one("timeUnit", "DAY") != "DAY" or ask.one("dimension") not in ("", "DEVICE_TYPE"):
        raise wrong_parameter("timeUnit or dimension")
    days, groups = window(ask), _groups(ask)
    idents = ask.ids(key) or ([ask.of_account().id] if level == "account" else [])
    if not 1 <= len(idents) <= most:
        raise wrong_parameter(f"{key}: 1 to {most} ids")
    found = []
    for account in _accounts(ask, level, idents):
        _refuse_withheld(ask, account, days)
        at = places(account, LEVELS[named], level, idents)
        wanted = Report(account, LEVELS[named], at, days, groups, bool(ask.one("dimension")))
        found += list(rows(wanted, ask.simulation.figures(account), ask.now()))
    return Reply({"code": 200, "message": "Success", "data": found})


def _accounts(ask: Ask, level: str, idents: list[int]) -> list[Account]:
    """The accounts that a report is about: several only where accounts are asked for."""
    assert ask.token
    if level == "account":
        found = ask.simulation.of_token(ask.token, Product.MOMENT)
        if not set(idents) <= {a.id for a in found}:
            raise refuse(9004, "no permission for this account")
        return [a for a in found if a.id in idents]
    account = ask.of_account()
    if any(account.place(level, ident) is None for ident in idents):
        raise refuse(31001, "not found in this account")
    return [account]


def _refuse_withheld(ask: Ask, account: Account, days: list[date]) -> None:
    figures = ask.simulation.figures(account)
    if any(figures.withheld(day) for day in days):
        raise refuse(60005, "no report can be given for a day of this period")
