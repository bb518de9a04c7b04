"""The tables of campaigns, one module a subject."""

from campaigns.ads.models import (
    AdAccount,
    AdAnswer,
    AdCampaign,
    AdDay,
    AdDayRevision,
    AdGroup,
    AdLevel,
    Creative,
    DiscoveredMetric,
    FriendGroup,
    GroupReceivers,
    Keyword,
)

__all__ = [
    "AdAccount", "AdAnswer", "AdCampaign", "AdDay", "AdDayRevision", "AdGroup", "AdLevel", "Creative",
    "DiscoveredMetric", "FriendGroup", "GroupReceivers", "Keyword",
]  # fmt: skip
