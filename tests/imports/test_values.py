"""What one cell means, as a table of (cell, value or code of the problem)."""

import datetime as dt

import pytest

from channel.imports.reading import dates, numbers, words
from channel.imports.reading.dates import BadValueError, DayHints

FIRST = dt.date(2026, 9, 1)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-09-01", FIRST),
        ("2026.09.01", FIRST),
        ("2026. 9. 1.", FIRST),
        ("2026/9/1", FIRST),
        ("20260901", FIRST),
        ("2026년 9월 1일", FIRST),
        ("2026년9월1일(화)", FIRST),
        ("2026-09-01 화요일", FIRST),
        ("2026년 9월 6일 일요일", dt.date(2026, 9, 6)),
        ("26.9.1", FIRST),
        ("26-09-01", FIRST),
        ("46266", FIRST),
        ("2026-09-01 00:00:00", FIRST),
        ("2026-09-01T15:00:00Z", dt.date(2026, 9, 2)),
        ("'2026-09-01", FIRST),
        ("２０２６．９．１", FIRST),
        ("09/13/2026", dt.date(2026, 9, 13)),
        ("13/09/2026", dt.date(2026, 9, 13)),
        ("09/01/2026", "ambiguous_day"),
        ("01.09.26", "ambiguous_day"),
        ("2026-02-30", "impossible_day"),
        ("2026-13-01", "impossible_day"),
        ("1926-01-01", "day_out_of_range"),
        ("9월 1일", "day_without_year"),
        ("9.1", "day_without_year"),
        ("12345", "not_a_day"),
        ("어제", "not_a_day"),
        ("=TODAY()", "not_a_day"),
    ],
)
def test_days(cell: str, expected: dt.date | str) -> None:
    assert outcome(lambda: dates.day(cell, DayHints())) == expected


@pytest.mark.parametrize(
    ("cell", "hints", "expected"),
    [
        ("9월 1일", DayHints(year=2026), FIRST),
        ("9.1", DayHints(year=2026), FIRST),
        ("2.29", DayHints(year=2026), "impossible_day"),
        ("09/01/2026", DayHints(order="mdy"), FIRST),
        ("01/09/2026", DayHints(order="dmy"), FIRST),
    ],
)
def test_days_with_what_is_known(cell: str, hints: DayHints, expected: dt.date | str) -> None:
    assert outcome(lambda: dates.day(cell, hints)) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026.09.01 ~ 2026.09.30", (FIRST, dt.date(2026, 9, 30))),
        ("2026.09.01~09.30", (FIRST, dt.date(2026, 9, 30))),
        ("2026-09-01 - 2026-09-30", (FIRST, dt.date(2026, 9, 30))),
        ("2026년 9월 1일부터 2026년 9월 3일까지", (FIRST, dt.date(2026, 9, 3))),
        ("2026-12-25 ~ 1.3", (dt.date(2026, 12, 25), dt.date(2027, 1, 3))),
        ("2026년 9월", (FIRST, dt.date(2026, 9, 30))),
        ("2026-09-01", (FIRST, FIRST)),
        ("2026-09-30 ~ 2026-09-01", "period_backwards"),
    ],
)
def test_periods(cell: str, expected: tuple[dt.date, dt.date] | str) -> None:
    assert outcome(lambda: dates.period(cell, DayHints())) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-09-01 15:05", dt.datetime(2026, 9, 1, 15, 5)),
        ("2026. 9. 1. 오후 3:05", dt.datetime(2026, 9, 1, 15, 5)),
        ("2026-09-01 오전 12:05", dt.datetime(2026, 9, 1, 0, 5)),
        ("2026-09-01 오후 12:05", dt.datetime(2026, 9, 1, 12, 5)),
        ("2026년 9월 1일 화요일 15시 5분", dt.datetime(2026, 9, 1, 15, 5)),
        ("2026-09-01 3:05 PM", dt.datetime(2026, 9, 1, 15, 5)),
        ("2026-09-01T06:05:00Z", dt.datetime(2026, 9, 1, 15, 5)),
        ("2026-09-01T15:05:00+09:00", dt.datetime(2026, 9, 1, 15, 5)),
        ("202609011505", dt.datetime(2026, 9, 1, 15, 5)),
        ("46266.5", dt.datetime(2026, 9, 1, 12, 0)),
        ("2026-09-01 25:00", "impossible_time"),
        ("2026-09-01 저녁", "not_a_time"),
        ("15:05", "not_a_day"),
    ],
)
def test_moments(cell: str, expected: dt.datetime | str) -> None:
    assert outcome(lambda: dates.moment(cell, DayHints())[0]) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1204", 1204),
        ("1,204", 1204),
        ("1,204명", 1204),
        ("1 204", 1204),
        ("1.2만", 12_000),
        ("1만 2,040명", 12_040),
        ("1.5천", 1_500),
        ("1.204E+03", 1204),
        ("3.0", 3),
        ("１２", 12),
        ("0", 0),
        ("-0", 0),
        ("+5", 5),
        ('="1204"', 1204),
        ("", None),
        ("-", None),
        ("—", None),
        ("집계 중", None),
        ("N/A", None),
        ("-5", "negative_count"),
        ("(5)", "negative_count"),
        ("▼5", "negative_count"),
        ("△5", "negative_count"),
        ("3.5", "fractional_count"),
        ("12%", "share_as_count"),
        ("1,20", "not_a_number"),
        ("=1+1", "not_a_number"),
        ("많음", "not_a_number"),
        ("1e400", "count_too_large"),
        ("12회", "times_as_people"),
    ],
)
def test_counts_of_people(cell: str, expected: int | str | None) -> None:
    assert outcome(lambda: numbers.count(cell, people=True)) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("₩1,204", 1204), ("1,204원", 1204), ("KRW 300", 300), ("￦5", 5), ("-", None),
     ("-300원", "negative_count"), ("10.5원", "fractional_count")],
)  # fmt: skip
def test_won(cell: str, expected: int | str | None) -> None:
    assert outcome(lambda: numbers.won(cell)) == expected


@pytest.mark.parametrize(
    ("cell", "percent", "expected"),
    [("35.6%", False, 0.356), ("0.356", False, 0.356), ("35.6", True, 0.356), ("-", False, None),
     ("35.6", False, "share_out_of_range"), ("101%", False, "share_out_of_range"),
     ("x", False, "not_a_share"), ("nan", False, None), ("Infinity", False, "share_out_of_range")],
)  # fmt: skip
def test_shares(cell: str, percent: bool, expected: float | str | None) -> None:
    assert outcome(lambda: numbers.share(cell, percent)) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("  가을  니트 ", "가을 니트"), ("a\x00b\x1fc", "a b c"), ("가", "가"),
     ("=HYPERLINK(1)", "=HYPERLINK(1)"), ("\u202eabc", "abc"), ("@채널", "@채널"),
     ("👩\u200d🎓", "👩\u200d🎓")],
)  # fmt: skip
def test_text(cell: str, expected: str) -> None:
    assert words.text(cell) == expected


def outcome(parse):  # type: ignore[no-untyped-def]
    """The value, or the code of what is wrong with the cell."""
    try:
        return parse()
    except BadValueError as error:
        return error.code
