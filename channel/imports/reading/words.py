"""Text of cells and headers made comparable."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from channel.imports.reading.dates import BadValueError

# Joiners keep emoji together; every other invisible character is dropped.
_KEPT = frozenset("\u200d\ufe0f")
_UNIT = re.compile(r"[(\[]\s*(명|회|건|개|원|%|인|번|일|people|times)\s*[)\]]")
_NOISE = re.compile(r"[\s()\[\]{}<>:;,.·ㆍ/_*'\"↕↑↓▲▼△▽?-]+")


def text(value: str) -> str:
    """One line of composed text without control characters."""
    if value.isascii() and value.isprintable():
        return " ".join(value.split())
    value = unicodedata.normalize("NFC", value)
    value = "".join(map(_visible, value))
    return " ".join(value.split())


def short_enough(value: str, longest: int) -> str:
    """The text itself, if it and its folded form can be stored."""
    length = len(value)
    if not value.isascii() and length * 18 > longest:  # one character folds to 18 at most
        length = max(length, len(folded(value)))
    if length > longest:
        raise BadValueError("text_too_long", limit=longest, length=length)
    return value


def folded(value: str) -> str:
    """Text for comparing: NFKC, case and spaces folded away."""
    return "".join(unicodedata.normalize("NFKC", value).casefold().split())


def key(value: str) -> str:
    """An identifier as its owner writes it, in one width."""
    folded_ = value if value.isascii() else unicodedata.normalize("NFKC", value)
    return text(folded_).removeprefix("'")


def header_word(header: str) -> str:
    """A header without its unit, spaces and punctuation."""
    return _NOISE.sub("", _UNIT.sub("", unicodedata.normalize("NFKC", header))).casefold()


def header_unit(header: str) -> str:
    """`people`, `times`, `percent` or "" as the header states in brackets."""
    found = _UNIT.search(unicodedata.normalize("NFKC", header))
    units = {"명": "people", "인": "people", "people": "people", "%": "percent"}
    units |= {"회": "times", "번": "times", "times": "times"}
    return units.get(found[1], "") if found else ""


def header_hash(headers: Iterable[str]) -> str:
    """What a mapping is remembered by: the same headers in the same order."""
    joined = "\x1f".join(folded(header) for header in headers)
    return hashlib.sha256(joined.encode("utf-8", "replace")).hexdigest()


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    return "" if category in ("Cf", "Cs") and character not in _KEPT else character
