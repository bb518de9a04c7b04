from django import forms
from django.utils.translation import gettext_lazy as _

from channel.alerts.kinds import kinds

SNOOZE_DAYS = [(1, _("내일까지")), (7, _("일주일")), (14, _("2주"))]


class SnoozeForm(forms.Form):
    days = forms.TypedChoiceField(choices=SNOOZE_DAYS, coerce=int)


class NoteForm(forms.Form):
    note = forms.CharField(label=_("원인"), max_length=300, required=False)


class MailsForm(forms.Form):
    """The kinds that send this person a mail: what is ticked comes."""

    mails = forms.MultipleChoiceField(
        label=_("메일로 받을 알림"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        offered = [(kind.name, kind.label) for kind in kinds() if kind.mails]
        self.fields["mails"].choices = offered  # type: ignore[attr-defined]

    def off(self) -> set[str]:
        offered = {kind.name for kind in kinds() if kind.mails}
        return offered - set(self.cleaned_data["mails"])
