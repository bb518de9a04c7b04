"""Typed rows kept from the preview to the load: what was shown is what is stored, read once.

Plain arrays without pickles: numbers with a mask value, days as seconds, texts as codes and a list.
"""

import io
import json
from typing import Any

import numpy as np
import pandas as pd

from channel.imports.upload import FIRST_OF_ROWS, write_parts
from channel.models import ImportBatch

_MISSING = -1  # counts are never negative


def keep(batch: ImportBatch, frame: pd.DataFrame) -> None:
    """Replace what an earlier reading of this import kept."""
    batch.parts.filter(n__gte=FIRST_OF_ROWS).delete()
    write_parts(batch, [packed(frame)], FIRST_OF_ROWS)


def kept(batch: ImportBatch) -> pd.DataFrame:
    """The rows that the preview counted."""
    parts = batch.parts.filter(n__gte=FIRST_OF_ROWS).order_by("n")
    return unpacked(b"".join(bytes(part.data) for part in parts.iterator(4)))


def packed(frame: pd.DataFrame) -> bytes:
    arrays: dict[str, Any] = {}
    for name, whole in frame.items():
        column = whole.iloc[:1] if _is_constant(whole) else whole
        if column.dtype == object:
            codes, texts = pd.factorize(column.to_numpy(dtype=object))
            arrays[f"code {name}"] = codes.astype("int32")
            arrays[f"text {name}"] = np.frombuffer(json.dumps(list(texts)).encode(), "uint8")
        elif column.dtype.kind == "M":
            arrays[f"day {name}"] = column.to_numpy("datetime64[s]").view("int64")
        elif column.dtype.kind == "f":
            arrays[f"share {name}"] = column.to_numpy()
        else:
            arrays[f"count {name}"] = _small(column.fillna(_MISSING).to_numpy("int64"))
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def _is_constant(column: "pd.Series[Any]") -> bool:
    """One value throughout, as in columns that the file does not have: kept once."""
    return column.name != "line" and column.nunique(dropna=False) == 1


def _small(values: Any) -> Any:
    if not values.size or values.max() < np.iinfo("int32").max:
        return values.astype("int32")
    return values


def unpacked(data: bytes) -> pd.DataFrame:
    columns: dict[str, Any] = {}
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        for key in arrays.files:
            type_, _space, name = key.partition(" ")
            if type_ == "code":
                texts = np.array(json.loads(arrays[f"text {name}"].tobytes()) or [""], dtype=object)
                columns[name] = texts[arrays[key]]
            elif type_ == "day":
                columns[name] = arrays[key].view("datetime64[s]")
            elif type_ == "count":
                columns[name] = pd.array(arrays[key], dtype="Int64")
                columns[name][arrays[key] == _MISSING] = pd.NA
            elif type_ == "share":
                columns[name] = arrays[key]
    rows = len(columns["line"])
    return pd.DataFrame({
        name: cells if len(cells) == rows else cells.repeat(rows) for name, cells in columns.items()
    })  # fmt: skip
