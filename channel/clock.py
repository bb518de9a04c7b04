"""Today as Kakao counts it. Days of statistics are Korean days wherever the server stands."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone

KST = ZoneInfo("Asia/Seoul")


def today() -> dt.date:
    return timezone.now().astimezone(KST).date()


def kst_day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(KST).date()


def kst_midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), KST)
