"""Today as Kakao counts it. Days of statistics are Korean days wherever the server stands."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.utils import timezone

KST = ZoneInfo("Asia/Seoul")


_as_if: ContextVar[dt.date | None] = ContextVar("as_if", default=None)


def today() -> dt.date:
    return _as_if.get() or timezone.now().astimezone(KST).date()


def kst_day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(KST).date()


def kst_midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), KST)


@contextmanager
def as_if(day: dt.date) -> Iterator[None]:
    """Let `day` be today in the block: for looking at the past with the eyes of then."""
    before = _as_if.set(day)
    try:
        yield
    finally:
        _as_if.reset(before)
