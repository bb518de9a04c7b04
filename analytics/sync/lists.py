"""Ad accounts of a connection, the names of what runs in them, and their friend groups."""

from functools import partial
from typing import Any

from django.db import transaction

from analytics.sync.cursors import NAMED_LEVELS, ask_doubtful_again, first_day, plan
from analytics.sync.outcomes import BAD_ANSWERS
from analytics.sync.receivers import keep_counts
from analytics.sync.steps import Answered, Asked
from campaigns.ads import names
from campaigns.ads.store import Stored
from campaigns.models import AdAccount, AdCampaign, FriendGroup
from channel import clock
from channel.models import Connection, Platform
from kakao import keyword, moment
from kakao.errors import BadPayload, Rejected
from kakao.moment import CampaignDetail


def accounts(asked: Asked) -> Answered:
    """One page of the accounts that the consent covers."""
    platform = asked.cursor.platform
    number = asked.place.get("page", 0)
    source = moment if platform == Platform.MOMENT else keyword
    page = asked.ask(source.accounts(number))

    def store() -> Stored:
        put_accounts(asked.connection, platform, page.items)
        return Stored(rows=len(page.items))

    return Answered(store, {"page": number + 1} if page.more and page.items else None)


def put_accounts(connection: Connection, platform: str, found: Any) -> None:
    """Accounts that another living connection pulls stay there; this one's page names them."""
    foreign = _foreign(connection, platform, [one.id for one in found])
    for one in found:
        if one.id in foreign:
            continue
        account, _new = AdAccount.objects.update_or_create(
            organisation=connection.organisation, platform=platform, kakao_id=one.id,
            defaults={"name": one.name[:120], "config": one.config[:10], "connection": connection},
            create_defaults={
                "name": one.name[:120], "config": one.config[:10], "connection": connection,
                "history_from": first_day(connection), "channel": _only_channel(connection),
            },
        )  # fmt: skip
        plan(account)
    connection.refresh_from_db(fields=["options"])  # a person may have changed them meanwhile
    others = {key: value for key, value in connection.options.items() if key != "foreign"}
    if foreign:
        kept = set(connection.options.get("foreign", [])) | foreign
        others["foreign"] = sorted(kept)
    if others != connection.options:
        connection.options = others
        connection.save(update_fields=["options"])


def _foreign(connection: Connection, platform: str, ids: list[str]) -> set[str]:
    others = AdAccount.objects.filter(
        platform=platform, kakao_id__in=ids, connection__removed_at=None
    )
    others = others.exclude(connection=None).exclude(connection=connection)
    return set(others.values_list("kakao_id", flat=True))


def _only_channel(connection: Connection) -> Any:
    """A shop of one channel need not say which; with several a person decides."""
    if named := connection.options.get("channel"):
        return connection.organisation.channels.filter(pk=named).first()
    channels = list(connection.organisation.channels.filter(closed_at=None)[:2])
    return channels[0] if len(channels) == 1 else None


def all_names(asked: Asked) -> Answered:
    """The list of campaigns, then campaign by campaign what is inside."""
    assert asked.account is not None
    if "after" not in asked.place:
        return _campaigns(asked, asked.account)
    # As Python orders texts, whatever the database's collation says.
    ids = AdCampaign.objects.filter(account=asked.account).values_list("kakao_id", flat=True)
    following = min((one for one in ids if one > asked.place["after"]), default=None)
    campaign = AdCampaign.objects.filter(account=asked.account, kakao_id=following).first()
    if campaign is None:
        return Answered(partial(_recheck, asked.account), silent=True)
    inside = _of_moment if asked.account.platform == Platform.MOMENT else _of_keyword
    try:
        return inside(asked, asked.account, campaign)
    except (Rejected, BadPayload) as error:
        if not _passes_over(asked, error):
            raise
        return Answered(place={"after": campaign.kakao_id}, refused=error)


def _passes_over(asked: Asked, error: Rejected | BadPayload) -> bool:
    """A campaign that is gone, or whose lists stay unreadable, keeps no other from its names."""
    if isinstance(error, BadPayload):
        return asked.cursor.failures + 1 >= BAD_ANSWERS
    return error.reason == "not_found"


def _recheck(account: AdAccount) -> Stored:
    """A group that got known only now may be what was missing in days long settled."""
    for level in NAMED_LEVELS:
        ask_doubtful_again(account, level, (account.history_from, clock.today()))
    return Stored()


def _campaigns(asked: Asked, account: AdAccount) -> Answered:
    source = moment if account.platform == Platform.MOMENT else keyword
    found = asked.ask(source.campaigns(account.kakao_id))

    def store() -> Stored:
        names.put_campaigns(account, found)
        return Stored(rows=len(found))

    return Answered(store, {"after": ""})


def _of_moment(asked: Asked, account: AdAccount, campaign: AdCampaign) -> Answered:
    own = account.kakao_id
    detail = _ask_detail(asked, campaign)
    groups = asked.ask(moment.groups(own, campaign.kakao_id))
    creatives = {group.id: asked.ask(moment.creatives(own, group.id)) for group in groups}

    def store() -> Stored:
        if detail is not None:
            _detail(campaign, detail)
        for key, group in names.put_groups(account, campaign, groups).items():
            names.put_creatives(account, group, creatives[key])
        return Stored(rows=len(groups) + sum(map(len, creatives.values())))

    return Answered(store, {"after": campaign.kakao_id})


def _ask_detail(asked: Asked, campaign: AdCampaign) -> CampaignDetail | None:
    """None for a campaign that reports name and the lists do not know."""
    assert asked.account is not None
    try:
        return asked.ask(moment.campaign_detail(asked.account.kakao_id, campaign.kakao_id))
    except Rejected as error:
        if error.reason != "not_found":
            raise
        return None


def _detail(campaign: AdCampaign, detail: CampaignDetail) -> None:
    AdCampaign.objects.filter(pk=campaign.pk).update(
        kind=detail.kind[:40],
        goal=detail.goal[:40],
        objective_type=detail.objective_type[:40],
        objective_value=detail.objective_value[:60],
        daily_budget_won=detail.daily_budget_won,
    )


def _of_keyword(asked: Asked, account: AdAccount, campaign: AdCampaign) -> Answered:
    own = account.kakao_id
    groups = asked.ask(keyword.groups(own, campaign.kakao_id))
    words = {group.id: asked.ask(keyword.keywords(own, group.id)) for group in groups}

    def store() -> Stored:
        for key, group in names.put_groups(account, campaign, groups).items():
            names.put_keywords(account, group, words[key])
        return Stored(rows=len(groups) + sum(map(len, words.values())))

    return Answered(store, {"after": campaign.kakao_id})


def friend_groups(asked: Asked) -> Answered:
    """How many of each uploaded list, or of a message's receivers, are friends today."""
    assert asked.account is not None
    account, day = asked.account, clock.today()
    found = asked.ask(moment.friend_groups(account.kakao_id))

    @transaction.atomic
    def store() -> Stored:
        for one in found:
            FriendGroup.objects.update_or_create(
                account=account, kakao_id=one.id, day=day,
                defaults={
                    "name": one.name[:200], "file_type": one.file_type[:20],
                    "status": one.status[:20], "profile_id": one.profile_id[:40],
                    "friends": one.friend_count, "made_at": one.created_at,
                },
            )  # fmt: skip
        keep_counts(account, day)
        return Stored(rows=len(found))

    return Answered(store)
