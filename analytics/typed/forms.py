"""One form a kind. What cannot be true together is said beside the field."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from channel.clock import today
from channel.figures.fields import CountField, DayField
from channel.models import TypedFigure


class TypedForm(forms.Form):
    """`not_above`: (smaller, larger) counts, each a part of the other."""

    kind: str
    not_above: tuple[tuple[str, str], ...] = ()
    as_of = DayField(label=_("읽은 날"), initial=today)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for small, large in self.not_above:
            few, many = data.get(small), data.get(large)
            if few is not None and many is not None and few > many:
                words = _("'%(small)s'이 '%(large)s'보다 많습니다. 두 수를 확인해 주세요.")
                labels = {"small": self.fields[small].label, "large": self.fields[large].label}
                self.add_error(small, words % labels)
        return data

    def values(self) -> dict[str, Any]:
        """What is kept; days as ISO text, empty fields not at all."""
        return {
            name: value if isinstance(value, int) else value.isoformat()
            for name, value in self.cleaned_data.items()
            if name != "as_of" and value is not None
        }


class N1Form(TypedForm):
    kind = TypedFigure.Kind.N1
    not_above = (("size", "received"),)
    size = CountField(
        label=_("한 번이라도 연 친구 수"),
        help_text=_("최근 메시지 5개를 '열람'으로 고른 광고반응타겟의 크기입니다."),
    )
    received = CountField(
        label=_("5번을 모두 받은 친구 수"),
        required=False,
        help_text=_("모르면 비워 두세요. 다섯 번 가운데 가장 적은 발송수로 대신합니다."),
    )

    def bound_by(self, most: int | None) -> None:
        """Says so where the count cannot be true beside the sends, unless their common receivers
        were typed too."""
        size = self.cleaned_data.get("size")
        if size is None or most is None or self.cleaned_data.get("received") is not None:
            return
        if size > most:
            words = _("최근 메시지의 가장 적은 발송수(%(most)s명)보다 많습니다. 확인해 주세요.")
            self.add_error("size", words % {"most": f"{most:,}"})


class N2Form(TypedForm):
    kind = TypedFigure.Kind.N2
    not_above = (("friends", "received"),)
    sent_on = DayField(label=_("그 메시지를 보낸 날"))
    received = CountField(label=_("그날 받은 친구 수"))
    friends = CountField(label=_("친구 그룹의 지금 친구 수"))


class N3Form(TypedForm):
    kind = TypedFigure.Kind.N3
    not_above = (("registered", "tried"), ("friends", "registered"))
    tried = CountField(label=_("올린 고객 수"))
    registered = CountField(label=_("등록된 고객 수"))
    friends = CountField(label=_("그 가운데 친구 수"))


FORMS: dict[str, type[TypedForm]] = {form.kind: form for form in (N1Form, N2Form, N3Form)}
