"""Businesses, their ad accounts, and the tree of campaigns, groups and creatives or keywords.

An id holds its parent's: creative 201001_03_02_05 is the fifth of group 2 of campaign 3.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

SHOPS = ("하루식탁", "무드옷장", "새봄꽃집", "골목서점", "단추옷장", "들녘베이커리", "오후카페")
KINDS = ("TALK_BIZ_BOARD", "DISPLAY", "VIDEO", "TALK_BIZ_BOARD")
SAID = {"TALK_BIZ_BOARD": "비즈보드", "DISPLAY": "디스플레이", "VIDEO": "동영상"}
GOALS = ("CONVERSION", "VISITING", "VIEW", "CONVERSION")
MESSAGE = "TALK_CHANNEL"
WORDS = (
    "아메리카노",
    "브런치",
    "꽃다발",
    "문구",
    "셔츠",
    "소금빵",
    "디카페인",
    "선물",
    "책",
    "머그",
)
STEP = 100


class Product(StrEnum):
    MOMENT = "moment"
    KEYWORD = "keyword"


@dataclass(frozen=True)
class Shape:
    """How much there is. Keywords are spread over 2 campaigns of 5 groups."""

    businesses: int = 1
    moment_accounts: int = 3
    campaigns: int = 12
    groups: int = 4
    creatives: int = 5
    keyword_accounts: int = 2
    keywords: int = 50
    days: int = 400

    def __post_init__(self) -> None:
        sizes = (self.campaigns, self.groups, self.creatives, self.moment_accounts)
        if not all(1 <= size < STEP for size in sizes) or not 1 <= self.businesses < 800:
            raise ValueError("shape: 1 to 99 of a kind, 1 to 799 businesses")
        if not (0 <= self.keyword_accounts < STEP and 10 <= self.keywords <= 900):
            raise ValueError("shape: 10 to 900 keywords, up to 99 keyword accounts")


@dataclass(frozen=True)
class Campaign:
    """`hidden`: reports name it and no list does, as Kakao does with channel messages."""

    id: int
    name: str
    kind: str
    goal: str
    config: str
    hidden: bool
    n: int


@dataclass(frozen=True)
class Account:
    """One ad account; days before `first` have no figures. `grid`: campaigns, groups, leaves."""

    id: int
    product: Product
    business: int
    name: str
    first: date
    grid: tuple[int, int, int]

    @property
    def profile(self) -> int:
        """The channel as ads name it."""
        return 5_000_000 + self.id

    def campaigns(self) -> list[Campaign]:
        return [self._campaign(n) for n in range(self.grid[0])]

    def _campaign(self, n: int) -> Campaign:
        message = self.is_message(n)
        kind = MESSAGE if message else KINDS[n % len(KINDS)]
        config = "OFF" if n % 5 == 3 else "ON"
        said = "키워드" if self.product is Product.KEYWORD else SAID.get(kind, "메시지")
        name = f"{self.name.split()[0]} {said} {n + 1}"
        goal = "REACH" if message else GOALS[n % len(GOALS)]
        return Campaign(self.campaign_id(n), name, kind, goal, config, message, n)

    def is_message(self, n: int) -> bool:
        """The last sixth of Moment's campaigns, at least one where there are three."""
        count = self.grid[0]
        return self.product is Product.MOMENT and n >= count - max(count // 6, count // 3 > 0)

    def campaign_id(self, n: int) -> int:
        return self.id * STEP + n + 1

    def group_ids(self, campaign: int) -> list[int]:
        return [campaign * STEP + n + 1 for n in range(self.grid[1])]

    def leaf_ids(self, group: int) -> list[int]:
        return [group * STEP + n + 1 for n in range(self.grid[2])]

    def place(self, level: str, ident: int) -> tuple[int, ...] | None:
        """The indices of an object of this account, or None for an id it does not have."""
        depth = ("account", "campaign", "group", "leaf").index(level)
        indices: list[int] = []
        for size in reversed(self.grid[:depth]):
            ident, n = divmod(ident, STEP)
            if not 1 <= n <= size:
                return None
            indices.insert(0, n - 1)
        return tuple(indices) if ident == self.id else None

    def ids(self, level: str) -> list[int]:
        """All ids of a level, in the order of the figures."""
        campaigns = [self.campaign_id(n) for n in range(self.grid[0])]
        if level == "account":
            return [self.id]
        if level == "campaign":
            return campaigns
        groups = [group for campaign in campaigns for group in self.group_ids(campaign)]
        if level == "group":
            return groups
        return [leaf for group in groups for leaf in self.leaf_ids(group)]


def leaf_name(account: Account, leaf: int) -> str:
    """A creative's name or a keyword's text."""
    n = leaf % STEP
    if account.product is Product.KEYWORD:
        return f"{WORDS[n % len(WORDS)]} {WORDS[leaf // STEP % len(WORDS)]} {leaf % 10_000}"
    return f"소재 {n}"


def make_accounts(shape: Shape, first: date) -> Iterator[Account]:
    """All accounts of all businesses; ids have six digits and are unique."""
    moment = (shape.campaigns, shape.groups, shape.creatives)
    keyword = (2, 5, shape.keywords // 10)
    for business in range(1, shape.businesses + 1):
        shop = SHOPS[business % len(SHOPS)] + (str(business) if business > len(SHOPS) else "")
        for n in range(shape.moment_accounts):
            ident = 200_000 + business * 100 + n
            yield Account(ident, Product.MOMENT, business, f"{shop} 모먼트 {n + 1}", first, moment)
        for n in range(shape.keyword_accounts):
            ident = 700_000 + business * 100 + n
            yield Account(
                ident, Product.KEYWORD, business, f"{shop} 키워드 {n + 1}", first, keyword
            )
