"""What a file is, from its bytes: the name is only a hint for the message."""

import re
from dataclasses import dataclass
from typing import Literal

from channel.imports.reading import limits
from channel.imports.reading.problems import ReadingError

Container = Literal["text", "page", "xlsx", "xls"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_REFUSED = {
    b"%PDF": "pdf",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"\x1f\x8b": "archive",
    b"7z\xbc\xaf": "archive",
    b"Rar!": "archive",
    b"BZh": "archive",
    b"\xfd7zXZ": "archive",
}
_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_PAGE_START = re.compile(
    r"\s*<(?:!doctype html|html|table|meta|head|body|style|div|!--)", re.IGNORECASE
)
_BAD_LINES_PERCENT = 10


@dataclass(frozen=True)
class Decoded:
    """Text of a file; a byte that fits no character has become U+FFFD."""

    text: str
    encoding: str


def container(data: bytes) -> Container | None:
    """The kind of binary file, or None for text. Refuses what can hold no table."""
    if not data.strip():
        raise ReadingError("empty_file")
    if data.startswith(b"PK\x03\x04"):
        return "xlsx"
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise ReadingError("encrypted_file")
        return "xls"
    if data.startswith(b"PK"):
        raise ReadingError("broken_file", format="xlsx")
    for magic, name in _REFUSED.items():
        if data.startswith(magic):
            raise ReadingError("not_a_table", format=name)
    return None


def is_page(text: str) -> bool:
    """Whether the text is an HTML page, as many shops save their .xls."""
    head = text[:65_536]
    return bool(_PAGE_START.match(head)) or (
        head.lstrip().startswith("<") and "<table" in text[:1_000_000].lower()
    )


def refuse_long_lines(data: bytes) -> None:
    """Refuse a line over the limit before anything is decoded or copied."""
    position = 0
    while len(data) - position > limits.LINE_BYTES:
        end = position + limits.LINE_BYTES
        cut = max(data.rfind(b"\n", position, end), data.rfind(b"\r", position, end))
        if cut < 0:
            line = data.count(b"\n", 0, position) + 1
            raise ReadingError("line_too_long", line, limit_bytes=limits.LINE_BYTES)
        position = cut + 1


def decode(data: bytes) -> Decoded:
    """Find the encoding among those Korean programs write."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return Decoded(_decode(data, encoding), encoding)
    if b"\x00" in data[:65_536]:
        return _decode_wide(data)
    for encoding in ("utf-8", "cp949"):
        try:
            return Decoded(data.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue
    return _decode_damaged(data)


def _decode(data: bytes, encoding: str) -> str:
    return data.decode(encoding, errors="replace").lstrip("\ufeff")


def _decode_wide(data: bytes) -> Decoded:
    """UTF-16 without its mark: digits and separators have their zero on one side only."""
    head = data[:65_536]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if min(even, odd) * 20 > max(even, odd) or max(even, odd) * 50 < len(head):
        raise ReadingError("not_a_table", format="binary")
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    return Decoded(_decode(data, encoding), encoding)


def _decode_damaged(data: bytes) -> Decoded:
    """Neither encoding fits: take the one with fewer bad bytes if most lines are sound."""
    tries = [Decoded(_decode(data, encoding), encoding) for encoding in ("utf-8", "cp949")]
    best = min(tries, key=lambda tried: tried.text.count("\ufffd"))
    lines = best.text.split("\n")
    bad = [number for number, line in enumerate(lines, 1) if "\ufffd" in line]
    if len(bad) > 1 and len(bad) * 100 > len(lines) * _BAD_LINES_PERCENT:
        raise ReadingError("unknown_encoding", bad[0])
    return best
