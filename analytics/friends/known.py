"""How many friends the channel itself knows, and how they divide: kept counts of people."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from analytics.dashboard.cards import Figures
from analytics.friends.words import say
from analytics.risk.words import Count
from channel.clock import today
from channel.figures.figure import Figure
from channel.figures.readings import latest
from channel.models import Channel, FriendState, GhostFit
from channel.templatetags.figures import figure

# Left to right, from those who react to those of whom nothing is known.
PARTS = (
    (FriendState.FAN, pgettext_lazy("친구의 상태", "단골"), "open"), (FriendState.COOLING, _("뜸해진 친구"), "cooling"),
    (FriendState.NEW, _("새 친구"), "new"), (FriendState.GHOST, _("유령 친구 추정"), "silent"),
)  # fmt: skip
MEASURES = (
    "friends", "t1_friends", "t1_ghost_share", "t1_expected_silent", "t1_actual_silent",
    *(f"t1_{state}" for state, _label, _tone in PARTS),
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """As templates/parts/state_bar.html takes it."""

    label: Any
    number: SafeString
    share: float
    tone: str


@dataclass(frozen=True)
class Known:
    """`parts` divide those who did not block; they count people, never shares of all friends."""

    people: Figure
    friends: Figure | None
    parts: list[Part]
    say: SafeString
    backtest: SafeString | str
    verdict: str


def known(channel: Channel, figures: Figures | None = None) -> Known | None:
    """None where the channel knows nobody."""
    figures = figures or Figures(channel, latest(channel, measures=MEASURES))
    people = figures["t1_friends"]
    if people is None or not people.value:
        return None
    fits = GhostFit.objects.filter(channel=channel).only("verdict", "m")
    fit = fits.order_by("-pk").first()
    verdict = fit.verdict if fit else GhostFit.Verdict.COLLECTING
    return Known(
        people, figures["friends"], _parts(figures), _say(figures, fit), _backtest(figures), verdict
    )  # fmt: skip


def _parts(figures: Figures) -> list[Part]:
    """Those who are in no class yet are one part; friends whom nobody knows are in none."""
    found = [(label, figures[f"t1_{state}"], tone) for state, label, tone in PARTS]
    counted = [(label, one, tone) for label, one, tone in found if one and one.value]
    people = figures.known("t1_friends")
    whole = people.value or 1
    waiting = whole - sum(one.value or 0 for _label, one, _tone in counted)
    parts = [
        Part(label, figure(one), 100 * (one.value or 0) / whole, tone)
        for label, one, tone in counted
    ]
    if waiting > 0:
        count = Count(waiting, "people").html()
        parts.append(Part(_("확인 전"), count, 100 * waiting / whole, "unknown"))
    return parts


def _say(figures: Figures, fit: GhostFit | None) -> SafeString:
    """The sentence of the newest fit, or why there is none."""
    shares = figures["t1_ghost_share"] and figures["t1_ghost"]
    fitted = fit is not None and fit.verdict == GhostFit.Verdict.FITTED
    if fit is None or fit.verdict == GhostFit.Verdict.COLLECTING or (fitted and not shares):
        return say("collecting", people=figures.known("t1_friends"), n=Count(200, "people"))
    if fit.verdict == GhostFit.Verdict.INDISTINCT:
        return say("indistinct", rate=f"{100 * fit.details.get('rate', 0):.1f}%")
    share = figures.known("t1_ghost_share")
    low, high = Count(share.low, "share", bare=True), Count(share.high, "share")
    return say(
        "t1", people=Count(share.n, "people"), ghosts=figures.known("t1_ghost"), share=share,
        low=low, high=high, m=Count(fit.m, "messages"), others=_others(figures),
    )  # fmt: skip


def _others(figures: Figures) -> SafeString | str:
    friends, people = figures["friends"], figures.known("t1_friends")
    left = (friends.value or 0) - (people.value or 0) if friends else 0
    return say("t1.others", others=Count(left, "people")) if left > 0 else ""


def _backtest(figures: Figures) -> SafeString | str:
    expected, actual = figures["t1_expected_silent"], figures["t1_actual_silent"]
    if expected is None or actual is None:
        return ""
    known_on = dt.date.fromisoformat(expected.inputs["known"])
    days = Count((today() - known_on).days, "days")
    return say("backtest", days=days, expected=expected, actual=actual)
