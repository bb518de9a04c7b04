"""Look into a workbook's zip before anything opens it: bombs, lies, encryption, huge sheets."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from channel.imports.reading import limits
from channel.imports.reading.grid import refuse_too_many, refuse_too_wide
from channel.imports.reading.problems import ReadingError

_CHUNK = 1 << 20
_LOCAL_HEADER = 30
_REFERENCE = re.compile(rb"""(?<=\s)r\s*=\s*["']([A-Za-z]{0,4})(\d{0,9})([^"']?)""")
# The tail of a chunk that may hold half a reference.
_OVERLAP = 64


def refuse_bombs(data: bytes) -> None:
    """Refuse what unpacks to more than a table can be; every size is measured, none believed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _refuse_foreign(members)
            _refuse_declared(members)
            _measure(data, members)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError) as error:
        raise ReadingError("broken_file", format="xlsx") from error


def _refuse_foreign(members: list[zipfile.ZipInfo]) -> None:
    names = {member.filename.lower() for member in members}
    if any(member.flag_bits & 1 for member in members):
        raise ReadingError("encrypted_file")
    if len(members) > limits.MEMBERS:
        raise ReadingError("unpacks_too_large", limit_bytes=limits.UNPACKED_BYTES)
    if "xl/workbook.xml" not in names:
        raise ReadingError("not_a_table", format="archive")


def _refuse_declared(members: list[zipfile.ZipInfo]) -> None:
    total = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    heavy = total > limits.RATIO_FROM_BYTES and total > packed * limits.PACKED_RATIO
    if heavy or total > limits.UNPACKED_BYTES:
        raise ReadingError("unpacks_too_large", limit_bytes=limits.UNPACKED_BYTES)


def _measure(data: bytes, members: list[zipfile.ZipInfo]) -> None:
    """Unpack every member once in small pieces; sheets are searched for their extent."""
    total = 0
    for member in members:
        extent = _Extent() if member.filename.lower().startswith("xl/worksheets/") else None
        for piece in _pieces(data, member):
            total += len(piece)
            if total > limits.UNPACKED_BYTES:
                raise ReadingError("unpacks_too_large", limit_bytes=limits.UNPACKED_BYTES)
            if extent:
                extent.take(piece)
        if extent:
            extent.refuse_sparse()


def _pieces(data: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member's content by its packed bytes, whatever size its directory entry claims."""
    head = data[member.header_offset : member.header_offset + _LOCAL_HEADER]
    if len(head) < _LOCAL_HEADER or head[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile("no local header")
    begin = member.header_offset + _LOCAL_HEADER
    begin += int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    packed = memoryview(data)[begin : begin + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        yield bytes(packed)
        return
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile("unknown compression")
    unpacker = zlib.decompressobj(-15)
    rest: bytes | memoryview = packed
    while not unpacker.eof:
        piece = unpacker.decompress(rest, _CHUNK)
        if not piece and not unpacker.unconsumed_tail:
            break
        yield piece
        rest = unpacker.unconsumed_tail


class _Extent:
    """Highest row and column that a sheet's cells name: the reader allocates all between."""

    def __init__(self) -> None:
        self._tail = b""
        self._columns: set[bytes] = set()
        self._row = 0
        self._started = False

    def take(self, piece: bytes) -> None:
        if not self._started and piece:
            self._started = True
            if piece.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] != b"<":
                raise ReadingError("broken_file", format="xlsx")
        text = self._tail + piece
        for column, row, other in _REFERENCE.findall(text):
            self._columns.add(column)
            if row and (number := int(row)) > self._row:
                self._row = number
            if other:
                raise ReadingError("broken_file", format="xlsx")
        # A reference cut in two is read again, whole, with the next piece.
        self._tail = text[-_OVERLAP:]

    def refuse_sparse(self) -> None:
        width = max((_column_number(name) for name in self._columns), default=0)
        refuse_too_wide(width, None)
        refuse_too_many(width * self._row)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
