"""The frame of a channel's pages: its menu and the other channels one may open."""

from functools import cache
from typing import Any, NamedTuple

from django import template
from django.template import Context
from django.urls import Resolver404, get_urlconf, resolve
from django.utils.translation import gettext_lazy as _

from channel.accounts.models import Channel

register = template.Library()

# (folder below the channel, icon, words, the phone's shorter words). What nobody serves yet is
# not shown.
MAIN = (
    ("", "home", _("홈"), _("홈")),
    ("weekly/", "week", _("월요일 10분"), _("월요일")),
    ("messages/", "message", _("메시지"), _("메시지")),
    ("events/", "event", _("이벤트"), _("이벤트")),
    ("sources/", "people", _("친구와 유입"), _("유입")),
    ("imports/", "data", _("자료"), _("자료")),
)
MORE = (
    ("alerts/", "", _("알림"), ""),
    ("connections/", "", _("연결"), ""),
    ("personas/", "", _("페르소나"), ""),
    ("ads/", "", _("광고"), ""),
    ("reports/", "", _("보고서"), ""),
    ("daily/", "", _("일별 친구"), ""),
    ("jobs/", "", _("작업"), ""),
    ("members/", "", _("멤버"), ""),
    ("audit/", "", _("변경 기록"), ""),
    ("settings/", "", _("설정"), ""),
)
TABS = ("", "weekly/", "messages/", "events/", "imports/")
SWITCHER_SIZE = 12


class Entry(NamedTuple):
    folder: str
    icon: str
    text: Any
    short: Any
    url: str
    current: bool


@cache
def _is_served(folder: str, urlconf: str | None) -> bool:
    """The same for every channel, and asked for on every page: found out once."""
    try:
        resolve(f"/c/any/{folder}", urlconf)
    except Resolver404:
        return False
    return True


def _entries(rows: tuple[Any, ...], home: str, here: str) -> list[Entry]:
    entries = []
    for folder, icon, text, short in rows:
        url = home + folder
        current = here == url if not folder else here.startswith(url)
        if _is_served(folder, get_urlconf()):
            entries.append(Entry(folder, icon, text, short, url, current))
    return entries


@register.simple_tag(takes_context=True)
def menu(context: Context) -> dict[str, Any]:
    """The served folders of this channel: side menu, the phone's four tabs, and the rest."""
    channel = context.get("channel")
    if channel is None:
        return {}
    home, here = f"/c/{channel.slug}/", context["request"].path
    main, more = _entries(MAIN, home, here), _entries(MORE, home, here)
    tabs = [entry for entry in main if entry.folder in TABS][:4]
    return {
        "main": main,
        "more": more,
        "in_more": any(entry.current for entry in more),
        "tabs": tabs,
        "rest": [entry for entry in main if entry not in tabs] + more,
    }


@register.simple_tag(takes_context=True)
def my_channels(context: Context) -> list[Any]:
    """Name and slug of each."""
    user = context["request"].user
    if context.get("channel") is None or not user.is_authenticated:
        return []
    mine = Channel.objects.open().for_user(user).order_by("name")
    return list(mine.values("name", "slug")[:SWITCHER_SIZE])
