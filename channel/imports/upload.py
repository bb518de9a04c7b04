"""Uploaded bytes into rows, refused while they stream in when they are too many."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.db import connection

from channel.imports.reading.limits import FILE_BYTES
from channel.models import ImportBatch, ImportPart

PART_BYTES = 4 * 1024 * 1024
# Parts below are the file, from here on they are its typed rows.
FIRST_OF_ROWS = 1_000_000


class LimitedUpload(FileUploadHandler):
    """Stands before the handlers that keep the bytes: a file above the limit is dropped on the way.

    The names of dropped files are left on the request as `refused_files`.
    """

    chunk_size = 256 * 1024

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self._seen += len(raw_data)
        if self._seen > FILE_BYTES:
            names: list[str] = getattr(self.request, "refused_files", [])
            self.request.refused_files = [*names, self.file_name]  # type: ignore[union-attr]
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler has the bytes."""


def keep_parts(batch: ImportBatch, chunks: Iterable[bytes]) -> None:
    """Write the bytes as numbered rows of at most 4 MB; sets size and checksum of the batch."""
    digest, batch.size = hashlib.sha256(), 0

    def counted() -> Iterator[bytes]:
        for chunk in chunks:
            digest.update(chunk)
            batch.size += len(chunk)
            yield chunk

    write_parts(batch, counted(), 0)
    batch.sha256 = digest.hexdigest()


def write_parts(batch: ImportBatch, chunks: Iterable[bytes], first: int) -> None:
    """By COPY in binary: as parameters of an INSERT the bytes would be spelt out in hex."""
    into = f"COPY {ImportPart._meta.db_table} (batch_id, n, data) FROM STDIN (FORMAT binary)"
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        copy.set_types(["bigint", "integer", "bytea"])
        for n, data in enumerate(evenly(chunks, PART_BYTES), start=first):
            copy.write_row((batch.pk, n, data))


def evenly(chunks: Iterable[bytes], size: int) -> Iterator[bytes]:
    """The same bytes in pieces of one size."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) >= size:
            yield bytes(held[:size])
            del held[:size]
    if held:
        yield bytes(held)


def bytes_of(batch: ImportBatch) -> bytes:
    """The file as it was uploaded."""
    of_file = batch.parts.filter(n__lt=FIRST_OF_ROWS).order_by("n")
    return b"".join(bytes(part.data) for part in of_file.iterator(4))
