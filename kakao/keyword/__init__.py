"""Keyword Ads: calls and payloads. Ids and days are written differently from Moment's."""

from kakao.keyword.lists import (
    Keyword,
    KeywordCampaign,
    KeywordGroup,
    accounts,
    campaigns,
    groups,
    keywords,
)
from kakao.keyword.reports import MAX_DAYS, report

__all__ = [
    "MAX_DAYS",
    "Keyword",
    "KeywordCampaign",
    "KeywordGroup",
    "accounts",
    "campaigns",
    "groups",
    "keywords",
    "report",
]
