"""Facts to kept rows: judge every message of a channel and write what changed."""

import datetime as dt
from typing import Any

from django.db import transaction

from analytics.risk import alarms, papers
from analytics.risk.assess import Facts, Judged, judge
from channel.clock import today
from channel.models import Broadcast, BroadcastRisk, Channel, DailyFriends, RiskBaseline

KEPT = (
    "state", "raw_blocks", "background", "blocks", "expected", "lower", "upper", "z", "ewma",
    "held", "shared", "provisional", "recent",
)  # fmt: skip


@transaction.atomic
def refresh(channel: Channel) -> None:
    """Judge again from the facts. The baseline's row is the lock: two refreshes take turns."""
    RiskBaseline.objects.get_or_create(channel=channel)
    baseline = RiskBaseline.objects.select_for_update().get(channel=channel)
    facts = read_facts(channel, baseline.starts_on)
    judged = judge(facts) if facts.broadcasts else Judged([], baseline=_nothing_known())
    changed = _write_rows(channel, judged.rows)
    _write_baseline(baseline, judged.baseline)
    papers.write(channel, facts, judged, changed, baseline)
    alarms.settle(channel)


def read_facts(channel: Channel, starts_on: dt.date | None) -> Facts:
    """Sums over a stretch of days (`PeriodFriends`) tell nothing of two days and are not read."""
    broadcasts = list(
        Broadcast.objects.filter(channel=channel)
        .done()
        .exclude(result__sent=0)
        .select_related("result")
        .order_by("sent_on", "sent_at", "nth_of_day", "pk")
    )
    days = list(
        DailyFriends.objects.filter(channel=channel)
        .order_by("day")
        .values_list("day", "blocked", "provisional", "total")
    )
    first = min([row[0] for row in days[:1]] + [b.sent_on for b in broadcasts[:1]], default=today())
    blocked = {day: count for day, count, _moving, _total in days}
    length = (days[-1][0] - first).days + 1 if days else 0
    totals = [total for _day, _blocked, _moving, total in days if total]
    sizes = [b.result.sent for b in broadcasts if hasattr(b, "result") and b.result.sent]
    return Facts(
        broadcasts=broadcasts,
        first_day=first,
        daily=[blocked.get(first + dt.timedelta(days=n)) for n in range(length)],
        unsure=frozenset(day for day, _blocked, moving, _total in days if moving),
        friends=next(reversed(totals or sizes), None),
        starts_on=starts_on,
        today=today(),
    )


def _nothing_known() -> dict[str, Any]:
    return {
        "rate": None, "cv": None, "weekday_factor": [], "background": None, "n": 0,
        "power_blocks": None,
    }  # fmt: skip


def _write_rows(channel: Channel, rows: list[BroadcastRisk]) -> list[BroadcastRisk]:
    """Only rows that say something else are touched; those without a message left are dropped."""
    kept = {row.broadcast_id: row for row in BroadcastRisk.objects.filter(channel=channel)}
    changed = [row for row in rows if _told(row) != _told(kept.get(row.broadcast_id))]
    gone = set(kept) - {row.broadcast_id for row in rows}
    BroadcastRisk.objects.filter(channel=channel, broadcast__in=gone).delete()
    BroadcastRisk.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["broadcast"], update_fields=[*KEPT, "at"]
    )
    return changed


def _told(row: BroadcastRisk | None) -> tuple[Any, ...] | None:
    return tuple(getattr(row, name) for name in KEPT) if row else None


def _write_baseline(baseline: RiskBaseline, fields: dict[str, Any]) -> None:
    if all(getattr(baseline, name) == value for name, value in fields.items()):
        return
    for name, value in fields.items():
        setattr(baseline, name, value)
    baseline.save(update_fields=[*fields, "fitted_at"])
