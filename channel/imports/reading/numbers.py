"""Korean numbers, one value at a time; the callers parse unique values only."""

import re
from decimal import Decimal, InvalidOperation

from channel.imports.reading.dates import BadValueError, plain

LARGEST = 10**13

MISSING = frozenset(
    [
        "-",
        "--",
        "–",
        "—",
        "−",
        "ㅡ",
        ".",
        "n/a",
        "na",
        "nan",
        "null",
        "none",
        "#n/a",
        "없음",
        "미집계",
        "집계중",
        "집계전",
        "해당없음",
    ]
) | {"", "(비어있음)"}
_PEOPLE = ("명", "인", "people")
_TIMES = ("회", "번", "times")
_OTHERS = ("건", "개", "통", "원", "krw")
_NUMBER = re.compile(
    r"(?P<sign>[-+−–△▲▽▼(]*)(?P<digits>\d{1,3}(?:,\d{3})+|\d+|(?=\.\d))(?P<fraction>\.\d+)?"
    r"(?P<power>e[+-]?\d{1,3})?(?P<myriad>만)?(?P<rest>\d{1,4}|\d,\d{3})?(?P<thousand>천|k)?"
    r"(?P<unit>명|인|people|회|번|times|건|개|통|원|krw)?\)?$",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"([-+−]?[\d,]*\.?\d+)\s*(?:%|퍼센트|percent)$", re.IGNORECASE)


def is_missing(value: str) -> bool:
    """Whether a cell says that there is no figure: a gap, never a zero."""
    return _tight(value) in MISSING


def unit_of(value: str) -> str:
    """`people` or `times` if the cell itself says so."""
    text = _tight(value)
    if text[:1].isdigit() and text.endswith(_PEOPLE):
        return "people"
    return "times" if text[:1].isdigit() and text.endswith(_TIMES) else ""


def count(value: str, people: bool = False) -> int | None:
    """A whole number that is not negative, or None where there is none."""
    text = _tight(value)
    if text in MISSING:
        return None
    if "%" in text:
        raise BadValueError("share_as_count", value=value)
    found = _NUMBER.match(text)
    if not found:
        raise BadValueError("not_a_number", value=value)
    if people and (found["unit"] or "").lower() in _TIMES:
        raise BadValueError("times_as_people", value=value)
    return _whole(found, value)


def won(value: str) -> int | None:
    """Whole won, or None where there are none."""
    text = _tight(value).removeprefix("krw")
    return count(re.sub(r"[₩\\]", "", text))


def share(value: str, percent: bool = False) -> float | None:
    """A share from 0 to 1; `percent` where the header says that the column holds per cent."""
    text = _tight(value)
    if text in MISSING:
        return None
    found = _PERCENT.match(text)
    try:
        number = Decimal((found[1] if found else text).replace(",", "").replace("−", "-"))
    except InvalidOperation as error:
        raise BadValueError("not_a_share", value=value) from error
    result = float(number / 100 if found or percent else number)
    if not 0 <= result <= 1:
        raise BadValueError("share_out_of_range", value=value)
    return result


def _whole(found: re.Match[str], value: str) -> int:
    number = Decimal((found["digits"] or "0").replace(",", "") + (found["fraction"] or ""))
    if found["power"]:
        number = number.scaleb(int(found["power"][1:]))
    if found["rest"] and not found["myriad"]:
        raise BadValueError("not_a_number", value=value)
    number = number * (10_000 if found["myriad"] else 1)
    number += int((found["rest"] or "0").replace(",", ""))
    number = number * (1_000 if found["thousand"] else 1)
    if number and found["sign"].strip("+"):
        raise BadValueError("negative_count", value=value)
    if number > LARGEST:
        raise BadValueError("count_too_large", value=value)
    if number != int(number):
        raise BadValueError("fractional_count", value=value)
    return int(number)


def _tight(value: str) -> str:
    return "".join(plain(value).split()).lower()
