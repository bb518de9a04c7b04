"""Ads of a channel as a plain table by day, account and campaign, with the days that are missing."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    DecimalField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Round

from analytics.sync.strips import GAPS, Strip, strips
from campaigns.models import AdAccount, AdCampaign, AdDay, AdLevel, DiscoveredMetric
from channel.models import Channel, Origin

SHOWN_DAYS = 30
WAYS = ("day", "account", "campaign")
SUMMED = ("impressions", "clicks", "sent", "opened", "message_clicks", "friends_added")
OF_FILES = ("friends_added",)
# What a day without a row had none of; the others not every account has.
ZERO = ("cost_won", "impressions", "clicks")
VAT = 1.1


@dataclass(frozen=True)
class Row:
    """Sums of what is known; None where nothing was reported."""

    name: str
    under: str
    day: dt.date | None
    figures: dict[str, int | None]
    provisional: bool
    # accounts that Kakao gave no figures for on this day; `gap`: none of them gave any
    missing: int = 0
    gap: bool = False


class _Number(Func):
    """A figure inside the metrics as Kakao wrote them; null for what is no number."""

    template = "jsonb_path_query_first(%(expressions)s::jsonpath)::numeric"
    output_field = DecimalField(max_digits=30, decimal_places=6)


def _inside(key: str) -> _Number:
    return _Number(F("metrics"), Value(f'$.{json.dumps(key)} ? (@.type() == "number")'))


def named_metrics(channel: Channel) -> dict[str, str]:
    """Keys that a person named, as columns: a name may stand for a key of each platform."""
    found = DiscoveredMetric.objects.filter(organisation=channel.organisation_id).exclude(name="")
    return dict(found.order_by("name", "key").values_list("key", "name"))


def rows(
    channel: Channel, way: str, since: dt.date, until: dt.date, named: Collection[str] = ()
) -> list[Row]:
    """Campaigns' days of the channel, summed; a day without a row adds nothing. Of a campaign's day
    that Kakao told itself a file adds nothing but the friends that only files tell."""
    found = _days(channel, since, until)
    counted = Q(told_anyway=False)
    keys = {"day": ("day",), "account": ("account",), "campaign": ("account", "object_id")}[way]
    summed = found.values(*keys).annotate(
        **{
            f"sum_{name}": Sum(name, filter=None if name in OF_FILES else counted)
            for name in SUMMED
        },
        cost=Sum(_cost(), filter=counted),
        unsure=BoolOr("provisional"),
        **{f"sum_key_{n}": Sum(_inside(key)) for n, key in enumerate(named)},
    )  # fmt: skip
    names = _Names(channel, found)
    made = [_row(one, way, names, named) for one in summed]
    if way == "day":
        return sorted(made, key=lambda row: row.day or dt.date.min, reverse=True)
    return sorted(made, key=lambda row: (-(row.figures["cost_won"] or 0), row.name))


def _days(channel: Channel, since: dt.date, until: dt.date) -> QuerySet[AdDay]:
    days = AdDay.objects.filter(
        channel=channel, level=AdLevel.CAMPAIGN, day__range=(since, until), dimension=""
    )
    told = When(Q(origin=Origin.FILE) & Q(Exists(_pulled())), then=True)
    return days.annotate(told_anyway=Case(told, default=False, output_field=BooleanField()))


def _pulled() -> QuerySet[AdDay]:
    """The same campaign's day by Kakao's own word: by its id, or by its name where a file has no
    ids."""
    days = AdDay.objects.filter(
        channel=OuterRef("channel"), level=AdLevel.CAMPAIGN, day=OuterRef("day"), dimension="",
        origin=Origin.PULL, account__platform=OuterRef("account__platform"),
    )  # fmt: skip
    mine = AdCampaign.objects.filter(
        account=OuterRef(OuterRef("account")), kakao_id=OuterRef(OuterRef("object_id"))
    )
    theirs = AdCampaign.objects.filter(account=OuterRef("account"), kakao_id=OuterRef("object_id"))
    named = Subquery(theirs.values("name")[:1])
    return days.annotate(named=named).filter(
        Q(object_id=OuterRef("object_id")) | Q(named=Subquery(mine.values("name")[:1]))
    )


def _cost() -> Any:
    """Without VAT: what a person marked as including it is divided."""
    net = Cast(Round(F("cost_won") / Value(VAT)), BigIntegerField())
    return Case(When(account__vat_included=True, then=net), default=F("cost_won"))


class _Names:
    """Names of accounts and campaigns, two queries for a table of any length."""

    def __init__(self, channel: Channel, days: QuerySet[AdDay]) -> None:
        ids = days.values("account")
        accounts = AdAccount.objects.filter(pk__in=ids, organisation=channel.organisation_id)
        self.accounts = {one.pk: one for one in accounts}
        found = AdCampaign.objects.filter(account__in=self.accounts)
        campaigns = found.values_list("account", "kakao_id", "name")
        self.campaigns = {(account, one): name for account, one, name in campaigns}


def _row(one: dict[str, Any], way: str, names: _Names, named: Collection[str]) -> Row:
    figures = {name: one[f"sum_{name}"] for name in SUMMED} | {"cost_won": one["cost"]}
    for n, key in enumerate(named):
        value = one[f"sum_key_{n}"]
        figures[key] = None if value is None else round(value)
    if way == "day":
        return Row("", "", one["day"], figures, one["unsure"])
    account = names.accounts[one["account"]]
    if way == "account":
        return Row(account.name, account.get_platform_display(), None, figures, one["unsure"])
    name = names.campaigns.get((one["account"], one["object_id"])) or one["object_id"]
    return Row(name, account.name, None, figures, one["unsure"])


def strips_of(channel: Channel, since: dt.date, until: dt.date) -> list[Strip]:
    """The days of each account that is pulled for the channel, whole or for some campaigns."""
    some = AdCampaign.objects.filter(channel=channel).values("account")
    mine = AdAccount.objects.filter(Q(channel=channel) | Q(pk__in=some))
    found = mine.filter(wanted=True, connection__isnull=False)
    return strips(list(found.order_by("platform", "name", "pk")), since, until)


def with_every_day(
    rows: Sequence[Row], told: Sequence[Strip], named: Collection[str] = ()
) -> list[Row]:
    """Days without a row as well: a reported zero where Kakao answered, else a gap."""
    states: dict[dt.date, list[str]] = defaultdict(list)
    for strip in told:
        for one in strip.days:
            states[one.day].append(one.state)
    known = {row.day: row for row in rows if row.day}
    made = [_of_day(known.get(day), day, states[day], named) for day in {*known, *states}]
    return sorted(made, key=lambda row: row.day or dt.date.min, reverse=True)


def _of_day(row: Row | None, day: dt.date, states: list[str], named: Collection[str]) -> Row:
    missing = sum(state in GAPS for state in states)
    if row is not None:
        return replace(row, missing=missing)
    gap = missing == len(states)
    zeros = dict.fromkeys(ZERO, None if gap else 0)
    unsure = "provisional" in states
    return Row("", "", day, dict.fromkeys((*SUMMED, *named)) | zeros, unsure, missing, gap)
