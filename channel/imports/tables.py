"""The uploaded bytes as a table, the kind it is of, and the mapping that is used for it."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any

from channel.imports.kinds import ImportKind, all_kinds, get_kind
from channel.imports.reading import (
    MappingChoice,
    Proposal,
    Table,
    guess_kind,
    read,
    read_paste,
)
from channel.imports.upload import bytes_of
from channel.models import ImportBatch, ImportMapping

_SURE = 1.0


@dataclass(frozen=True)
class Decided:
    """`asks` are the reader's open questions; with none the choice can be used."""

    kind: ImportKind
    choice: MappingChoice
    asks: tuple[dict[str, Any], ...]


def table_of(batch: ImportBatch) -> Table:
    """Raises ReadingError for what cannot be read."""
    data = bytes_of(batch)
    if batch.way == ImportBatch.Way.PASTE:
        return read_paste(data.decode("utf-8", "replace"), all_kinds())
    return read(data, all_kinds())


def decide(batch: ImportBatch, table: Table) -> Decided:
    """What a person said for this file, else for one of this shape before, else the proposal."""
    if batch.mapping and batch.kind:
        return Decided(get_kind(batch.kind), choice_of(batch.mapping), ())
    if remembered := _remembered(batch, table):
        return Decided(get_kind(remembered.kind), choice_of(remembered.mapping), ())
    kinds = [get_kind(batch.kind)] if batch.kind else all_kinds()
    return proposed(guess_kind(table, kinds)[0])


def proposed(proposal: Proposal) -> Decided:
    asks: list[dict[str, Any]] = [
        {
            "code": question.code,
            "headers": list(question.headers),
            "column": question.column,
            "params": dict(question.params),
        }
        for question in proposal.questions
        if question.code != "year" or question.params.get("year") is None
    ]
    if proposal.missing or proposal.score < _SURE:
        asks.append({"code": "mapping", "missing": list(proposal.missing)})
    return Decided(get_kind(proposal.kind), proposal.choice, tuple(asks))


def _remembered(batch: ImportBatch, table: Table) -> ImportMapping | None:
    known = ImportMapping.objects.filter(
        organisation=batch.organisation_id,
        header_hash=table.hash,
        kind__in=[batch.kind] if batch.kind else [kind.name for kind in all_kinds()],
    )
    return known.order_by("-used_at").first()


def remember(batch: ImportBatch) -> None:
    """The next file with these headers asks nothing."""
    if batch.header_hash:
        ImportMapping.objects.update_or_create(
            organisation_id=batch.organisation_id,
            kind=batch.kind,
            header_hash=batch.header_hash,
            defaults={"mapping": batch.mapping},
        )


def choice_of(mapping: dict[str, Any]) -> MappingChoice:
    return MappingChoice(
        columns=dict(mapping["columns"]),
        units=dict(mapping.get("units", {})),
        melted=tuple(mapping.get("melted", ())),
        year=mapping.get("year"),
        day_order=mapping.get("day_order", ""),
    )


def json_of(choice: MappingChoice) -> dict[str, Any]:
    return {
        "columns": dict(choice.columns),
        "units": dict(choice.units),
        "melted": list(choice.melted),
        "year": choice.year,
        "day_order": choice.day_order,
    }


def personal(decided: Decided) -> set[int]:
    """Columns whose cells name persons: nothing keeps them as they stand in the file."""
    hashed = {column.name for column in decided.kind.columns if column.personal == "hash"}
    return {index for name, index in decided.choice.columns.items() if name in hashed}


def masked(cells: Iterable[str], which: Container[int]) -> list[str]:
    """The last four characters are enough to find a row again, not to look anybody up."""
    return [
        f"…{cell[-4:]}" if index in which and cell else cell for index, cell in enumerate(cells)
    ]


def describe(table: Table, hidden: Container[int]) -> dict[str, Any]:
    """What the mapping screen shows of the table."""
    samples = [table.samples(index, 3) for index in range(len(table.headers))]
    return {
        "headers": list(table.headers),
        "samples": [
            masked(cells, range(3)) if index in hidden else cells
            for index, cells in enumerate(samples)
        ],
        "rows": len(table.frame),
        "header_line": table.header_line,
        "format": table.format,
        "encoding": table.encoding,
    }
