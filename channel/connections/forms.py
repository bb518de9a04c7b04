from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from channel.connections.relay import may_pass_on

SECRET = forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"})


class KeyField(forms.CharField):
    """An admin key: typed once, never shown again."""

    def __init__(self, **options: object) -> None:
        super().__init__(max_length=100, min_length=16, widget=SECRET, **options)  # type: ignore[arg-type]

    def clean(self, value: str) -> str:
        found: str = super().clean(value)
        if found and not found.isalnum():
            raise forms.ValidationError(_("키는 영문자와 숫자로만 되어 있습니다."), code="shape")
        return found


class AppForm(forms.Form):
    name = forms.CharField(
        label=_("이름"), max_length=80, help_text=_("카카오 앱의 이름을 적으면 알아보기 쉽습니다.")
    )
    app_id = forms.RegexField(
        r"^[0-9]{1,20}$", label=_("앱 ID"), widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("카카오 개발자 콘솔의 [앱] 화면에 있는 숫자입니다."),
        error_messages={"invalid": _("숫자만 적어 주세요.")},
    )  # fmt: skip


class ConnectForm(AppForm):
    key = KeyField(
        label=_("어드민 키(대표)"),
        help_text=_(
            "[앱 키] 화면의 어드민 키입니다. 암호로 바꾸어 넣고 다시 보여 드리지 않습니다."
        ),
    )


class OptionsForm(AppForm):
    relay_url = forms.URLField(
        label=_("함께 보낼 주소"), required=False, assume_scheme="https", max_length=500,
        help_text=_("쇼핑몰이나 다른 도구가 쓰던 주소가 있으면 적어 주세요. 받은 알림을 그대로 보냅니다."),
    )  # fmt: skip

    def clean_relay_url(self) -> str:
        url: str = self.cleaned_data["relay_url"]
        if url and not may_pass_on(url):
            words = _("밖에서 열리는 https 주소여야 합니다. 주소를 다시 확인해 주세요.")
            raise forms.ValidationError(words, code="inside")
        return url


class NextKeyForm(forms.Form):
    next_key = KeyField(label=_("다음 어드민 키"), required=False)
    exchange = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any] | None:
        """A press with nothing typed is answered, not taken for done."""
        data = super().clean()
        if data and not data["exchange"] and not data.get("next_key", "x"):
            self.add_error("next_key", _("새 키를 넣어 주세요."))
        return data
