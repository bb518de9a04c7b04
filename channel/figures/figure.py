"""A reading frozen for a screen: what `{% figure %}` prints and links to its papers."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channel.models import Channel, Reading


@dataclass(frozen=True)
class Figure:
    """`value` None means that nothing is known; it is never printed as zero."""

    value: float | None
    unit: str
    state: str
    as_of: dt.date
    measure: str
    reading_id: int | None = None
    channel_slug: str = ""
    low: float | None = None
    high: float | None = None
    n: int | None = None
    inputs: dict[str, Any] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()

    @classmethod
    def of(cls, reading: Reading, channel: Channel) -> "Figure":
        return cls(
            value=reading.value, unit=reading.unit, state=reading.state, as_of=reading.as_of,
            measure=reading.measure, reading_id=reading.pk, channel_slug=channel.slug,
            low=reading.low, high=reading.high, n=reading.n, inputs=reading.inputs,
            gaps=tuple(reading.gaps),
        )  # fmt: skip

    @property
    def papers_url(self) -> str | None:
        if self.reading_id is None:
            return None
        return reverse("papers", args=[self.channel_slug, self.reading_id])


def format_number(value: float | None, unit: str) -> str:
    """1234 people → 1,234. A share is kept as 0..1 and shown in whole per cent."""
    if value is None:
        return _("확인 전")
    if unit == "share":
        return f"{value * 100:.0f}"
    if unit in ("x", "z"):
        return f"{value:.1f}"
    return f"{round(value):,}"


# Looked up in the reader's language only where they are printed: a list prints hundreds.
UNITS = {
    "people": gettext_lazy("명"), "won": gettext_lazy("원"), "times": gettext_lazy("회"),
    "share": "%", "days": gettext_lazy("일"), "x": gettext_lazy("배"), "sends": gettext_lazy("건"),
    "messages": gettext_lazy("번"), "z": "",
}  # fmt: skip


def unit_label(unit: str) -> str:
    return str(UNITS.get(unit, unit))
