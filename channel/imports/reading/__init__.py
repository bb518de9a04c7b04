"""The reading half of imports: bytes to a typed frame and problems, without Django.

read or read_paste -> Table; guess_kind or propose -> Proposal; parse -> Parsed.
"""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from channel.imports.kinds import ImportKind
from channel.imports.own_kinds import OWN_KINDS
from channel.imports.reading.mapping import (
    Guess,
    MappingChoice,
    Proposal,
    Question,
    guess_kind,
    propose,
)
from channel.imports.reading.parse import Parsed, parse
from channel.imports.reading.problems import Problem, ReadingError
from channel.imports.reading.source import grid_of_file, grid_of_paste
from channel.imports.reading.table import Table, table_of_grid
from channel.imports.reading.wide import lengthened
from channel.imports.reading.words import header_hash

__all__ = [
    "Guess", "MappingChoice", "Parsed", "Problem", "Proposal", "Question", "ReadingError", "Table",
    "guess_kind", "header_hash", "parse", "propose", "read", "read_paste",
]  # fmt: skip


def read(source: bytes | Path, kinds: Iterable[ImportKind] = OWN_KINDS) -> Table:
    """A file to a table, by what it holds. Raises ReadingError only."""
    kinds = tuple(kinds)
    with _no_collections():
        return lengthened(table_of_grid(grid_of_file(source), kinds), kinds)


def read_paste(text: str, kinds: Iterable[ImportKind] = OWN_KINDS) -> Table:
    """A pasted text to a table. Raises ReadingError only."""
    kinds = tuple(kinds)
    with _no_collections():
        return lengthened(table_of_grid(grid_of_paste(text), kinds), kinds)


@contextmanager
def _no_collections() -> Iterator[None]:
    """Half of the time on a large file goes into searching its rows for cycles; there are none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
