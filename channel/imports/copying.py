"""A frame as the bytes of a binary COPY, made by columns: many times faster than text by rows.

A row is the number of its fields, then each field's length and its bytes; a missing one has the
length -1 and no bytes. Rows whose fields have the same lengths are one numpy record array.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

_HEAD, _END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
_NUMBERS = {"bigint": "i8", "int": "i4", "boolean": "i1"}
_EPOCH = np.datetime64("2000-01-01")
_MISSING = -1


class _Field:
    """One column: the bytes of each different value, which value a row has, and their lengths."""

    def __init__(self, column: "pd.Series[Any]", type_: str) -> None:
        if type_ == "text":
            codes, texts = pd.factorize(column.to_numpy(dtype=object))
            values = [text.encode() for text in texts]
            sizes = np.array([len(value) or _MISSING for value in values], dtype="i4")
            self.values = np.array(values, dtype=object)[codes]
            self.lengths = np.where(codes < 0, _MISSING, sizes[codes] if len(sizes) else _MISSING)
            return
        missing = column.isna().to_numpy()
        self.values = _moments(column, type_) if type_ in _STEPS else _numbers(column, type_)
        self.lengths = np.where(missing, _MISSING, self.values.dtype.itemsize)

    def dtype(self, length: int) -> Any:
        return f"S{length}" if self.values.dtype == object else self.values.dtype


# Days and microseconds since 2000.
_STEPS = {"date": ("D", ">i4"), "timestamptz": ("us", ">i8")}


def _moments(column: "pd.Series[Any]", type_: str) -> Any:
    unit, size = _STEPS[type_]
    since = column.to_numpy("datetime64[s]").astype(f"datetime64[{unit}]") - _EPOCH
    return since.astype("i8").astype(size)


def _numbers(column: "pd.Series[Any]", type_: str) -> Any:
    values = column.to_numpy(_NUMBERS[type_], na_value=0)
    return values.astype(values.dtype.newbyteorder(">"))


def binary(frame: pd.DataFrame, types: Mapping[str, str]) -> Iterator[bytes]:
    """The columns named by `types` in the order of `types`: bigint, int, boolean, date, timestamptz
    (in UTC without a zone) or text, where "" is null. Rows come in any order."""
    fields = [_Field(frame[name], type_) for name, type_ in types.items()]
    yield _HEAD
    for rows in _alike(fields, len(frame)):
        yield _records(fields, rows)
    yield _END


def _alike(fields: list[_Field], count: int) -> Iterator[Any]:
    """Positions of the rows whose fields have the same lengths."""
    shapes = np.zeros(count, dtype="i8")
    for field in fields:
        longest = int(field.lengths.max(initial=0)) + 2
        shapes = pd.factorize(shapes * longest + field.lengths)[0]
    order = np.argsort(shapes, kind="stable")
    yield from np.split(order, np.cumsum(np.bincount(shapes))[:-1]) if count else ()


def _records(fields: list[_Field], rows: Any) -> bytes:
    lengths = [int(field.lengths[rows[0]]) for field in fields]
    shape: list[Any] = [("fields", ">i2")]
    for n, (field, length) in enumerate(zip(fields, lengths, strict=True)):
        shape.append((f"length {n}", ">i4"))
        if length != _MISSING:
            shape.append((f"value {n}", field.dtype(length)))
    records = np.empty(len(rows), dtype=shape)
    records["fields"] = len(fields)
    for n, (field, length) in enumerate(zip(fields, lengths, strict=True)):
        records[f"length {n}"] = length
        if length != _MISSING:
            records[f"value {n}"] = field.values[rows]
    return records.tobytes()
