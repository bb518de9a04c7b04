"""Kakao Moment: calls and payloads. `moment.accounts(...)` builds a Call; a Client sends it."""

from kakao.moment.lists import (
    AdAccount,
    AdGroup,
    Campaign,
    CampaignDetail,
    ChannelProfile,
    Creative,
    FriendGroup,
    accounts,
    campaign_detail,
    campaigns,
    channel_profiles,
    creatives,
    friend_groups,
    groups,
)
from kakao.moment.messages import MessageAd, MessageResult, message_ads, message_results
from kakao.moment.reports import (
    MAX_DAYS,
    MAX_IDS,
    account_report,
    campaign_report,
    creative_report,
    group_report,
)

__all__ = [
    "MAX_DAYS",
    "MAX_IDS",
    "AdAccount",
    "AdGroup",
    "Campaign",
    "CampaignDetail",
    "ChannelProfile",
    "Creative",
    "FriendGroup",
    "MessageAd",
    "MessageResult",
    "account_report",
    "accounts",
    "campaign_detail",
    "campaign_report",
    "campaigns",
    "channel_profiles",
    "creative_report",
    "creatives",
    "friend_groups",
    "group_report",
    "groups",
    "message_ads",
    "message_results",
]
