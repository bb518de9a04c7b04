"""Accounts, campaigns, ad groups and keywords of Keyword Ads. Lists are bare arrays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kakao.fields import Fields, objects
from kakao.moment.lists import ANY_CONFIG, AdAccount, read_accounts
from kakao.wire import Call, Gate, Host, Json, Page, Query, T

BASE = "/openapi/v1"


@dataclass(frozen=True)
class KeywordCampaign:
    """config: ON, OFF, DEL. Ids come as strings or numbers and are text here."""

    id: str
    name: str
    config: str
    status: tuple[str, ...]
    daily_budget_won: int | None


@dataclass(frozen=True)
class KeywordGroup:
    id: str
    campaign_id: str
    name: str
    config: str
    status: tuple[str, ...]


@dataclass(frozen=True)
class Keyword:
    id: str
    group_id: str
    text: str
    config: str


def call(
    path: str,
    read: Callable[[Json], T],
    *,
    account: str = "",
    query: Query = (),
    gate: Gate | None = None,
) -> Call[T]:
    """A GET of the keyword API v1."""
    headers: Mapping[str, str] = {"adAccountId": account} if account else {}
    endpoint = f"keyword/{path}"
    return Call(endpoint, Host.KEYWORD, f"{BASE}/{path}", read, "GET", query, headers, gate=gate)


def accounts(page: int = 0, size: int = 100) -> Call[Page[AdAccount]]:
    """The keyword accounts the token may see, from page 0."""
    query = (ANY_CONFIG, ("page", str(page)), ("size", str(size)))
    gate = Gate("keyword/adAccounts/pages", "", 1)
    return call("adAccounts/pages", read_accounts, query=query, gate=gate)


def campaigns(account: str) -> Call[tuple[KeywordCampaign, ...]]:
    return call("campaigns", read_campaigns, account=account, query=(ANY_CONFIG,))


def read_campaigns(body: Json) -> tuple[KeywordCampaign, ...]:
    return tuple(_campaign(c) for c in objects(body))


def _campaign(c: Fields) -> KeywordCampaign:
    return KeywordCampaign(
        id=c.id("id"),
        name=c.text("name"),
        config=c.text("config"),
        status=c.texts("status"),
        daily_budget_won=c.whole_or_none("dailyBudgetAmount"),
    )


def groups(account: str, campaign: str) -> Call[tuple[KeywordGroup, ...]]:
    query = (("campaignId", campaign), ANY_CONFIG)
    return call("adGroups", read_groups, account=account, query=query)


def read_groups(body: Json) -> tuple[KeywordGroup, ...]:
    return tuple(
        KeywordGroup(
            id=g.id("id"),
            campaign_id=g.id("campaignId"),
            name=g.text("name"),
            config=g.text("config"),
            status=g.texts("status"),
        )
        for g in objects(body)
    )


def keywords(account: str, group: str) -> Call[tuple[Keyword, ...]]:
    return call("keywords", read_keywords, account=account, query=(("adGroupId", group),))


def read_keywords(body: Json) -> tuple[Keyword, ...]:
    return tuple(
        Keyword(
            id=k.id("id"), group_id=k.id("adGroupId"), text=k.text("text"), config=k.text("config")
        )
        for k in objects(body)
    )
