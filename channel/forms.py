"""Form fields that more than one subject asks with."""

import datetime as dt
from typing import TYPE_CHECKING

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class DayField(forms.DateField):
    """A day of this product's lifetime: year 1 and year 9999 are slips of the finger."""

    def __init__(self, label: "str | _StrPromise", *, required: bool = False) -> None:
        super().__init__(
            label=label, required=required, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
            validators=[
                MinValueValidator(dt.date(2000, 1, 1), _("2000년 뒤의 날짜를 넣어 주세요.")),
                MaxValueValidator(dt.date(2100, 1, 1), _("2100년 앞의 날짜를 넣어 주세요.")),
            ],
        )  # fmt: skip


class PeriodFilter(forms.Form):
    since = DayField(_("언제부터"))
    until = DayField(_("언제까지"))

    def wanted(self) -> dict[str, object]:
        """What could be read; a filter that could not says so beside its field."""
        self.is_valid()
        return getattr(self, "cleaned_data", {})
