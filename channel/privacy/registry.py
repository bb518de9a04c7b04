"""The models that hold something of a person. Exports and deletions of one person run them all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

# channel id and ids of the person (a friend and those merged into him) -> rows, or rows touched
Export = Callable[[int, Sequence[int]], list[dict[str, Any]]]
Erase = Callable[[int, Sequence[int]], int]


@dataclass(frozen=True)
class Personal:
    """`erase` leaves nothing that leads to the person; what is counted may stay without him."""

    model: type[Model]
    owner_field: str
    export: Export
    erase: Erase


_kept: dict[type[Model], Personal] = {}


def register(model: type[Model], owner_field: str, export: Export, erase: Erase) -> None:
    """In the order of deletion: first what is found through other rows."""
    _kept[model] = Personal(model, owner_field, export, erase)


def registered() -> list[Personal]:
    return list(_kept.values())


def rows_of(model: type[Model], owner_field: str, *leave_out: str) -> Export:
    """All columns of the person's rows, but those named."""
    names = [f.attname for f in model._meta.concrete_fields if f.attname not in leave_out]

    def export(channel_id: int, ids: Sequence[int]) -> list[dict[str, Any]]:
        found = model._default_manager.filter(channel=channel_id, **{f"{owner_field}__in": ids})
        return list(found.order_by("pk").values(*names))

    return export


def deletion_of(model: type[Model], owner_field: str) -> Erase:
    def erase(channel_id: int, ids: Sequence[int]) -> int:
        found = model._default_manager.filter(channel=channel_id, **{f"{owner_field}__in": ids})
        return found.delete()[0]

    return erase


def unlinking_of(model: type[Model], owner_field: str, **emptied: Any) -> Erase:
    """The row stays as a count of nobody in particular."""

    def erase(channel_id: int, ids: Sequence[int]) -> int:
        found = model._default_manager.filter(channel=channel_id, **{f"{owner_field}__in": ids})
        return found.update(**{owner_field: None}, **emptied)

    return erase
