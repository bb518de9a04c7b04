"""Make a reading, or say why there is none: an error never becomes a number."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from analytics.statements.facts import Facts, Message
from channel.models import Reading

CHANNEL = "channel"
FINAL, PROVISIONAL = Reading.State.FINAL, Reading.State.PROVISIONAL
ESTIMATE, MISSING = Reading.State.ESTIMATE, Reading.State.MISSING


def tell(
    facts: Facts,
    measure: str,
    value: float | None,
    unit: str,
    *,
    state: str = FINAL,
    formula: str | None = None,
    **fields: Any,
) -> Reading:
    """An unsaved reading of the channel; None as value makes it a missing one."""
    fields.setdefault("subject", CHANNEL)
    fields.setdefault("as_of", facts.today)
    return Reading(
        channel_id=facts.channel_id,
        measure=measure,
        value=value,
        unit=unit,
        state=MISSING if value is None else state,
        formula=formula or measure,
        **fields,
    )


def missing(
    facts: Facts, units: dict[str, str], reason: str, *, gaps: Sequence[str] = (), **numbers: Any
) -> list[Reading]:
    """One reading a measure without a value; `reason` is an id of formulas.REASONS."""
    inputs = {"reason": reason, **numbers}
    return [
        tell(facts, measure, None, unit, inputs=inputs, gaps=list(gaps))
        for measure, unit in units.items()
    ]


def state_of(facts: Facts, messages: Iterable[Message]) -> str:
    return PROVISIONAL if facts.is_growing(messages) else FINAL


def sources(origins: Iterable[str]) -> str:
    """Ids of channel.figures.models.Origin; the papers say them in words."""
    return " ".join(sorted(set(origins)))


def iso(days: Iterable[dt.date]) -> list[str]:
    return [day.isoformat() for day in sorted(days)]


def rows_of(messages: Iterable[Message], **more: dict[int, float]) -> list[dict[str, Any]]:
    """The messages a formula used, oldest first, with the numbers it took from them."""
    return [
        {
            "id": m.id, "title": m.title, "day": m.day.isoformat(), "sent": m.sent,
            "opened": m.opened, **{name: by_id[m.id] for name, by_id in more.items()},
        }
        for m in sorted(messages, key=lambda m: (m.day, m.id))
    ]  # fmt: skip
