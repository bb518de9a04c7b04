"""What goes in by the binary COPY comes out the same, whatever is missing and however long."""

import datetime as dt

import pandas as pd
import pytest

from channel.imports import staging

pytestmark = pytest.mark.django_db
MOMENT = dt.datetime(2026, 11, 16, 9, 30, 5)
CASES = {
    "bigint": (pd.array([2**62, -1, None, 0], dtype="Int64"), [2**62, -1, None, 0]),
    "int": (pd.array([7, None, 2**31 - 1, -7], dtype="Int64"), [7, None, 2**31 - 1, -7]),
    "boolean": (pd.array([True, None, False, True], dtype="boolean"), [True, None, False, True]),
    "text": (["", "가나다", 'a,"b"\\N\n', "가"], [None, "가나다", 'a,"b"\\N\n', "가"]),
    "date": (
        pd.Series(["1999-12-31", None, "2000-01-01", "2026-11-16"], dtype="datetime64[s]"),
        [dt.date(1999, 12, 31), None, dt.date(2000, 1, 1), dt.date(2026, 11, 16)],
    ),
    "timestamptz": (
        pd.Series([MOMENT, None, MOMENT, MOMENT], dtype="datetime64[s]"),
        [MOMENT.replace(tzinfo=dt.UTC), None, *[MOMENT.replace(tzinfo=dt.UTC)] * 2],
    ),
}


@pytest.mark.parametrize("rows", [4, 0])
def test_every_type_comes_back_as_it_was_with_what_is_missing(rows: int) -> None:
    frame = pd.DataFrame({name: pd.Series(cells) for name, (cells, _out) in CASES.items()})
    frame = frame.assign(n=range(4)).iloc[:rows]
    types = {"n": "int"} | {name: name for name in CASES}
    staging.copy_frame("stage_types", types, frame)
    columns = ", ".join(f'"{name}"' for name in CASES)
    found = staging.rows(f"SELECT {columns} FROM stage_types ORDER BY n")
    assert found == list(zip(*(out for _cells, out in CASES.values()), strict=True))[:rows]
