"""A note on the time axis."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from channel.clock import today
from channel.figures.fields import DayField
from channel.models import AxisNote

# One tap each; a person may write anything else.
PRESETS = (_("대표 이벤트"), _("품절"), _("플랫폼 변경"))


class CauseForm(forms.Form):
    text = forms.CharField(
        label=_("메모"),
        max_length=AxisNote._meta.get_field("text").max_length,
        help_text=_("예: 대표 이벤트, 품절, 플랫폼 변경, 늦은 시각에 보냄"),
    )

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].split())


class NoteForm(CauseForm):
    day = DayField(label=_("날짜"), initial=today)
    field_order = ("day", "text")

    def values(self) -> dict[str, Any]:
        return {"day": self.cleaned_data["day"], "text": self.cleaned_data["text"]}
