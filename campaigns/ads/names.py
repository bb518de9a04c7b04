"""Names and states of what runs in an ad account. What a list no longer shows keeps its figures."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import Model
from django.utils import timezone

from campaigns.models import AdAccount, AdCampaign, AdGroup, Creative, Keyword

M = TypeVar("M", bound=Model)
LONGEST = 200


def put(model: type[M], account: AdAccount, rows: Mapping[str, Mapping[str, Any]]) -> dict[str, M]:
    """Make or bring up to date by Kakao's id; returns the rows by that id."""
    if not rows:
        return {}
    now = timezone.now()
    made = [
        model(account=account, kakao_id=key, seen_at=now, **values) for key, values in rows.items()
    ]
    fields = [*next(iter(rows.values())), "seen_at"]
    manager = model._default_manager
    manager.bulk_create(
        made, update_conflicts=True, unique_fields=["account", "kakao_id"], update_fields=fields
    )
    found = manager.filter(account=account, kakao_id__in=rows)
    return {str(getattr(row, "kakao_id")): row for row in found}  # noqa: B009


def named(things: Sequence[Any], **more: Any) -> dict[str, dict[str, Any]]:
    """Rows of a list by id: name, state, and whatever is the same for all of them."""
    return {
        one.id: {"name": one.name[:LONGEST], "config": one.config[:10], **more} for one in things
    }


def add_nameless(account: AdAccount, ids: Collection[str]) -> int:
    """Campaigns that only a report names, so that a person can give them a channel."""
    known = set(
        AdCampaign.objects.filter(account=account, kakao_id__in=ids).values_list(
            "kakao_id", flat=True
        )
    )
    missing = [AdCampaign(account=account, kakao_id=one) for one in sorted(set(ids) - known)]
    AdCampaign.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)


def put_campaigns(account: AdAccount, found: Sequence[Any]) -> None:
    put(AdCampaign, account, named(found))


def put_groups(
    account: AdAccount, campaign: AdCampaign, found: Sequence[Any]
) -> dict[str, AdGroup]:
    return put(AdGroup, account, named(found, campaign=campaign))


def put_creatives(account: AdAccount, group: AdGroup, found: Sequence[Any]) -> None:
    rows = named(found, group=group)
    for one in found:
        rows[one.id]["format"] = one.format[:40]
    put(Creative, account, rows)


def put_keywords(account: AdAccount, group: AdGroup, found: Sequence[Any]) -> None:
    rows = {
        one.id: {"name": one.text[:LONGEST], "config": one.config[:10], "group": group}
        for one in found
    }
    put(Keyword, account, rows)
