"""Fields of an answer, read one by one: a missing or wrong one is a BadPayload that names it.

What nobody asks for is never looked at, so unknown fields do no harm.
"""

import math
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from kakao.errors import BadPayload
from kakao.wire import KST, read_day

Number = int | float
# What nobody would call an id, a key or a count any more: an answer with it is not understood.
LONGEST_ID, LONGEST_KEY, LARGEST = 40, 80, 2**63 - 1


class Fields:
    """A JSON object at `where` ("" is the body). Every method raises BadPayload."""

    def __init__(self, value: object, where: str = "") -> None:
        if not isinstance(value, dict):
            raise BadPayload("type", where, f"{where or 'the body'} is no object")
        self._value: dict[str, Any] = value
        self.where = where

    def path(self, name: str) -> str:
        return f"{self.where}.{name}" if self.where else name

    def has(self, name: str) -> bool:
        """There and not null."""
        return self._value.get(name) is not None

    def raw(self, name: str) -> Any:
        """The value, which has to be there and must not be null."""
        if name not in self._value:
            raise BadPayload("missing", self.path(name))
        if self._value[name] is None:
            raise BadPayload("null", self.path(name))
        return self._value[name]

    def text(self, name: str) -> str:
        value = self.raw(name)
        if not isinstance(value, str):
            raise BadPayload("type", self.path(name), f"{self.path(name)} is no text")
        return value

    def text_or(self, name: str, default: str = "") -> str:
        return self.text(name) if self.has(name) else default

    def id(self, name: str, longest: int = LONGEST_ID) -> str:
        """An id as text: Kakao writes the same one as a number and as a string."""
        value = self.raw(name)
        if isinstance(value, bool) or not isinstance(value, int | str) or value == "":
            raise BadPayload("type", self.path(name), f"{self.path(name)} is no id")
        if len(str(value)) > longest:
            raise BadPayload("value", self.path(name), f"{self.path(name)} is too long for an id")
        return str(value)

    def id_or(self, name: str, default: str = "") -> str:
        return self.id(name) if self.has(name) else default

    def whole_or_none(self, name: str) -> int | None:
        """A whole number; null and absent are None, never 0."""
        value = read_number(self._value.get(name), self.path(name))
        if isinstance(value, float):
            raise BadPayload("type", self.path(name), f"{self.path(name)} is no whole number")
        return value

    def day(self, name: str) -> date:
        try:
            return read_day(self.text(name))
        except ValueError as error:
            raise BadPayload("type", self.path(name), f"{self.path(name)} is no day") from error

    def moment_or_none(self, name: str, form: str) -> datetime | None:
        """Korean time, which Kakao writes without a zone."""
        if not self.has(name):
            return None
        try:
            return datetime.strptime(self.text(name), form).replace(tzinfo=KST)
        except ValueError as error:
            raise BadPayload("type", self.path(name), f"{self.path(name)} is no time") from error

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; absent and null are empty."""
        return tuple(str(v) for v in items(self._value.get(name) or [], self.path(name)))

    def object(self, name: str) -> "Fields":
        return Fields(self.raw(name), self.path(name))

    def object_or_none(self, name: str) -> "Fields | None":
        return self.object(name) if self.has(name) else None

    def objects(self, name: str) -> Iterator["Fields"]:
        return objects(self.raw(name), self.path(name))

    def pairs(self) -> Iterator[tuple[str, Any]]:
        for name, value in self._value.items():
            if len(name) > LONGEST_KEY:
                raise BadPayload("type", self.where, f"{self.where} has a key of {len(name)}")
            yield name, value


def items(value: object, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise BadPayload("type", where, f"{where or 'the body'} is no list")
    return value


def objects(value: object, where: str = "") -> Iterator[Fields]:
    """The objects of a list, each knowing its place in it."""
    for n, item in enumerate(items(value, where)):
        yield Fields(item, f"{where}[{n}]")


def read_number(value: object, where: str) -> Number | None:
    """int or float, null is None. 3.0 becomes 3; a text, a flag and a negative are no number."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadPayload("type", where, f"{where} is no number")
    if value < 0:
        raise BadPayload("type", where, f"{where} is negative")
    if value > LARGEST:
        raise BadPayload("type", where, f"{where} is too large")
    return int(value) if value == int(value) else value
