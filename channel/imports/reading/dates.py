"""Korean days, periods and moments, one value at a time; the callers parse unique values only."""

import calendar
import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001  wall-clock time, as in the sheet
_FIRST_YEAR, _LAST_YEAR = 2010, 2100
# Below this a two-digit "year" may as well be a month or a day: no channel is that old.
_FIRST_SHORT_YEAR = 15

_WEEKDAY = re.compile(
    r"\s*[(\[]\s*(?:[월화수목금토일](?:요일)?|mon|tue|wed|thu|fri|sat|sun)[a-z]*\s*[)\]]"
    r"|\s*[월화수목금토일]요일|(?<=[\d.일])\s+[월화수목금토](?=\s|$)",
    re.IGNORECASE,
)
_YMD = re.compile(
    r"(\d{4}|\d{2})\s*(?:[-./]|년)\s*(\d{1,2})\s*(?:[-./]|월)\s*(\d{1,2})\s*(?:일|\.)?(?=\D|$)"
)
_COMPACT = re.compile(r"(20\d{2})(\d{2})(\d{2})(?=\D|$)")
_COMPACT_TIME = re.compile(r"(20\d{6})(\d{2})(\d{2})(\d{2})?$")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{4})(?=\D|$)")
_NO_YEAR = re.compile(r"(\d{1,2})\s*(?:[-./]|월)\s*(\d{1,2})\s*(?:일|\.)?(?=\D|$)")
_MONTH = re.compile(r"(\d{4})\s*(?:[-./]|년)\s*(\d{1,2})\s*월?\.?$")
_SERIAL = re.compile(r"(\d{5})(\.\d+)?$")
_RANGE = re.compile(r"\s*(?:~|∼|〜|～|–|—|부터|\sto\s|\s-\s)\s*")
_TIME = re.compile(
    r"(오전|오후|am|pm)?\s*(\d{1,2})\s*(?::|시)\s*(?:(\d{1,2})\s*분?)?\s*"
    r"(?::?\s*(\d{1,2})(?:\.\d+)?\s*초?)?\s*(am|pm)?\s*(z|utc|kst|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
LONGEST = 100
_SERIAL_FROM, _SERIAL_TO = 40_179, 73_415  # 2010 to 2100
EXCEL_TEXT = re.compile(r'^="(.*)"$|^\'(.*)$', re.DOTALL)


class BadValueError(ValueError):
    """A cell that cannot mean what its column holds; carries the problem's code."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        super().__init__(code)


@dataclass(frozen=True)
class DayHints:
    """What a whole column or a person tells about its days."""

    year: int | None = None  # for days written without one
    order: str = ""  # "dmy" or "mdy" where the year comes last


def plain(value: str) -> str:
    """Width and compatibility forms folded, spreadsheet quoting and outer spaces removed."""
    if len(value) > LONGEST:  # no day or number is longer; patterns must not search on in it
        return value[:LONGEST].strip() + "…"
    value = unicodedata.normalize("NFKC", value).strip()
    found = EXCEL_TEXT.match(value)
    return (found[1] or found[2] or "").strip() if found else value


def day(value: str, hints: DayHints) -> dt.date:
    """The KST day; a time of day behind it is allowed and dropped."""
    return _moment(plain(value), hints)[0].date()


def moment(value: str, hints: DayHints) -> tuple[dt.datetime, bool]:
    """KST wall-clock time, and whether a time of day was given at all."""
    return _moment(plain(value), hints)


def period(value: str, hints: DayHints) -> tuple[dt.date, dt.date]:
    """A day, a month or `A ~ B`; the second may leave out what it shares with the first."""
    text = plain(value)
    if month := _MONTH.match(text):
        first = _date(month[1], month[2], "1")
        return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])
    parts = [part for part in _RANGE.split(text.removesuffix("까지").strip()) if part]
    if len(parts) != 2:
        only = day(text, hints)
        return only, only
    begins = day(parts[0], hints)
    ends = day(parts[1], DayHints(begins.year, hints.order))
    if ends < begins and _NO_YEAR.match(parts[1]) and not _YMD.match(parts[1]):
        ends = day(parts[1], DayHints(begins.year + 1, hints.order))
    if ends < begins:
        raise BadValueError("period_backwards", value=value)
    return begins, ends


def is_period(value: str) -> bool:
    """Whether a cell speaks of several days."""
    text = plain(value)
    return bool(_MONTH.match(text)) or len([p for p in _RANGE.split(text) if p]) == 2


def year_order(values: list[str]) -> str:
    """The order of a column whose year comes last, if one of its days can only be read one way."""
    orders = set()
    for value in values:
        found = _YEAR_LAST.match(value)
        if found and int(found[1]) > 12:
            orders.add("dmy")
        elif found and int(found[2]) > 12:
            orders.add("mdy")
    return orders.pop() if len(orders) == 1 else ""


def _moment(text: str, hints: DayHints) -> tuple[dt.datetime, bool]:
    if serial := _SERIAL.match(text):
        return _from_serial(serial)
    if compact := _COMPACT_TIME.match(text):
        text = f"{compact[1]} {compact[2]}:{compact[3]}:{compact[4] or '00'}"
    text = _WEEKDAY.sub(" ", text, count=1).strip()
    date, rest = _leading_date(text, hints)
    rest = rest.strip().lstrip(",.").strip()
    if not rest:
        return dt.datetime.combine(date, dt.time()), False
    local = _with_time(date, rest.removeprefix("T").strip())
    # Midnight to the second is how spreadsheets write a plain day.
    return local, local.time() != dt.time()


def _leading_date(text: str, hints: DayHints) -> tuple[dt.date, str]:
    if found := _YMD.match(text):
        return _short_or_full(found, text), text[found.end() :]
    if found := _COMPACT.match(text):
        return _date(*found.groups()), text[found.end() :]
    if found := _YEAR_LAST.match(text):
        return _year_last(found, hints), text[found.end() :]
    if found := _NO_YEAR.match(text):
        if hints.year is None:
            raise BadValueError("day_without_year", value=text)
        return _date(str(hints.year), found[1], found[2]), text[found.end() :]
    raise BadValueError("not_a_day", value=text)


def _short_or_full(found: re.Match[str], text: str) -> dt.date:
    year = found[1]
    if len(year) == 4:
        return _date(year, found[2], found[3])
    slashed = "/" in text and int(year) <= 31
    if slashed or int(year) < _FIRST_SHORT_YEAR:
        raise BadValueError("ambiguous_day", value=text)
    return _date("20" + year, found[2], found[3])


def _year_last(found: re.Match[str], hints: DayHints) -> dt.date:
    first, second = int(found[1]), int(found[2])
    order = hints.order
    if first > 12 or second > 12 or first == second:
        order = "dmy" if first > 12 else "mdy"
    if not order:
        raise BadValueError("ambiguous_day", value=found[0])
    month, date = (second, first) if order == "dmy" else (first, second)
    return _date(found[3], str(month), str(date))


def _date(year: str, month: str, date: str) -> dt.date:
    words = f"{year}-{month}-{date}"
    try:
        result = dt.date(int(year), int(month), int(date))
    except ValueError as error:
        raise BadValueError("impossible_day", value=words) from error
    if not _FIRST_YEAR <= result.year <= _LAST_YEAR:
        raise BadValueError("day_out_of_range", value=words)
    return result


def _from_serial(found: re.Match[str]) -> tuple[dt.datetime, bool]:
    """Days since the end of 1899, as spreadsheets count them."""
    if not _SERIAL_FROM <= int(found[1]) <= _SERIAL_TO:
        raise BadValueError("not_a_day", value=found[0])
    seconds = round(Decimal("0" + (found[2] or ".0")) * 86_400)
    return _EPOCH + dt.timedelta(days=int(found[1]), seconds=seconds), bool(seconds)


def _with_time(date: dt.date, text: str) -> dt.datetime:
    found = _TIME.match(text)
    if not found:
        raise BadValueError("not_a_time", value=text)
    hour = int(found[2])
    half = (found[1] or found[5] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half in ("오후", "pm") else 0)
    try:
        time = dt.time(hour, int(found[3] or 0), int(found[4] or 0))
        local = dt.datetime.combine(date, time)
        return _in_seoul(local, found[6] or "")
    except (ValueError, OverflowError) as error:
        raise BadValueError("impossible_time", value=text) from error


def _in_seoul(local: dt.datetime, zone: str) -> dt.datetime:
    """Wall-clock time in Seoul for a time that names its zone."""
    if not zone or zone.lower() == "kst":
        return local
    if zone.lower() in ("z", "utc"):
        zone = "+0000"
    aware = dt.datetime.strptime(zone.replace(":", ""), "%z").tzinfo
    return local.replace(tzinfo=aware).astimezone(SEOUL).replace(tzinfo=None)
