"""A report file into the daily figures: its own rows, and the sums of its campaigns."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
from django.db.models import F

from campaigns.ads.models import AdAccount, AdCampaign, AdDay, AdLevel
from channel import clock
from channel.imports import staging
from channel.imports.staging import Merge, Outcome
from channel.models import Channel, ImportBatch, Platform

# Stands in for Kakao's id where a file has none.
BY_NAME = "name-"
FIGURES = ("impressions", "clicks", "cost_won", "sent", "opened", "message_clicks", "friends_added")
_FIXED = {
    "channel_id": "channel_id", "campaign_id": "campaign_id", "metrics": "'{}'::jsonb",
    "provisional": "false",
}  # fmt: skip
DAYS = Merge(
    AdDay,
    key=("account_id", "level", "object_id", "day", "dimension"),
    figures=FIGURES,
    types={
        "line": "bigint", "channel_id": "bigint", "account_id": "bigint", "level": "text",
        "object_id": "text", "day": "date", "dimension": "text", "campaign_id": "text",
        **dict.fromkeys(FIGURES, "bigint"),
    },
    fixed=_FIXED,
)  # fmt: skip
LEAVES = {
    Platform.MOMENT: (("creative", AdLevel.CREATIVE), ("group", AdLevel.GROUP)),
    Platform.KEYWORD: (("keyword", AdLevel.KEYWORD), ("group", AdLevel.GROUP)),
}


def loader(platform: Platform) -> Callable[..., Outcome]:
    def load(batch: ImportBatch, frame: pd.DataFrame, *, preview: bool = False) -> Outcome:
        """Merge typed rows with `channel_id`; in a preview only compare."""
        outcome = Outcome()
        if frame.empty:
            return outcome
        staging.copy_frame(DAYS.stage, DAYS.types, _prepared(frame, platform))
        # a copied empty text is null; the whole has an empty dimension
        staging.execute(f"UPDATE {DAYS.stage} SET dimension = ''")
        if preview:
            outcome.add(staging.count(DAYS.compared))
            outcome.sample = staging.sample(DAYS)
        else:
            outcome.add(staging.write(DAYS, batch))
        return outcome

    return load


def _prepared(frame: pd.DataFrame, platform: Platform) -> pd.DataFrame:
    part = frame.copy()
    for column in (*FIGURES, "campaign_id", "campaign"):
        if column not in part:
            part[column] = pd.NA if column in FIGURES else ""
    part["campaign_id"] = _ids(part, "campaign")
    part["account_id"] = _accounts(part, platform)
    part["dimension"] = ""
    leaves = _leaves(part, platform)
    campaigns = part.assign(level=AdLevel.CAMPAIGN.value, object_id=part["campaign_id"])
    return pd.concat([_summed(leaves), _summed(campaigns)], ignore_index=True)


def _ids(part: pd.DataFrame, name: str, within: str = "") -> "pd.Series[Any]":
    """Kakao's id; without one the name stands in for it, within what it belongs to."""
    given = part.get(f"{name}_id", pd.Series("", index=part.index)).fillna("").astype(str)
    names = part.get(name, pd.Series("", index=part.index)).fillna("").astype(str)
    above = part[within].astype(str) if within else pd.Series("", index=part.index)
    made = [_hashed(f"{top} {own}") if own else "" for top, own in zip(above, names, strict=True)]
    return given.where(given != "", pd.Series(made, index=part.index)).str.slice(0, 40)


def _is_name(made: str) -> bool:
    return made.startswith(BY_NAME)


def _hashed(name: str) -> str:
    return f"{BY_NAME}{hashlib.sha256(name.encode()).hexdigest()[:24]}"


def _leaves(part: pd.DataFrame, platform: Platform) -> pd.DataFrame:
    """The finest object that each row names; a row of a whole campaign is in its sums already."""
    part = part.assign(level="", object_id="")
    for name, level in LEAVES[platform]:
        ids = _ids(part, name, "campaign_id")
        free = (part["object_id"] == "") & (ids != "")
        part.loc[free, "object_id"] = ids[free]
        part.loc[free, "level"] = level.value
    return part[part["object_id"] != ""]


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a key: a report split by device, say, adds up. Nothing known stays nothing."""
    keys = ["channel_id", "account_id", "level", "object_id", "day", "dimension", "campaign_id"]
    if rows.empty:
        return rows[[*keys, "line", *FIGURES]]
    figures = rows[list(FIGURES)].astype("Int64")
    grouped = pd.concat([rows[[*keys, "line"]], figures], axis=1).groupby(keys, sort=False)
    sums = grouped[list(FIGURES)].sum(min_count=1)
    return sums.assign(line=grouped["line"].min()).reset_index()


def _accounts(part: pd.DataFrame, platform: Platform) -> "pd.Series[Any]":
    """The account that a campaign is known in, else the file's own account of that channel."""
    made: dict[tuple[int, str], int] = {}
    names = part.get("ad_account", pd.Series("", index=part.index)).fillna("")
    heads = part.assign(ad_account=names)[["channel_id", "ad_account", "campaign_id", "campaign"]]
    for head in heads.drop_duplicates(["channel_id", "campaign_id"]).to_dict("records"):
        made[int(head["channel_id"]), str(head["campaign_id"])] = _account_of(head, platform)
    keys = zip(part["channel_id"], part["campaign_id"], strict=True)
    return pd.Series([made[int(one), str(other)] for one, other in keys], index=part.index)


def _account_of(head: Mapping[Any, Any], platform: Platform) -> int:
    """A name says which campaign is meant only within its channel; Kakao's ids are its own
    everywhere, and an account that is pulled knows them best."""
    channel = Channel.objects.get(pk=int(head["channel_id"]))
    mine = AdCampaign.objects.filter(
        account__organisation=channel.organisation_id, account__platform=platform,
        kakao_id=head["campaign_id"],
    ).order_by(F("account__connection").asc(nulls_last=True), "account")  # fmt: skip
    known = None if _is_name(str(head["campaign_id"])) else mine.first()
    if known is not None:
        return known.account_id
    name = str(head["ad_account"] or channel.name)[:120]
    account, _new = AdAccount.objects.get_or_create(
        organisation=channel.organisation, platform=platform, kakao_id=f"file-{channel.pk}",
        defaults={"name": name, "channel": channel, "history_from": clock.today()},
    )  # fmt: skip
    AdCampaign.objects.get_or_create(
        account=account, kakao_id=head["campaign_id"],
        defaults={"name": str(head["campaign"])[:200], "channel": channel},
    )  # fmt: skip
    return account.pk
