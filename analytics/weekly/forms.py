"""A message that no file brought, and when a person wants to be reminded."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from channel.figures.fields import CountField, DayField
from channel.models import Broadcast

WEEKDAYS = [
    (0, _("월요일")), (1, _("화요일")), (2, _("수요일")), (3, _("목요일")), (4, _("금요일")),
    (5, _("토요일")), (6, _("일요일")),
]  # fmt: skip
COUNTS = ("sent", "opened", "clicked", "free_sends")


class NewMessageForm(forms.Form):
    """Empty as a whole means that there is none."""

    prefix = "new"
    title = forms.CharField(label=_("제목"), max_length=200, required=False)
    sent_on = DayField(label=_("보낸 날"), required=False)
    audience = forms.ChoiceField(
        label=_("대상"), choices=Broadcast.Audience.choices, required=False
    )
    content = forms.ChoiceField(
        label=_("내용"), choices=[("", _("고르지 않음")), *Broadcast.Content.choices],
        required=False,
    )  # fmt: skip
    benefit = forms.ChoiceField(
        label=_("혜택"), choices=[("", _("고르지 않음")), ("yes", _("있음")), ("no", _("없음"))],
        required=False,
    )  # fmt: skip
    sent = CountField(label=_("발송수"), required=False)
    opened = CountField(label=_("열람(명)"), required=False)
    clicked = CountField(label=_("클릭(회)"), required=False)
    free_sends = CountField(label=_("무료 발송"), required=False)

    @property
    def is_used(self) -> bool:
        names = ("title", "sent_on", *COUNTS)
        return any(str(self.data.get(f"new-{name}", "")).strip() for name in names)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.is_used:
            return data
        for name in ("title", "sent_on"):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("이 칸도 채워 주세요."))
        for name in ("opened", "free_sends"):
            self._not_above_sent(data, name)
        return data

    def _not_above_sent(self, data: dict[str, Any], name: str) -> None:
        count, sent = data.get(name), data.get("sent")
        if count is None or "sent" in self.errors:
            return
        if sent is None:
            self.add_error("sent", _("발송수도 함께 적어 주세요."))
        elif count > sent:
            self.add_error(name, _("발송수보다 많습니다. 사람 수(명)인지 확인해 주세요."))

    def row(self) -> dict[str, Any]:
        """As the import kind `broadcasts` takes it."""
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}


class ReminderForm(forms.Form):
    enabled = forms.BooleanField(label=_("메일로 알려 주기"), required=False)
    weekday = forms.TypedChoiceField(label=_("요일"), choices=WEEKDAYS, coerce=int)
    at_time = forms.TimeField(
        label=_("시각"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("한국 시각입니다."), initial=dt.time(9),
    )  # fmt: skip
