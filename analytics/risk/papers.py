"""The signal's figures as readings, so that each number on a screen can be asked where it is from."""

from typing import Any

from analytics.risk.assess import Facts, Judged, blocks_48h, size, two_days
from channel.figures import readings
from channel.models import BroadcastRisk, Channel, Origin, Reading, RiskBaseline
from stats.surprise import FEWEST_MESSAGES

LEVEL = 0.95
R = Reading.State


def write(
    channel: Channel,
    facts: Facts,
    judged: Judged,
    changed: list[BroadcastRisk],
    baseline: RiskBaseline,
) -> None:
    found = [one for row in changed for one in _of_message(facts, judged, row)]
    found += _taken_back(channel, changed)
    readings.append(found + _of_channel(channel, facts, judged, baseline))


def _taken_back(channel: Channel, changed: list[BroadcastRisk]) -> list[Reading]:
    """What was expected of messages that can no longer be judged is told again, as missing."""
    subjects = [f"broadcast:{row.broadcast_id}" for row in changed if row.expected is None]
    told = Reading.objects.filter(
        channel=channel, subject__in=subjects, measure__in=["expected_blocks", "z"]
    ).newest()
    return [
        Reading(
            channel_id=channel.pk, subject=old.subject, measure=old.measure, as_of=old.as_of,
            unit=old.unit, formula=old.formula, state=R.MISSING,
        )
        for old in told
    ]  # fmt: skip


def _of_message(facts: Facts, judged: Judged, row: BroadcastRisk) -> list[Reading]:
    days = two_days(row.broadcast)
    told = blocks_48h(row.broadcast) is not None
    fixed: dict[str, Any] = {
        "channel_id": row.channel_id,
        "subject": f"broadcast:{row.broadcast_id}",
        "as_of": days[1],
        "unit": "people",
        "source": Origin.WEBHOOK.value if told else "",
        "gaps": [] if told else [str(day) for day in days if not facts.known(day)],
    }
    return [_blocks(row, judged, fixed), *_expected(row, fixed)]


def _blocks(row: BroadcastRisk, judged: Judged, fixed: dict[str, Any]) -> Reading:
    first, until = two_days(row.broadcast)
    fixed |= {"measure": "blocks_after", "formula": _how(row)}
    inputs = {
        "first": str(first),
        "until": str(until),
        "blocked": row.raw_blocks,
        "usual": row.background,
        "sent": size(row.broadcast),
    }
    if row.blocks is None:
        return Reading(state=R.MISSING, inputs={"reason": why_missing(row), **inputs}, **fixed)
    low, high = judged.bounds[row.broadcast_id]
    state = R.PROVISIONAL if row.provisional else R.ESTIMATE
    return Reading(
        value=row.blocks, low=low, high=high, level=LEVEL, n=2, state=state, inputs=inputs, **fixed
    )


def _how(row: BroadcastRisk) -> str:
    if row.shared:
        return "blocks_after_shared"
    return "blocks_after" if blocks_48h(row.broadcast) is None else "blocks_after_48h"


def why_missing(row: BroadcastRisk) -> str:
    if not size(row.broadcast):
        return "risk_size"
    return "risk_pending" if row.provisional else "risk_gap"


def _expected(row: BroadcastRisk, fixed: dict[str, Any]) -> list[Reading]:
    if row.expected is None:
        return []
    expected = Reading(
        value=row.expected, low=row.lower, high=row.upper, level=LEVEL,
        state=R.ESTIMATE, inputs={"sent": size(row.broadcast), "sent_on": str(row.broadcast.sent_on)},
        **{**fixed, "measure": "expected_blocks", "formula": "expected_blocks"},
    )  # fmt: skip
    inputs = {"blocks": row.blocks, "expected": row.expected, "ewma": row.ewma}
    surprise = Reading(
        value=row.z, state=R.ESTIMATE, inputs=inputs,
        **{**fixed, "measure": "z", "formula": "surprise", "unit": "z"},
    )  # fmt: skip
    return [expected, surprise]


def _of_channel(
    channel: Channel, facts: Facts, judged: Judged, baseline: RiskBaseline
) -> list[Reading]:
    """Of today, whatever is known; what is not known any more is said to be missing."""
    newest = next((row for row in reversed(judged.rows) if row.blocks is not None), None)
    recent = newest.recent if newest else {}
    moving = bool(newest and newest.provisional)
    last = facts.last_day
    inputs = {
        "state": newest.state if newest else BroadcastRisk.State.MISSING,
        "held": bool(newest and newest.held),
        "broadcast": newest.broadcast_id if newest else None,
        "until": str(last) if last else None,
    }
    limits = {"friends": facts.friends, "rate": baseline.rate, "cv": baseline.cv}
    said: list[dict[str, Any]] = [
        {
            "measure": "risk_state", "value": baseline.n if newest else None, "unit": "messages",
            "inputs": inputs, "n": baseline.n,
        },
        _recently(recent, "recent_blocks", "blocks", "people"),
        _recently(recent, "recent_expected_blocks", "expected", "people"),
        _recently(recent, "recent_ratio", "ratio", "x", low=recent.get("ratio_low")),
        {"measure": "background_blocks", "value": baseline.background, "unit": "people"},
        {
            "measure": "power_blocks", "value": baseline.power_blocks, "unit": "people",
            "inputs": limits, "n": baseline.n,
        },
    ]  # fmt: skip
    learned = {"have": baseline.n, "need": FEWEST_MESSAGES}
    return [_of_today(channel, facts, one, moving, learned) for one in said]


def _recently(
    recent: dict[str, Any], measure: str, name: str, unit: str, low: float | None = None
) -> dict[str, Any]:
    return {
        "measure": measure, "value": recent.get(name), "unit": unit, "low": low,
        "level": None if low is None else LEVEL, "n": recent.get("n"), "inputs": recent,
    }  # fmt: skip


def _of_today(
    channel: Channel, facts: Facts, said: dict[str, Any], moving: bool, learned: dict[str, int]
) -> Reading:
    state = R.PROVISIONAL if moving else R.ESTIMATE
    if said.get("value") is None:
        state = R.MISSING
        said["inputs"] = {"reason": "risk_learning", **learned}
    return Reading(
        channel_id=channel.pk, subject="channel", as_of=facts.today, state=state,
        formula=said["measure"], **said,
    )  # fmt: skip
