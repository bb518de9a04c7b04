"""What the block signal says of one message, whatever the channel's signal says now."""

from collections.abc import Mapping
from typing import Any

from analytics.messages.selectors import MessageRow
from analytics.risk.papers import why_missing
from analytics.risk.words import WEEKDAYS, Count, Part, Sentence
from channel.figures.figure import Figure
from channel.models import BroadcastRisk

State = BroadcastRisk.State
MISSING = {"risk_size": "unsized", "risk_pending": "pending", "risk_gap": "gap"}


def sentences(row: MessageRow) -> list[Sentence]:
    """None where the message has not been judged yet."""
    risk = row.risk
    if risk is None:
        return []
    if risk.blocks is None:
        return [Sentence(MISSING[why_missing(risk)], {"title": row.broadcast.title})]
    return [*_judged(row, risk), *_beside(risk)]


def _judged(row: MessageRow, risk: BroadcastRisk) -> list[Sentence]:
    values = _values(row, risk)
    if risk.expected is None:
        return [Sentence("learning.message", values)]
    if risk.state == State.USUAL:
        above = (risk.blocks or 0) > (risk.upper or 0)
        return [Sentence("usual.above" if above else "usual", values)]
    spike = [Sentence("spike", values)] if risk.state in (State.SPIKE, State.BOTH) else []
    rising = risk.state in (State.RISING, State.BOTH)
    name = "rising.held" if risk.held else "rising"
    return spike + ([Sentence(name, _recent(risk.recent))] if rising else [])


def _values(row: MessageRow, risk: BroadcastRisk) -> dict[str, Any]:
    day = row.broadcast.sent_on
    blocks = row.figures.get("blocks_after") or Figure(
        risk.blocks, "people", "estimate", day, "blocks_after"
    )
    expected = row.figures.get("expected_blocks") or Figure(
        risk.expected, "people", "estimate", day, "expected_blocks",
        low=risk.lower, high=risk.upper,
    )  # fmt: skip
    return {
        "title": row.broadcast.title, "blocks": blocks, "expected": expected,
        "low": Part(expected, "low", bare=True), "high": Part(expected, "high"),
        "blocked": Count(risk.raw_blocks, "people"), "usual": Count(risk.background, "people"),
        "weekday": WEEKDAYS[day.weekday()],
    }  # fmt: skip


def _recent(recent: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "n": Count(recent["n"], "messages"),
        "blocks": Count(recent["blocks"], "people"),
        "expected": Count(recent["expected"], "people"),
        "ratio": Count(recent["ratio"], "x"),
    }


def _beside(risk: BroadcastRisk) -> list[Sentence]:
    shared = [Sentence("shared")] if risk.shared else []
    return shared + ([Sentence("provisional")] if risk.provisional else [])
