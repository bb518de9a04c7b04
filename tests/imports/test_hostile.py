"""Bad input: every case ends in a code with its line and field, never in another error."""

import datetime as dt
import io
import struct
import zipfile
import zlib

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channel.imports.own_kinds import BROADCASTS, DAILY_FRIENDS, OWN_KINDS
from channel.imports.reading import (
    MappingChoice,
    ReadingError,
    guess_kind,
    limits,
    parse,
    propose,
    read,
    read_paste,
)

TODAY = dt.date(2026, 11, 1)
HEAD = "날짜,친구수,추가,차단\n"
GOOD = "2026-09-01,1000,5,2\n"
SHEET_HEAD = b'<?xml version="1.0"?><worksheet><sheetData>'


def workbook(sheet: bytes | None = None, extra: dict[str, bytes] | None = None) -> bytes:
    """A real workbook whose first sheet's XML is replaced."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made)
    book.add_worksheet().write_row(0, 0, ["날짜", "친구수"])
    book.close()
    target = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            replaced = sheet if sheet and name.endswith("sheet1.xml") else old.read(name)
            new.writestr(name, replaced)
        for name, data in (extra or {}).items():
            new.writestr(name, data)
    return target.getvalue()


def lying_zip() -> bytes:
    """A member whose directory entry claims 10 bytes and which unpacks to 450 MB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = bytes(limits.MEGABYTE)
    packed = b"".join(packer.compress(block) for _ in range(450)) + packer.flush()
    data = bytearray(workbook(extra={"xl/media/image1.png": b"x" * 10}))
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name) if "image1" not in name else packed)
    written = bytearray(target.getvalue())
    _patch(written, b"PK\x01\x02", 46, 10, 24, b"xl/media/image1.png")
    return bytes(written)


def _patch(data: bytearray, mark: bytes, size: int, method: int, real: int, name: bytes) -> None:
    at = data.rfind(name) - size
    assert data[at : at + 4] == mark
    struct.pack_into("<H", data, at + method, zipfile.ZIP_DEFLATED)
    struct.pack_into("<I", data, at + real, 10)


def encrypted_zip() -> bytes:
    data = bytearray(workbook())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        data[at + flags] |= 1
    return bytes(data)


def sparse() -> bytes:
    return workbook(SHEET_HEAD + b'<row r="1048576"><c r="ALL1048576"><v>1</v></c></row>'
                    b"</sheetData></worksheet>")  # fmt: skip


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

REFUSED = {
    "empty": (lambda: b"", "empty_file", None),
    "blank": (lambda: b" \n\r\n ", "empty_file", None),
    "only_a_bom": (lambda: b"\xef\xbb\xbf", "empty_file", None),
    "only_separators": (lambda: b",,,\n,,,\n", "empty_file", None),
    "header_only": (lambda: HEAD.encode(), "header_only", 1),
    "header_and_total": (lambda: (HEAD + "합계,1,2,3\n").encode(), "header_only", 1),
    "one_word": (lambda: "안녕하세요".encode(), "no_table", None),
    "a_letter": (lambda: "안녕하세요\n반갑습니다\n".encode(), "no_table", None),
    "over_200_mb": (lambda: bytes(limits.FILE_BYTES + 1), "file_too_large", None),
    "line_of_40_mb": (lambda: (HEAD + GOOD).encode() + b"x" * 40_000_000, "line_too_long", 3),
    "2001_columns": (lambda: b"a," * 2_000 + b"a\n", "too_many_columns", 1),
    "a_million_columns": (lambda: b"," * 1_000_000 + b"\n1,2\n", "too_many_columns", 1),
    "zip_bomb": (lambda: workbook(SHEET_HEAD + b" " * 50_000_000), "unpacks_too_large", None),
    "zip_with_false_sizes": (lying_zip, "unpacks_too_large", None),
    "sheet_of_two_far_cells": (sparse, "too_many_rows", None),
    "sheet_with_16384_columns": (
        lambda: workbook(SHEET_HEAD + b'<row r="1"><c r="XFD1"><v>1</v></c></row></sheetData>'
                         b"</worksheet>"), "too_many_columns", None),
    "broken_zip": (lambda: workbook()[:300], "broken_file", None),
    "garbage_zip": (lambda: b"PK\x03\x04" + b"garbage" * 20, "broken_file", None),
    "empty_zip": (lambda: b"PK\x05\x06" + bytes(18), "broken_file", None),
    "encrypted_zip": (encrypted_zip, "encrypted_file", None),
    "encrypted_workbook": (
        lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted_file", None),
    "broken_xls": (lambda: OLE + bytes(2_000), "broken_file", None),
    "pdf": (lambda: b"%PDF-1.7 ...", "not_a_table", None),
    "png": (lambda: b"\x89PNG\r\n\x1a\n", "not_a_table", None),
    "binary": (lambda: bytes(range(256)) * 40, "not_a_table", None),
    "neither_encoding": (lambda: b"\n".join([b"\xff\xfa,1"] * 50), "unknown_encoding", 1),
    "page_without_table": (lambda: b"<html><body>hello</body></html>", "no_table", None),
    "page_with_wide_span": (
        lambda: b"<table><tr><td colspan=9999999>a</td></tr></table>", "too_many_columns", 1),
    "entity_bomb": (
        lambda: b'<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">'
        b"]><html><body>&b;&b;&b;</body></html>", "no_table", None),
    "other_zip": (lambda: _plain_zip(), "not_a_table", None),
}  # fmt: skip


def _plain_zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("readme.txt", "hello")
    return target.getvalue()


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_code_and_line(case: str) -> None:
    make, code, line = REFUSED[case]
    with pytest.raises(ReadingError) as refused:
        read(make())
    assert (refused.value.problem.code, refused.value.problem.line) == (code, line)


BAD_ROWS = {
    "impossible_day": ("2026-02-30,1,1,1", "impossible_day", "day"),
    "future_day": ("2027-01-01,1,1,1", "future_day", "day"),
    "negative": ("2026-09-02,1000,-5,2", "negative_count", "added"),
    "fraction": ("2026-09-02,1000,5.5,2", "fractional_count", "added"),
    "share": ("2026-09-02,1000,5%,2", "share_as_count", "added"),
    "times": ("2026-09-02,1000,5회,2", "times_as_people", "added"),
    "words": ("2026-09-02,많음,5,2", "not_a_number", "total"),
    "formula": ("2026-09-02,=1+1,5,2", "not_a_number", "total"),
    "no_day": (",1000,5,2", "value_missing", "day"),
    "no_year": ("9월 2일,1000,5,2", "day_without_year", "day"),
    "too_many_cells": ("2026-09-02,18,000,5,2", "too_many_cells", None),
}


@pytest.mark.parametrize("case", BAD_ROWS)
def test_a_bad_row_is_named_and_loses_no_good_one(case: str) -> None:
    row, code, field = BAD_ROWS[case]
    table = read((HEAD + GOOD + row + "\n" + "2026-09-03,1001,1,1\n").encode())
    parsed = parse(table, propose(table, DAILY_FRIENDS).choice, DAILY_FRIENDS, TODAY)
    assert [(p.code, p.line, p.field) for p in parsed.problems] == [(code, 3, field)]
    assert parsed.frame["line"].tolist() == [2, 4]


def test_more_opened_than_sent_is_a_bad_row() -> None:
    table = read_paste("제목,발송일,발송수,열람수\n가,2026-09-01,10,11\n나,2026-09-02,10,10\n")
    parsed = parse(table, propose(table, BROADCASTS).choice, BROADCASTS)
    assert [(p.code, p.line, p.params["sent"]) for p in parsed.problems] == [
        ("opened_above_sent", 2, 10)
    ]
    assert parsed.frame["line"].tolist() == [3]


def test_days_that_disagree_are_all_bad_and_days_that_agree_are_one() -> None:
    text = HEAD + GOOD + "2026-09-02,1,1,1\n" + GOOD + "2026-09-02,2,1,1\n2026.09.01,1000,-,2\n"
    table = read(text.encode())
    parsed = parse(table, propose(table, DAILY_FRIENDS).choice, DAILY_FRIENDS)
    assert [(p.code, p.line, p.field, p.params["lines"]) for p in parsed.problems] == [
        ("rows_disagree", 3, "total", [3, 5]),
        ("rows_disagree", 5, "total", [3, 5]),
    ]
    assert parsed.frame["line"].tolist() == [2]
    assert parsed.dropped == {"doubles": 2}


def test_a_byte_that_is_no_character_costs_one_row() -> None:
    data = (HEAD + GOOD).encode() + b"2026-09-02,\xff,1,1\n2026-09-03,1,1,1\n"
    table = read(data)
    parsed = parse(table, propose(table, DAILY_FRIENDS).choice, DAILY_FRIENDS)
    assert [(p.code, p.line) for p in parsed.problems] == [("undecodable", 3)]
    assert parsed.frame["line"].tolist() == [2, 4]


@pytest.mark.parametrize(
    ("units", "code"),
    [({}, "unit_unknown"), ({"opened": "times"}, "times_as_people"), ({"opened": "people"}, None)],
)
def test_impressions_become_people_only_by_a_person(units: dict, code: str | None) -> None:
    table = read_paste("제목,발송일,발송수,노출수\n가을,2026-09-01,1000,500\n")
    chosen = MappingChoice({"title": 0, "sent_on": 1, "sent": 2, "opened": 3}, units)
    try:
        found = None if len(parse(table, chosen, BROADCASTS).frame) == 1 else "no row"
    except ReadingError as error:
        found = error.problem.code
    assert found == code


def test_a_mapping_for_another_shape_is_refused() -> None:
    with pytest.raises(ReadingError, match="mapping_does_not_fit"):
        parse(read((HEAD + GOOD).encode()), MappingChoice({"day": 0, "total": 9}), DAILY_FRIENDS)


CELLS = st.one_of(
    st.sampled_from(["2026-09-01", "날짜", "친구수", "추가", "-", "합계", "1,204", "9.1", "", '"']),
    st.sampled_from(["99999999", "2026.09.01 ~", "발송수", "=1", "1e999999", "\ufeff", "'", "20%"]),
    st.text(max_size=8),
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=12), st.sampled_from(",\t;|"))
def test_no_text_raises_anything_else(table: list[list[str]], separator: str) -> None:
    _swallow("\n".join(separator.join(row) for row in table).encode("utf-8", "replace"))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from([b"", b"<table><tr>", OLE, b"PK\x03\x04", b"\xff\xfe", (HEAD + GOOD).encode()]),
    st.binary(max_size=400),
)
def test_no_bytes_raise_anything_else(start: bytes, rest: bytes) -> None:
    _swallow(start + rest)


BOOK = workbook()


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, len(BOOK) - 1), st.binary(min_size=1, max_size=4))
def test_no_damaged_workbook_raises_anything_else(place: int, damage: bytes) -> None:
    _swallow(BOOK[:place] + damage + BOOK[place + len(damage) :])


def _swallow(data: bytes) -> None:
    """Read and parse as every kind; only the reader's own error may come out."""
    try:
        table = read(data)
    except ReadingError:
        return
    for proposal in guess_kind(table, OWN_KINDS):
        kind = next(kind for kind in OWN_KINDS if kind.name == proposal.kind)
        try:
            parse(table, proposal.choice, kind, TODAY)
        except ReadingError:
            continue
