"""Days on a screen are Korean days."""

import datetime as dt

import pytest
from django.template import Context, Template

LATE = dt.datetime(2026, 11, 22, 15, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(LATE, "2026-11-23(월) 11/23(월)"), (dt.date(2026, 11, 22), "2026-11-22(일) 11/22(일)")],
)
def test_a_moment_is_shown_on_its_korean_day(value: dt.date, shown: str) -> None:
    template = Template("{% load figures %}{{ value|day }} {{ value|short_day }}")
    assert template.render(Context({"value": value})) == shown
