"""Small line charts drawn on the server: direct labels at the line's end, gaps left open."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django import template

register = template.Library()

TOP, BOTTOM = 10.0, 80.0  # per cent of the height that lines may use; ticks stand below
RIGHT = 78.0  # the label needs the rest
RULES = (TOP, (TOP + BOTTOM) / 2, BOTTOM)

Values = Sequence[float | None]


class Dot(NamedTuple):
    x: float
    y: float


def _dots(values: Values, low: float, high: float, right: float) -> list[Dot | None]:
    span = (high - low) or 1.0
    step = right / max(len(values) - 1, 1)
    return [
        None
        if value is None
        else Dot(round(i * step, 2), round(BOTTOM - (value - low) / span * (BOTTOM - TOP), 2))
        for i, value in enumerate(values)
    ]


def _paths(dots: Sequence[Dot | None]) -> list[str]:
    """One path per unbroken stretch, so that a missing day is a gap and never a slope."""
    paths: list[str] = []
    open_ = False
    for dot in dots:
        if dot is None:
            open_ = False
        elif open_:
            paths[-1] += f"L{dot.x} {dot.y}"
        else:
            paths.append(f"M{dot.x} {dot.y}")
            open_ = True
    return paths


def _line(one: dict[str, Any], low: float, high: float) -> dict[str, Any]:
    dots = _dots(one["values"], low, high, RIGHT)
    hollow_from = one.get("hollow_from", len(dots))
    known = [dot for dot in dots if dot]
    end = known[-1] if known else None
    return {
        "label": one["label"],
        "tone": one.get("tone", ""),
        "paths": _paths(dots),
        "hollow": [dot for dot in dots[hollow_from:] if dot and dot != end],
        "end": end,
        "end_hollow": end is not None and dots.index(end) >= hollow_from,
    }


@register.inclusion_tag("parts/line_chart.html")
def line_chart(
    series: Sequence[dict[str, Any]], ticks: Sequence[tuple[int, str]], label: str
) -> dict[str, Any]:
    """`series`: {label, values (None is a gap), tone "accent" or "", hollow_from (index of the
    first provisional value)}; `ticks`: (index, words) below; `label`: what the chart shows."""
    values = [value for one in series for value in one["values"] if value is not None]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    step = RIGHT / max(max((len(one["values"]) for one in series), default=1) - 1, 1)
    return {
        "label": label,
        "rules": RULES,
        "lines": [_line(one, low, high) for one in series],
        "ticks": [{"x": round(index * step, 2), "text": text} for index, text in ticks],
    }


@register.inclusion_tag("parts/spark.html")
def spark(values: Values, label: str) -> dict[str, Any]:
    """A line without axes beside a number; `label` says in words what it shows."""
    known = [value for value in values if value is not None]
    dots = _dots(values, min(known, default=0.0), max(known, default=1.0), 100.0)
    return {"label": label, "paths": _paths(dots), "end": next((d for d in dots[::-1] if d), None)}
