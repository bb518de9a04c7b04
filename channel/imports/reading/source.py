"""A file or a pasted text to a grid."""

from pathlib import Path

from channel.imports.reading import limits, sniff
from channel.imports.reading.books import grid_of_book
from channel.imports.reading.grid import Grid
from channel.imports.reading.pages import grid_of_page
from channel.imports.reading.problems import ReadingError
from channel.imports.reading.separated import grid_of_text


def grid_of_file(source: bytes | Path) -> Grid:
    """Read a file by what it holds, whatever it is called. Raises ReadingError only."""
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > limits.FILE_BYTES:
        raise ReadingError("file_too_large", limit_bytes=limits.FILE_BYTES)
    data = source if isinstance(source, bytes) else source.read_bytes()
    binary = sniff.container(data)
    if binary in ("xlsx", "xls"):
        return grid_of_book(data, binary)
    decoded = _decoded(data)
    if sniff.is_page(decoded.text):
        return grid_of_page(decoded.text, decoded.encoding)
    sniff.refuse_long_lines(data)
    return grid_of_text(decoded.text, decoded.encoding)


def _decoded(data: bytes) -> sniff.Decoded:
    if b"<" not in data[:4096]:
        sniff.refuse_long_lines(data)
    return sniff.decode(data)


def grid_of_paste(text: str) -> Grid:
    """Read what a person pasted into a field."""
    if not text.strip():
        raise ReadingError("empty_file")
    data = text.encode("utf-8", "replace")
    if len(data) > limits.FILE_BYTES:
        raise ReadingError("file_too_large", limit_bytes=limits.FILE_BYTES)
    if sniff.is_page(text):
        return grid_of_page(text, "utf-8")
    sniff.refuse_long_lines(data)
    return grid_of_text(data.decode("utf-8"), "utf-8")
