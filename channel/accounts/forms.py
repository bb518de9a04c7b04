from django import forms
from django.utils.translation import gettext_lazy as _

from channel.accounts.names import clean_public_id
from channel.models import Channel, User


class ChannelForm(forms.ModelForm):
    class Meta:
        model = Channel
        fields = ("name", "public_id", "search_id", "category")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["public_id"] = forms.CharField(
            label=_("채널 URL의 아이디"), required=False, max_length=200,
            help_text=_("pf.kakao.com 뒤에 있는 _로 시작하는 글자입니다. 나중에 넣어도 됩니다."),
        )  # fmt: skip
        self.fields["search_id"].help_text = _("카카오톡에서 @ 뒤에 쓰는 이름입니다.")

    def clean_public_id(self) -> str | None:
        from django.core.exceptions import ValidationError

        try:
            return clean_public_id(self.cleaned_data["public_id"])
        except ValidationError as error:
            raise ValidationError(error.messages) from error

    def validate_unique(self) -> None:
        """The action asks the database itself; asking twice would only be older news."""

    def validate_constraints(self) -> None:
        """As above."""


class OrganisationForm(forms.Form):
    name = forms.CharField(label=_("조직 이름"), max_length=80)


class TableForm(forms.Form):
    table = forms.CharField(
        label=_("채널 표"), widget=forms.Textarea(attrs={"rows": 10}), strip=False,
        help_text=_(
            "엑셀에서 복사해 붙여 넣으세요. "
            "한 줄에 채널 이름, 친구 수, 아이디(없어도 됨) 순서입니다."
        ),
    )  # fmt: skip


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("name", "language")
