"""Every ink on every ground it may stand on, light and dark, at the contrast WCAG AA asks for."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOKENS = (ROOT / "static/css/tokens.css").read_text()
PAIRS = re.findall(r"--([\w-]+): light-dark\(#(\w{6}), #(\w{6})\)", TOKENS)
COLOURS = {name: {"light": light, "dark": dark} for name, light, dark in PAIRS}

GROUNDS = ("ground", "surface", "sunken")
SOFT = ("accent-soft", "watch-soft", "alarm-soft")
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-2") for ground in (*GROUNDS, *SOFT)),
    *((ink, ground) for ink in ("ink-3", "accent", "watch", "alarm") for ground in GROUNDS),
    ("ink-3", "accent-soft"), ("accent", "accent-soft"), ("watch", "watch-soft"),
    ("alarm", "alarm-soft"), ("accent-ink", "accent"), ("accent-ink", "accent-strong"),
    ("accent-strong", "surface"), ("surface", "alarm"),
]  # fmt: skip
GRAPHICS = [(part, ground) for part in ("outline", "quiet") for ground in ("ground", "surface")]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(ink: str, ground: str, scheme: str) -> None:
    assert contrast(COLOURS[ink][scheme], COLOURS[ground][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("part", "ground"), GRAPHICS)
def test_outlines_can_be_seen(part: str, ground: str, scheme: str) -> None:
    assert contrast(COLOURS[part][scheme], COLOURS[ground][scheme]) >= 3.0
