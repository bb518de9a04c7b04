"""The signal's figures as readings, so that each number on a screen can be asked where it is from."""

from typing import Any

from analytics.risk.assess import Facts, Judged, blocks_48h, size, two_days
from channel.figures import readings
from channel.models import BroadcastRisk, Channel, Reading, RiskBaseline

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
    readings.append(found + _of_channel(channel, facts, judged, baseline))


def _of_message(facts: Facts, judged: Judged, row: BroadcastRisk) -> list[Reading]:
    days = two_days(row.broadcast)
    fixed: dict[str, Any] = {
        "channel_id": row.channel_id,
        "subject": f"broadcast:{row.broadcast_id}",
        "as_of": days[1],
        "unit": "people",
        "source": _source(row),
        "gaps": [] if _source(row) else [str(day) for day in days if not facts.known(day)],
    }
    return [_blocks(row, judged, fixed), *_expected(row, fixed)]


def _source(row: BroadcastRisk) -> str:
    """Empty for the days' own totals; a count from the sending itself names where it came from."""
    return "" if blocks_48h(row.broadcast) is None else "blocks_48h"


def _blocks(row: BroadcastRisk, judged: Judged, fixed: dict[str, Any]) -> Reading:
    inputs = {
        "days": [str(day) for day in two_days(row.broadcast)],
        "blocked": row.raw_blocks,
        "usual": row.background,
        "sent": size(row.broadcast),
        "shared": row.shared,
    }
    if row.blocks is None:
        return Reading(
            measure="blocks_after", state=R.MISSING, formula="blocks", inputs=inputs, **fixed
        )
    low, high = judged.bounds[row.broadcast_id]
    state = R.PROVISIONAL if row.provisional else R.ESTIMATE
    return Reading(
        measure="blocks_after", value=row.blocks, low=low, high=high, level=LEVEL, n=2,
        state=state, formula="blocks", inputs=inputs, **fixed,
    )  # fmt: skip


def _expected(row: BroadcastRisk, fixed: dict[str, Any]) -> list[Reading]:
    if row.expected is None:
        return []
    expected = Reading(
        measure="expected_blocks", value=row.expected, low=row.lower, high=row.upper, level=LEVEL,
        state=R.ESTIMATE, formula="expected_blocks",
        inputs={"sent": size(row.broadcast), "weekday": row.broadcast.sent_on.weekday()}, **fixed,
    )  # fmt: skip
    inputs = {"blocks": row.blocks, "expected": row.expected, "ewma": row.ewma, "state": row.state}
    surprise = Reading(
        measure="z", value=row.z, state=R.ESTIMATE, formula="surprise", inputs=inputs,
        **{**fixed, "unit": "z"},
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
    gaps = [f"broadcast:{row.broadcast_id}" for row in judged.rows if row.blocks is None]
    return [_of_today(channel, facts, one, moving, gaps) for one in said]


def _recently(
    recent: dict[str, Any], measure: str, name: str, unit: str, low: float | None = None
) -> dict[str, Any]:
    return {
        "measure": measure, "value": recent.get(name), "unit": unit, "low": low,
        "level": None if low is None else LEVEL, "n": recent.get("n"), "inputs": recent,
    }  # fmt: skip


def _of_today(
    channel: Channel, facts: Facts, said: dict[str, Any], moving: bool, gaps: list[str]
) -> Reading:
    known = said.get("value") is not None
    state = (R.PROVISIONAL if moving else R.ESTIMATE) if known else R.MISSING
    return Reading(
        channel_id=channel.pk, subject="channel", as_of=facts.today, state=state,
        formula=said["measure"], gaps=gaps, **said,
    )  # fmt: skip
