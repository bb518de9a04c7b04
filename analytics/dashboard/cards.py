"""The headline cards in each of their states, from kept readings."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from analytics.dashboard.words import say
from analytics.papers.selectors import source_words
from analytics.risk.signal import Signal
from analytics.risk.words import Count, Sentence
from analytics.statements.facts import RECENT
from analytics.statements.openers import FEWEST
from channel.figures.figure import Figure
from channel.models import Channel, Reading
from channel.templatetags.figures import day, figure

Told = dict[str, Reading]


@dataclass(frozen=True)
class Card:
    """What templates/parts/card.html prints; `state` names the case."""

    key: str
    state: str
    name: Any
    also: Any = ""
    value: Any = ""
    figure: SafeString | str = ""
    before: Any = ""
    none: bool = False
    tag: Any = ""
    tone: str = ""
    text: Any = ""
    text2: Any = ""
    url: str = ""
    button: Any = ""
    papers: str = ""
    foot: Any = ""
    foot_url: str = ""
    foot_link: Any = ""


class Figures:
    """The channel's readings that have a value, as figures; the others as None."""

    def __init__(self, channel: Channel, told: Told) -> None:
        self.channel = channel
        self.told = told

    def __getitem__(self, measure: str) -> Figure | None:
        reading = self.told.get(measure)
        if reading is None or reading.value is None:
            return None
        return Figure.of(reading, self.channel)

    def known(self, measure: str) -> Figure:
        found = self[measure]
        assert found is not None
        return found

    def until(self, measure: str) -> dt.date | None:
        """The last day of what the reading was made of."""
        reading = self.told.get(measure)
        text = reading.inputs.get("until") if reading else None
        return dt.date.fromisoformat(text) if text else None

    def url(self, name: str, *args: Any) -> str:
        return reverse(name, args=[self.channel.slug, *args])


def cards(figures: Figures, signal: Signal) -> list[Card]:
    found = [
        friends(figures), openers(figures), ghosts(figures), blocks(figures, signal),
        unopened(figures),
    ]  # fmt: skip
    if figures["retained_n2"]:
        found.append(retained(figures))
    return [*found, customers(figures)] if figures["customers_n3"] else found


def _shown(found: Figure) -> dict[str, Any]:
    """Its number, its papers and, where time has passed, its trend."""
    return {"figure": figure(found, link=False), "papers": found.papers_url or ""}


def _trend(figures: Figures, measure: str) -> dict[str, Any]:
    return {"foot_url": figures.url("trend", measure), "foot_link": _("추세 보기")}


def _none(key: str, name: str, **rest: Any) -> Card:
    return Card(key, "none", name, value=_("아직 없음"), none=True, **rest)


def friends(figures: Figures) -> Card:
    key, name, start = "friends", _("친구"), figures.url("start")
    total = figures["friends"]
    if total is None:
        return _none(key, name, text=say("friends.none"), url=start, button=_("친구 수 넣기"))
    until, source = figures.until("friends"), source_words(figures.told["friends"])
    shown = {
        **_shown(total), **_trend(figures, "friends"),
        "foot": _("기준 %(day)s · %(source)s") % {"day": day(until), "source": source},
    }  # fmt: skip
    adds, gone, net = (figures[m] for m in ("adds_30d", "blocks_30d", "net_30d"))
    if not (adds and gone and net and net.value is not None):
        button = _("2칸 채우기")
        return Card(
            key, "total", name, text=say("friends.total"), url=start, button=button, **shown
        )
    if net.value < 0:
        fewer = replace(net, value=-net.value)
        text = say("friends.fewer", adds=adds, blocks=gone, fewer=fewer)
        return Card(key, "fewer", name, text=text, **shown)
    leak = figures["leak_per_100"]
    text2 = say("friends.leak", leak=leak) if leak else ""
    return Card(
        key, "default", name, text=say("friends", adds=adds, blocks=gone), text2=text2, **shown
    )


def openers(figures: Figures) -> Card:
    key, name = "openers", _("메시지를 여는 친구")
    trend = _trend(figures, "openers_low")
    if typed := figures["openers_n1"]:
        text = say("openers.n1", n=typed_over(typed), share=open_share(figures))
        return Card(key, "n1", name, text=text, **_shown(typed), **trend)
    low, share = figures["openers_low"], figures["openers_share"]
    if low is None or share is None:
        start = figures.url("start")
        return _none(key, name, text=say("openers.none"), url=start, button=_("메시지 넣기"))
    shown = {**_shown(low), **trend, "before": _("적어도")}
    if (low.n or 0) < FEWEST:
        return Card(key, "few", name, text=say("openers.few", k=_bare(low.n)), **shown)
    text = say("openers", share=share, n=Count(low.n, "messages"))
    return Card(key, "t3", name, text=text, **shown)


def _bare(n: int | None) -> Count:
    return Count(n, "", bare=True)


def typed_over(typed: Figure) -> Count:
    """How many messages the typed count speaks of: a young channel has sent fewer than five."""
    return Count(typed.inputs.get("recent", RECENT), "messages")


def open_share(figures: Figures) -> Figure:
    """The other side of the typed count's share: both come from one reading."""
    silent = figures.known("ghost_n1")
    return replace(silent, value=1 - (silent.value or 0))


def ghosts(figures: Figures) -> Card:
    key, name = "ghosts", _("유령 친구 추정")
    trend = _trend(figures, "ghost_high")
    if typed := figures["ghost_n1"]:
        text = say("ghosts.n1", n=typed_over(typed), people=figures.known("ghost_n1_people"))
        return Card(key, "n1", name, text=text, **_shown(typed), **trend)
    if (share := figures["t1_ghost_share"]) and share.n:
        text = say("ghosts.t1", people=Count(share.n, "people"))
        return Card(
            key, "t1", name, before=_("확인된 친구의"), text=text, **_shown(share),
            **_trend(figures, "t1_ghost_share"),
        )  # fmt: skip
    low, high = figures["ghost_low"], figures["ghost_high"]
    if low is None or high is None:
        return _none(key, name, text=say("ghosts.none"))
    exact = {"url": figures.url("typed"), "button": _("3분 만에 정확히 알아보기")}
    rest = {**_shown(high), **trend, **exact, "text": say("ghosts")}
    if not low.value:
        return Card(key, "t3", name, before=_("많아야"), **rest)
    rest["figure"] = format_html(
        '{}<span class="pre">, {}</span> {}',
        figure(low, link=False), _("많아야"), figure(high, link=False),
    )  # fmt: skip
    return Card(key, "t3.low", name, before=_("적어도"), **rest)


def blocks(figures: Figures, signal: Signal) -> Card:
    words = signal.words
    if signal.state == "learning":
        words = f"{words} ({signal.learned}/{signal.needed})"
    waits = signal.state in ("none", "learning")
    button = _("친구 통계 붙여넣기") if signal.state == "none" else _("지난 자료 넣고 지금 켜기")
    return Card(
        "blocks", signal.state, _("차단 신호"), also=_("스팸 위험 추세"), tag=words, tone=signal.tone,
        text=signal.card.__html__(), text2=Sentence("card.scope").__html__(),
        url=figures.url("imports") if waits else "", button=button if waits else "",
        foot_url=figures.url("risk"), foot_link=_("추세 보기"),
    )  # fmt: skip


def unopened(figures: Figures) -> Card:
    key, name = "unopened_cost", _("열리지 않은 발송 비용")
    cost, spent, share = (
        figures[m] for m in ("unopened_cost", "cost_recent", "unopened_share")
    )  # fmt: skip
    if cost is None or spent is None:
        return _none(key, name, text=_full_send(figures))
    shown = {**_shown(cost), **_trend(figures, "unopened_cost")}
    free = figures["free_sends_recent"]
    text2 = say("cost.free", free=free) if free and free.value else ""
    text = say("cost", n=Count(cost.n, "messages"), cost=spent, share=share) if share else ""
    return Card(key, "free" if text2 else "default", name, text=text, text2=text2, **shown)


def _full_send(figures: Figures) -> SafeString:
    cost = figures["full_send_cost"]
    if cost is None:
        return say("cost.nothing")
    friends, won = Count(cost.inputs["friends"], "people"), Count(cost.inputs["all_won"], "won")
    return say("cost.none", cost=cost, friends=friends, won=won)


def retained(figures: Figures) -> Card:
    """N2, typed or pulled, with the day on which it was counted."""
    found, told = figures.known("retained_n2"), figures.told["retained_n2"]
    sent_on = told.inputs.get("sent_on")
    text = _("지난 메시지를 받은 사람 가운데 지금도 친구인 사람입니다.")
    if sent_on:
        words = _("%(day)s에 보낸 메시지를 받은 사람 가운데 지금도 친구인 사람입니다.")
        text = words % {"day": day(dt.date.fromisoformat(sent_on))}
    foot = _("기준 %(day)s · %(source)s") % {
        "day": day(figures.until("retained_n2")), "source": source_words(told),
    }  # fmt: skip
    return Card("retained", "n2", _("남은 친구"), text=text, foot=foot, **_shown(found))


def customers(figures: Figures) -> Card:
    found = figures.known("customers_n3")
    return Card("customers", "n3", _("구매 고객 친구"), text=say("customers"), **_shown(found))
