"""What a person does with messages: type, correct, tag, delete, join, and take that back."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from analytics.messages.selectors import APART, DELETED, MERGED
from channel.audit.record import record
from channel.broadcasts.matching import UNTITLED
from channel.broadcasts.models import fold_title
from channel.clock import today
from channel.imports.actions import import_rows
from channel.models import (
    AuditEntry,
    Broadcast,
    BroadcastResult,
    Channel,
    ImportBatch,
    Origin,
    User,
)
from channel.signals import facts_changed

CHANGED = gettext_noop("메시지를 고쳤습니다")
RESTORED = gettext_noop("메시지를 되돌렸습니다")
FACTS = ("title", "sent_on", "sent_at", "audience", "content", "benefit")
FIGURES = ("sent", "opened", "clicked", "free_sends")
# What a message may take over from its double where it knows nothing itself.
FILLED_FACTS = ("kakao_id", "sent_at", "content", "benefit")
FILLED_FIGURES = ("sent", "opened", "clicked", "failed", "impressions", "blocks_48h")


class _Exact(DjangoJSONEncoder):
    """Django's own cuts moments to milliseconds."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, dt.datetime) else super().default(o)


class TakenMeanwhile(Exception):
    """The same message has come in again, so the deleted one cannot come back beside it."""


def add_message(
    *, user: User, channel: Channel, row: Mapping[str, Any]
) -> tuple[Broadcast, ImportBatch]:
    """Raises RowsRefused. A message of that day and title is the same one and not made twice."""
    batch = import_rows(channel, "broadcasts", [row], by=user)
    made = Broadcast.objects.filter(
        channel=channel, sent_on=row["sent_on"], folded_title=fold_title(row["title"])[:200]
    )
    return made.order_by("nth_of_day")[:1].get(), batch


@transaction.atomic
def change_message(*, user: User, broadcast: Broadcast, values: Mapping[str, Any]) -> bool:
    """Set what differs; False when nothing does. An import's undo leaves the row alone then."""
    kept, result = _locked(broadcast)
    before = _told(kept, result, values)
    after = {name: _plain(value) for name, value in values.items()}
    changed = [name for name in values if before[name] != after[name]]
    if not changed:
        return False
    _write_facts(kept, {name: values[name] for name in changed if name in FACTS})
    _write_figures(kept, result, {name: values[name] for name in changed if name in FIGURES})
    record(
        kept.channel, user, CHANGED, kept,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )  # fmt: skip
    facts_changed.send(sender=None, channel_ids=[kept.channel_id])
    return True


def _locked(broadcast: Broadcast) -> tuple[Broadcast, BroadcastResult | None]:
    """Writers of one channel's facts wait for each other, imports among them."""
    Channel.objects.select_for_update(no_key=True).get(pk=broadcast.channel_id)
    kept = Broadcast.objects.select_related("channel").get(pk=broadcast.pk)
    return kept, BroadcastResult.objects.filter(broadcast=kept).first()


def _told(
    broadcast: Broadcast, result: BroadcastResult | None, names: Collection[str]
) -> dict[str, Any]:
    told = {name: getattr(broadcast, name) for name in FACTS}
    told |= {name: getattr(result, name, None) for name in FIGURES}
    told["free_sends"] = told["free_sends"] or 0
    return {name: _plain(told[name]) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    return value.isoformat() if isinstance(value, dt.date) else value


def _write_facts(broadcast: Broadcast, values: Mapping[str, Any]) -> None:
    if not values:
        return
    for name, value in values.items():
        setattr(broadcast, name, value)
    if {"title", "sent_on"} & values.keys():
        broadcast.folded_title = fold_title(broadcast.title)[:200]
        broadcast.nth_of_day = _next_of_day(broadcast)
    broadcast.origin, broadcast.batch_id = Origin.TYPED, None
    broadcast.save()


def _next_of_day(broadcast: Broadcast) -> int:
    same = Broadcast.objects.filter(
        channel=broadcast.channel_id,
        sent_on=broadcast.sent_on,
        folded_title=broadcast.folded_title,
    ).exclude(pk=broadcast.pk)
    return int(same.aggregate(most=Max("nth_of_day"))["most"] or 0) + 1


def _write_figures(
    broadcast: Broadcast, result: BroadcastResult | None, values: Mapping[str, Any]
) -> None:
    if not values:
        return
    if result is None:
        result = BroadcastResult(channel_id=broadcast.channel_id, broadcast=broadcast)
    for name, value in values.items():
        setattr(result, name, value)
    result.as_of = today()
    result.origin, result.batch_id = Origin.TYPED, None
    result.save()
    state = Broadcast.State.SENT if result.sent is None else Broadcast.State.REPORTED
    Broadcast.objects.filter(pk=broadcast.pk).update(state=state)


@transaction.atomic
def delete_message(*, user: User, broadcast: Broadcast) -> AuditEntry:
    """The audit row keeps the message and its result as they were; `restore` brings both back."""
    kept, result = _locked(broadcast)
    entry = record(kept.channel, user, DELETED, kept, before=_snapshot(kept, result))
    kept.delete()
    facts_changed.send(sender=None, channel_ids=[kept.channel_id])
    return entry


def _snapshot(broadcast: Broadcast, result: BroadcastResult | None) -> dict[str, Any]:
    """Readable values, and below names with a dash what is needed to bring the rows back."""
    rows = serializers.serialize("json", [broadcast, *([result] if result else [])], cls=_Exact)
    told = _told(broadcast, result, (*FACTS, *FIGURES))
    return {**told, "_id": broadcast.pk, "_rows": rows}


@transaction.atomic
def restore(*, user: User, entry: AuditEntry) -> Broadcast:
    """Undo a deletion or a joining: the same rows with the same ids.

    Raises TakenMeanwhile; a second time finds the message there and leaves it as it is.
    """
    assert entry.channel is not None
    Channel.objects.select_for_update(no_key=True).get(pk=entry.channel.pk)
    there = Broadcast.objects.filter(channel=entry.channel, pk=entry.before["_id"]).first()
    if there:
        return there
    rows = list(serializers.deserialize("json", entry.before["_rows"]))
    broadcast: Any = rows[0].object
    _take_out(entry)
    if _is_taken(broadcast):
        raise TakenMeanwhile
    for row in rows:
        row.save(force_insert=True)
    record(entry.channel, user, RESTORED, broadcast, after={"title": broadcast.title})
    facts_changed.send(sender=None, channel_ids=[entry.channel.pk])
    return broadcast


def _is_taken(broadcast: Broadcast) -> bool:
    same = Q(
        sent_on=broadcast.sent_on,
        folded_title=broadcast.folded_title,
        nth_of_day=broadcast.nth_of_day,
    )
    if broadcast.kakao_id:
        same |= Q(kakao_id=broadcast.kakao_id)
    return Broadcast.objects.filter(same, channel=broadcast.channel_id).exists()


@transaction.atomic
def merge_messages(*, user: User, one: Broadcast, other: Broadcast) -> AuditEntry | None:
    """Keep the message that says more of itself; it takes over only what it did not know.

    None when one of the two has gone meanwhile.
    """
    Channel.objects.select_for_update(no_key=True).get(pk=one.channel_id)
    found = Broadcast.objects.filter(channel=one.channel_id, pk__in=[one.pk, other.pk])
    pair = sorted(found.select_related("channel"), key=_says_more)
    if len(pair) < 2:
        return None
    kept, double = pair
    results = {r.broadcast_id: r for r in BroadcastResult.objects.filter(broadcast__in=pair)}
    own, others = results.get(kept.pk), results.get(double.pk)
    before = _snapshot(double, others)
    double.delete()
    filled = _fill(kept, double, FILLED_FACTS)
    if own and others:
        filled |= _fill(own, others, FILLED_FIGURES)
    after = {"_kept": kept.pk, "_filled": filled}
    entry = record(kept.channel, user, MERGED, kept, before=before, after=after)
    facts_changed.send(sender=None, channel_ids=[kept.channel_id])
    return entry


def _says_more(broadcast: Broadcast) -> tuple[bool, bool, bool, int]:
    has_result = BroadcastResult.objects.filter(broadcast=broadcast).exists()
    return not has_result, broadcast.kakao_id is None, broadcast.title == UNTITLED, broadcast.pk


def _fill(kept: Any, double: Any, names: Collection[str]) -> dict[str, Any]:
    """Also against the constraints: opened of nobody's sends would be refused by the database."""
    values = {
        name: getattr(double, name)
        for name in names
        if getattr(kept, name) is None and getattr(double, name) is not None
    }
    sent = values.get("sent", getattr(kept, "sent", None))
    if sent is not None and values.get("opened", 0) > sent:
        del values["opened"]
    for name, value in values.items():
        setattr(kept, name, value)
    if values:
        kept.save(update_fields=[*values, "updated_at"])
    return {name: _plain(value) for name, value in values.items()}


def _take_out(entry: AuditEntry) -> None:
    """What a joining filled in goes again where nobody has changed it since."""
    filled: dict[str, Any] = entry.after.get("_filled", {})
    for model, key in ((Broadcast, "pk"), (BroadcastResult, "broadcast")):
        row: Any = model.objects.filter(**{key: entry.after.get("_kept")}).first()
        names = [
            name for name, value in filled.items()
            if row and hasattr(row, name) and _plain(getattr(row, name)) == value
        ]  # fmt: skip
        if names:
            model.objects.filter(pk=row.pk).update(
                **dict.fromkeys(names), updated_at=timezone.now()
            )


@transaction.atomic
def keep_apart(*, user: User, one: Broadcast, other: Broadcast) -> None:
    """Never propose the two again."""
    record(one.channel, user, APART, one, after={"title": other.title, "_pair": [one.pk, other.pk]})
