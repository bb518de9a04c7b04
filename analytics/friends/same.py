"""Two friends who are one person: found by a key, looked at side by side, merged and parted again."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from analytics.friends import listing
from analytics.friends.listing import Row
from analytics.friends.person import find
from channel.models import Channel, Friend, FriendMerge

# Why two rows cannot be one person, or one cannot be two again.
REFUSED: dict[str, Any] = {
    "gone": _("이 친구는 이미 없거나 다른 친구와 합쳐졌습니다. 목록을 다시 열어 주세요."),
    "two_app_users": _(
        "두 친구에게 같은 앱의 사용자 아이디가 하나씩 있습니다. 카카오가 다른 사람이라고 알려 주었으므로 "
        "합칠 수 없습니다."
    ),
    "not_newest": _("나중에 합친 것부터 나눌 수 있습니다."),
}


def candidates(channel: Channel, pk: int, text: str) -> list[Row]:
    """Friends with that number or exactly that key, but for the friend himself."""
    found = {row.pk: row for row in find(channel, text)} if text else {}
    if text.isdecimal() and len(text) < 19:
        found |= {row.pk: row for row in listing.of_friends(channel, [int(text)])}
    return [row for number, row in sorted(found.items()) if number != pk]


def kept_one(channel: Channel, pk: int) -> int | None:
    """The friend that a merged one is a part of now."""
    merged = Friend.objects.filter(channel=channel, pk=min(pk, 2**63 - 1)).exclude(merged_into=None)
    return merged.values_list("merged_into", flat=True).first()


def merged(channel: Channel, pk: int) -> list[FriendMerge]:
    """Those who were merged into the friend, the newest first: only that one can be parted."""
    return list(FriendMerge.objects.filter(channel=channel, kept_id=pk).order_by("-pk"))
