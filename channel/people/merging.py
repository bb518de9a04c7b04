"""Two identities that turn out to be one person, and taking that back."""

import datetime as dt
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model

from channel.models import (
    Click,
    Engagement,
    Friend,
    FriendActivity,
    FriendEvent,
    FriendIdentity,
    FriendMerge,
    PrunedReactions,
)
from channel.people.events import settle
from channel.people.locking import hold_alone
from channel.people.masks import ACTIVITY, TAKEN_OVER, execute
from channel.people.recording import tell
from channel.people.recount import recount
from channel.people.tracking import number_opportunities

SAID = (
    "joined_on", "relation", "relation_at", "trackable_from", "trackable_by", "returned_on",
    "listed_relation", "listed_at", "listed_block_at", "listed_undated", "source_id",
)  # fmt: skip
MOVED: dict[str, type[Model]] = {
    "identities": FriendIdentity, "events": FriendEvent, "engagements": Engagement,
    "clicks": Click, "pruned": PrunedReactions,
}  # fmt: skip


class CannotMerge(ValueError):
    """`reason` is one of `gone` and `two_app_users`, or `not_newest` when taking a merge back."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def merge_friends(channel_id: int, keep: int, drop: int) -> None:
    """Make one friend of two: all that is known of `drop` becomes `keep`'s.

    The dropped row stays and names the kept one, so that old ids lead on. A second time nothing
    happens. Two app user ids of one Kakao app are two people: CannotMerge.
    """
    hold_alone(channel_id)
    kept, dropped = _found(channel_id, keep), _found(channel_id, drop)
    if kept.pk == dropped.pk:
        return
    _refuse_two_app_users(channel_id, kept.pk, dropped.pk)
    before = {name: getattr(kept, name) for name in SAID}
    _move(kept, dropped, before)
    _say_together(kept, dropped)
    settle([channel_id], [kept.pk])
    _take_over_mask(kept, dropped)
    number_opportunities(channel_id, [kept.pk])
    tell(channel_id)


def _found(channel_id: int, pk: int) -> Friend:
    """The friend of that id, or the one he was merged into."""
    row = Friend.objects.filter(channel=channel_id, pk=pk).first()
    if row is not None and row.merged_into is not None:
        row = Friend.objects.filter(channel=channel_id, pk=row.merged_into).first()
    if row is None:
        raise CannotMerge("gone")
    return row


def _refuse_two_app_users(channel_id: int, keep: int, drop: int) -> None:
    known = FriendIdentity.objects.filter(channel=channel_id, kind=FriendIdentity.Kind.APP_USER)
    issuers = known.filter(friend_id=drop).values("issuer")
    if known.filter(friend_id=keep, issuer__in=issuers).exists():
        raise CannotMerge("two_app_users")


def _move(kept: Friend, dropped: Friend, before: dict[str, Any]) -> None:
    channel_id, moved = kept.channel_id, {}
    for name, model in MOVED.items():
        rows = model._default_manager.filter(channel=channel_id, friend_id=dropped.pk)
        moved[name] = list(rows.values_list("pk", flat=True))
        rows.update(friend_id=kept.pk)
    led_on = Friend.objects.filter(channel=channel_id, merged_into=dropped.pk)
    moved["friends"] = list(led_on.values_list("pk", flat=True))
    as_text = DjangoJSONEncoder().default
    before = {k: as_text(v) if hasattr(v, "isoformat") else v for k, v in before.items()}
    FriendMerge.objects.create(
        channel_id=channel_id, kept_id=kept.pk, dropped_id=dropped.pk, moved=moved, before=before
    )
    Friend.objects.filter(channel=channel_id, pk__in=[dropped.pk, *moved["friends"]]).update(
        merged_into=kept.pk
    )
    # no import that is taken back later may tell of them apart again
    Friend.objects.filter(pk__in=[kept.pk, dropped.pk]).update(batch_id=None)


def _say_together(kept: Friend, dropped: Friend) -> None:
    """The earliest join and its source, the earliest day of being seen, what lists said last."""
    both = [kept, dropped]
    first = min(both, key=lambda f: (f.joined_on is None, f.joined_on, f.pk != kept.pk))
    other = dropped if first is kept else kept
    seen = min(both, key=lambda f: (f.trackable_from is None, f.trackable_from, f.trackable_by))
    latest = max(both, key=_listed)
    blocks = [f.listed_block_at for f in both if f.listed_block_at]
    kept.joined_on, kept.source_id = first.joined_on, first.source_id or other.source_id
    kept.trackable_from, kept.trackable_by = seen.trackable_from, seen.trackable_by
    kept.listed_relation, kept.listed_at = latest.listed_relation, latest.listed_at
    kept.listed_block_at = max(blocks, default=None)
    kept.listed_undated = latest.listed_undated
    kept.save(update_fields=[*SAID, "updated_at"])


def _listed(friend: Friend) -> tuple[bool, dt.datetime | None, bool]:
    """Orders by what a list said last; of one moment the block counts."""
    blocked = friend.listed_relation == Friend.Relation.BLOCKED
    return friend.listed_at is not None, friend.listed_at, blocked


def _take_over_mask(kept: Friend, dropped: Friend) -> None:
    execute(
        f"INSERT INTO {ACTIVITY} AS a (channel_id, friend_id, mask, mask_ordinal, "
        "last_engaged_at, engaged_total, state) SELECT channel_id, %(keep)s, mask, mask_ordinal, "
        f"last_engaged_at, engaged_total, 'unknown' FROM {ACTIVITY} "
        "WHERE channel_id = %(channel)s AND friend_id = %(drop)s "
        f"ON CONFLICT (channel_id, friend_id) DO UPDATE SET {TAKEN_OVER}",
        {"channel": kept.channel_id, "keep": kept.pk, "drop": dropped.pk},
    )
    FriendActivity.objects.filter(channel=kept.channel_id, friend_id=dropped.pk).delete()


@transaction.atomic
def unmerge_friends(channel_id: int, drop: int) -> None:
    """Two people after all. What came since the merge stays with the kept one, unless Kakao told
    it of an identity of the other; both masks are counted anew. The newest merge first.
    """
    hold_alone(channel_id)
    merge = FriendMerge.objects.filter(channel=channel_id, dropped_id=drop).first()
    if merge is None:
        raise CannotMerge("gone")
    newest = FriendMerge.objects.filter(channel=channel_id, kept_id=merge.kept_id)
    again = FriendMerge.objects.filter(channel=channel_id, dropped_id=merge.kept_id)
    if newest.latest("pk") != merge or again.exists():
        raise CannotMerge("not_newest")
    _move_back(merge)
    merge.delete()
    settle([channel_id], [merge.kept_id, drop])
    recount(channel_id, [merge.kept_id, drop])
    tell(channel_id)


def _move_back(merge: FriendMerge) -> None:
    of_channel: dict[str, Any] = {"channel": merge.channel_id}
    for name, model in MOVED.items():
        rows = model._default_manager.filter(**of_channel, friend_id=merge.kept_id)
        rows.filter(pk__in=merge.moved.get(name, [])).update(friend_id=merge.dropped_id)
    FriendEvent.objects.filter(**of_channel, identity_id__in=merge.moved["identities"]).update(
        friend_id=merge.dropped_id
    )
    # a click that waited during the merge became a reaction since
    clicks = Click.objects.filter(**of_channel, pk__in=merge.moved.get("clicks", []))
    keys = [str(key) for key in clicks.values_list("key", flat=True)]
    Engagement.objects.filter(**of_channel, friend_id=merge.kept_id, key__in=keys).update(
        friend_id=merge.dropped_id
    )
    friends = Friend.objects.filter(**of_channel)
    friends.filter(pk=merge.dropped_id).update(merged_into=None)
    friends.filter(pk__in=merge.moved["friends"]).update(merged_into=merge.dropped_id)
    friends.filter(pk=merge.kept_id).update(**merge.before)
