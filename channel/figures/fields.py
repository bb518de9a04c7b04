"""Form fields as people type figures: 18,000 · 18000명 · 11/19 · 2026. 11. 19."""

import datetime as dt
import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from channel.clock import today

MOST = 100_000_000
_COUNT = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
# A weekday and an hour may follow, another number may not: 12/11/2026 is nobody's 11 December.
_DAY = re.compile(
    r"(?:(\d{4})\D{1,3})?(\d{1,2})\D{1,3}(\d{1,2})\D{0,5}(?:\d{1,2}:\d{2}(?::\d{2})?)?"
)


def _plain(value: Any) -> str:
    return unicodedata.normalize("NFKC", str(value or "")).strip()


class CountField(forms.CharField):
    """A whole number of people or sends, or None where nothing was typed (never zero)."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 30)
        options.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        )
        super().__init__(**options)

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        text = re.sub(r"\s*[명건회]$", "", _plain(value)).replace(" ", "")
        if not text:
            return None
        if not _COUNT.fullmatch(text):
            raise ValidationError(_("0 이상의 수를 적어 주세요. 예: 18,000"), code="count")
        count = int(text.replace(",", ""))
        if count > MOST:
            raise ValidationError(_("너무 큰 수입니다. 자릿수를 확인해 주세요."), code="large")
        return count

    def validate(self, value: Any) -> None:
        if value is None and self.required:
            raise ValidationError(_("수를 적어 주세요."), code="required")

    def run_validators(self, value: Any) -> None:
        """The length of text says nothing of a number."""


class DayField(forms.CharField):
    """A past day. A day without a year is the newest such day that is not in the future."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 30)
        options.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> dt.date | None:  # type: ignore[override]
        text = _plain(value)
        if not text:
            return None
        day = _read_day(text)
        if day is None and _looks_like_a_day(text):
            words = _("'%(value)s'은(는) 없는 날짜입니다. 날짜를 고쳐 주세요.")
            raise ValidationError(words, code="no_day", params={"value": text})
        if day is None:
            raise ValidationError(_("날짜를 적어 주세요. 예: 2026-11-19 또는 11/19"), code="day")
        if day > today():
            raise ValidationError(_("아직 오지 않은 날입니다."), code="future")
        return day

    def validate(self, value: Any) -> None:
        if value is None and self.required:
            raise ValidationError(_("날짜를 적어 주세요."), code="required")

    def run_validators(self, value: Any) -> None:
        """The length of text says nothing of a day."""


def _looks_like_a_day(text: str) -> re.Match[str] | None:
    return _COMPACT.fullmatch(text) or _DAY.fullmatch(text)


def _read_day(text: str) -> dt.date | None:
    found = _looks_like_a_day(text)
    if found is None:
        return None
    year, month, day = found.groups()
    now = today()
    try:
        made = dt.date(int(year or now.year), int(month), int(day))
    except ValueError:
        return None
    if year is None and made > now:
        return made.replace(year=made.year - 1) if (month, day) != ("2", "29") else None
    return made
