"""A table leaves as a file that cannot run and that says what it is."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from python_calamine import CalamineWorkbook

from channel.exports.files import exported
from channel.exports.tables import Cell, Column, Table
from channel.models import Channel
from tests import make

pytestmark = pytest.mark.django_db
COLUMNS = [Column("이름", lambda row: row[0]), Column("수", lambda row: row[1])]


def body(response: HttpResponseBase | None) -> bytes:
    assert response is not None
    return b"".join(response)  # type: ignore[call-overload]


def export(rows: list[Any], wanted: str, place: Channel | None = None) -> HttpResponseBase | None:
    request = RequestFactory().get(f"/?q=니트&format={wanted}")
    return exported(request, Table("표", COLUMNS, rows), place or make.channel())


def csv_cells(rows: list[Any]) -> list[list[str]]:
    text = body(export(rows, "csv")).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+82", "'+82"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("니트, '겨울'", "니트, '겨울'"),
        (-5, "-5"),
        (None, ""),
        (True, "예"),
        (dt.date(2026, 11, 22), "2026-11-22"),
        (dt.datetime(2026, 11, 22, 15, 30, tzinfo=dt.UTC), "2026-11-23 00:30:00"),
    ],
)
def test_a_cell_is_written_so_that_it_cannot_run(cell: Cell, written: str) -> None:
    assert csv_cells([("a", cell)])[1] == ["a", written]


def test_csv_starts_with_the_mark_that_makes_excel_read_korean() -> None:
    assert body(export([], "csv")).startswith(b"\xef\xbb\xbf")


def test_xlsx_has_numbers_as_numbers_text_as_text_and_its_papers() -> None:
    file = io.BytesIO(body(export([("=cmd|' /C calc'!A0", 18000)], "xlsx")))
    book = CalamineWorkbook.from_filelike(file)
    assert book.get_sheet_by_name("표").to_python() == [
        ["이름", "수"], ["'=cmd|' /C calc'!A0", 18000.0],
    ]  # fmt: skip
    papers = {row[0]: row[1] for row in book.get_sheet_by_name("papers").to_python()}
    assert (papers["채널"], papers["조건"]) == ("무드옷장", "q=니트")


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_files_of_a_demo_channel_say_so_in_their_name(wanted: str) -> None:
    response = export([], wanted, make.channel(is_demo=True))
    assert response
    # RFC 5987: the name travels percent-encoded
    assert "%EC%98%88%EC%8B%9C" in response["Content-Disposition"]


def test_no_format_in_the_address_gives_no_file() -> None:
    assert export([], "") is None
    assert export([], "exe") is None
