"""What one asks the list for, and a message typed by hand."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from channel.clock import KST
from channel.figures.fields import CountField, DayField
from channel.forms import PeriodFilter
from channel.models import Broadcast

Content, Audience = Broadcast.Content, Broadcast.Audience
EARLIEST = dt.date(2000, 1, 1)
UNSET = ("none", _("태그 없음"))
YES_NO = [("yes", _("있음")), ("no", _("없음"))]
BENEFIT = {"yes": True, "no": False, "": None}


class MessageFilter(PeriodFilter):
    field_order = ("content", "audience", "benefit", "since", "until")
    content = forms.ChoiceField(
        label=_("내용"), required=False, choices=[("", _("모두")), *Content.choices, UNSET]
    )
    audience = forms.ChoiceField(
        label=_("대상"), required=False, choices=[("", _("모두")), *Audience.choices]
    )
    benefit = forms.ChoiceField(
        label=_("혜택"), required=False, choices=[("", _("모두")), *YES_NO, UNSET]
    )


class MessageForm(forms.Form):
    """`sent` may stay empty where a stored message has no result yet."""

    title = forms.CharField(label=_("제목"), max_length=200)
    sent_on = DayField(label=_("보낸 날"))
    time = forms.TimeField(
        label=_("보낸 시각"), required=False, help_text=_("모르면 비워 두세요. 예: 10:30"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        input_formats=["%H:%M", "%H:%M:%S", "%H시 %M분", "%H시"],
    )  # fmt: skip
    audience = forms.ChoiceField(label=_("대상"), choices=Audience.choices)
    content = forms.ChoiceField(
        label=_("내용"), required=False, choices=[("", _("아직 모름")), *Content.choices]
    )
    benefit = forms.ChoiceField(
        label=_("혜택"), required=False, choices=[("", _("아직 모름")), *YES_NO]
    )
    sent = CountField(label=_("발송수"))
    opened = CountField(
        label=_("열람수(명)"), required=False,
        help_text=_("열람은 친구가 채팅방을 열어 메시지가 읽음으로 바뀐 수입니다."),
    )  # fmt: skip
    clicked = CountField(label=_("클릭수(회)"), required=False)
    free_sends = CountField(label=_("무료 발송수"), required=False)

    def clean_sent_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["sent_on"]
        if day < EARLIEST:
            raise forms.ValidationError(_("2000년 뒤의 날짜를 넣어 주세요."), code="early")
        return day

    def clean(self) -> dict[str, Any]:
        """Nobody opens what he did not get, and nothing is free that was not sent."""
        data = super().clean() or {}
        sent = data.get("sent")
        for name in ("opened", "free_sends", "clicked"):
            if data.get(name) and sent is None and "sent" not in self.errors:
                self.add_error("sent", _("발송수도 함께 적어 주세요."))
            elif name != "clicked" and sent is not None and (data.get(name) or 0) > sent:
                words = _("발송수 %(sent)s보다 많습니다. 사람 수(명)인지 확인해 주세요.")
                self.add_error(name, words % {"sent": f"{sent:,}"})
        return data

    def moment(self) -> dt.datetime | None:
        day, time = self.cleaned_data["sent_on"], self.cleaned_data["time"]
        return dt.datetime.combine(day, time, KST) if time else None

    def row(self) -> dict[str, Any]:
        """As the import kind `broadcasts` takes it."""
        data = {**self.cleaned_data, "sent_at": self.moment()}
        del data["time"]
        return data

    def values(self) -> dict[str, Any]:
        """As stored on the message and its result."""
        data = self.row()
        data["content"] = data["content"] or None
        data["benefit"] = BENEFIT[data["benefit"]]
        data["free_sends"] = data["free_sends"] or 0
        return data


class EditForm(MessageForm):
    sent = CountField(label=_("발송수"), required=False)


def initial_of(broadcast: Broadcast) -> dict[str, Any]:
    result = getattr(broadcast, "result", None)
    local = broadcast.sent_at.astimezone(KST) if broadcast.sent_at else None
    yes_no = {flag: word for word, flag in BENEFIT.items()}
    return {
        "title": broadcast.title, "sent_on": broadcast.sent_on,
        "time": f"{local:%H:%M}" if local else "", "audience": broadcast.audience,
        "content": broadcast.content or "", "benefit": yes_no[broadcast.benefit],
        **{name: getattr(result, name, None) for name in ("sent", "opened", "clicked")},
        "free_sends": getattr(result, "free_sends", None) or None,
    }  # fmt: skip
