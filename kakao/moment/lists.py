"""Accounts, campaigns, ad groups, creatives, channel profiles and friend groups of Moment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from kakao.fields import Fields, objects
from kakao.wire import Call, Gate, Host, Json, Page, Query, T

BASE = "/openapi/v4"
ANY_CONFIG = ("config", "ON,OFF,DEL")


@dataclass(frozen=True)
class AdAccount:
    """config: ON, OFF, DEL. member_type: MASTER, MEMBER or ""."""

    id: str
    name: str
    config: str
    member_type: str = ""


@dataclass(frozen=True)
class Campaign:
    """config: ON, OFF, DEL. system_config: ON, ADMIN_STOP, EXTERNAL_SERVICE_STOP or ""."""

    id: str
    name: str
    config: str
    system_config: str = ""


@dataclass(frozen=True)
class CampaignDetail:
    """What the list leaves out. kind: e.g. TALK_BIZ_BOARD; budget in won, None where it has none.

    objective_value: the pixel's or the ad channel's id.
    """

    id: str
    name: str
    config: str
    kind: str
    goal: str
    objective_type: str
    objective_value: str
    daily_budget_won: int | None
    status: tuple[str, ...]


@dataclass(frozen=True)
class AdGroup:
    id: str
    name: str
    config: str
    system_config: str = ""


@dataclass(frozen=True)
class Creative:
    id: str
    name: str
    config: str
    format: str = ""


@dataclass(frozen=True)
class ChannelProfile:
    """A channel as ads name it: neither the `_` id nor the search id."""

    id: str
    name: str


@dataclass(frozen=True)
class FriendGroup:
    """An uploaded list of friends. friend_count: None while Kakao has not counted.

    file_type: APP_USER_ID, PHONE_NUMBER, MESSAGE_RETARGET. status: WAITING, COMPLETE, DELETE, ERROR.
    """

    id: str
    profile_id: str
    name: str
    file_type: str
    status: str
    friend_count: int | None
    created_at: datetime | None


def call(
    path: str,
    read: Callable[[Json], T],
    *,
    account: str = "",
    query: Query = (),
    name: str = "",
    gate: Gate | None = None,
) -> Call[T]:
    """A GET of the ad API v4. `name`: the path without ids, where it has some."""
    headers: Mapping[str, str] = {"adAccountId": account} if account else {}
    endpoint = f"moment/{name or path}"
    return Call(endpoint, Host.MOMENT, f"{BASE}/{path}", read, "GET", query, headers, gate=gate)


def accounts(page: int = 0, size: int = 100) -> Call[Page[AdAccount]]:
    """The ad accounts the token may see, from page 0."""
    query = (ANY_CONFIG, ("page", str(page)), ("size", str(size)))
    gate = Gate("moment/adAccounts/pages", "", 1)
    return call("adAccounts/pages", read_accounts, query=query, gate=gate)


def read_accounts(body: Json) -> Page[AdAccount]:
    page = Fields(body)
    found = tuple(
        AdAccount(a.id("id"), a.text("name"), a.text("config"), a.text_or("memberType"))
        for a in page.objects("content")
    )
    number, pages = page.whole_or_none("number") or 0, page.whole_or_none("totalPages") or 0
    return Page(found, number + 1 < pages)


def channel_profiles(account: str) -> Call[tuple[ChannelProfile, ...]]:
    return call("adAccounts/channel/profiles", read_channel_profiles, account=account)


def read_channel_profiles(body: Json) -> tuple[ChannelProfile, ...]:
    return tuple(ChannelProfile(p.id("id"), p.text_or("name")) for p in objects(body))


def campaigns(account: str) -> Call[tuple[Campaign, ...]]:
    """May lack campaigns that reports name: an id of a report need not have a name."""
    return call("campaigns", read_campaigns, account=account, query=(ANY_CONFIG,))


def read_campaigns(body: Json) -> tuple[Campaign, ...]:
    return tuple(
        Campaign(c.id("id"), c.text("name"), c.text("config"), c.text_or("systemConfig"))
        for c in Fields(body).objects("content")
    )


def campaign_detail(account: str, campaign: str) -> Call[CampaignDetail]:
    path = f"campaigns/{campaign}"
    return call(path, read_campaign_detail, account=account, name="campaigns/{id}")


def read_campaign_detail(body: Json) -> CampaignDetail:
    c = Fields(body)
    kind, objective = c.object("campaignTypeGoal"), c.object_or_none("objective")
    return CampaignDetail(
        id=c.id("id"),
        name=c.text("name"),
        config=c.text("config"),
        kind=kind.text("campaignType"),
        goal=kind.text_or("goal"),
        objective_type=objective.text_or("type") if objective else "",
        objective_value=objective.id_or("value") if objective else "",
        daily_budget_won=c.whole_or_none("dailyBudgetAmount"),
        status=c.texts("status"),
    )


def groups(account: str, campaign: str) -> Call[tuple[AdGroup, ...]]:
    query = (("campaignId", campaign), ANY_CONFIG)
    return call("adGroups", read_groups, account=account, query=query)


def read_groups(body: Json) -> tuple[AdGroup, ...]:
    return tuple(
        AdGroup(g.id("id"), g.text("name"), g.text("config"), g.text_or("systemConfig"))
        for g in Fields(body).objects("content")
    )


def creatives(account: str, group: str) -> Call[tuple[Creative, ...]]:
    query = (("adGroupId", group), ANY_CONFIG)
    return call("creatives", read_creatives, account=account, query=query)


def read_creatives(body: Json) -> tuple[Creative, ...]:
    return tuple(
        Creative(
            c.id("creativeId" if c.has("creativeId") else "id"),
            c.text("name"),
            c.text("config"),
            c.text_or("format"),
        )
        for c in Fields(body).objects("content")
    )


def friend_groups(account: str) -> Call[tuple[FriendGroup, ...]]:
    return call("talkChannelGroupFiles", read_friend_groups, account=account)


def read_friend_groups(body: Json) -> tuple[FriendGroup, ...]:
    return tuple(
        FriendGroup(
            id=g.id("id"),
            profile_id=g.id("profileId"),
            name=g.text("name"),
            file_type=g.text("fileType"),
            status=g.text("talkChannelGroupFileStatus"),
            friend_count=g.whole_or_none("friendCount"),
            created_at=g.moment_or_none("createdDate", "%Y-%m-%dT%H:%M:%S"),
        )
        for g in objects(body)
    )
