from django import forms
from django.utils.translation import gettext_lazy as _

from channel.models import Role


class InviteForm(forms.Form):
    """`whole` is offered only to who owns the organisation."""

    email = forms.EmailField(label=_("이메일"))
    role = forms.ChoiceField(
        label=_("역할"), choices=Role.choices, initial=Role.VIEWER,
        help_text=_(
            "소유자는 멤버와 설정까지, 편집자는 자료와 계획을, 승인자는 승인을, 보기만은 보기만 "
            "합니다."
        ),
    )  # fmt: skip
    whole = forms.BooleanField(label=_("조직의 모든 채널"), required=False)

    def __init__(self, *args: object, may_whole: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not may_whole:
            del self.fields["whole"]


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)
    here = forms.BooleanField(required=False)
