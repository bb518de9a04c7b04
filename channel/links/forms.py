from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from channel.links.address import friend_url, is_own_link
from channel.models import Broadcast, Channel, Source, TrackedLink

FRIEND, ELSEWHERE = "friend", "url"
BROADCASTS = 100
web_address = URLValidator(schemes=["http", "https"])


def _address_field(label: Any, **options: Any) -> forms.CharField:
    """Text, so that a missing https:// is added and everything else is said in our words."""
    return forms.CharField(
        label=label, max_length=2000,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}), **options,
    )  # fmt: skip


def read_address(text: str) -> str:
    """A web address as typed, or what is wrong with it. Other schemes lead nowhere."""
    text = text.strip()
    if "://" not in text and ":" not in text.partition("/")[0].partition("?")[0]:
        text = f"https://{text}"
    try:
        web_address(text)
        _port = urlsplit(text).port  # raises where it is none
    except (ValidationError, ValueError) as error:
        words = _("http:// 또는 https:// 로 시작하는 주소를 넣어 주세요.")
        raise ValidationError(words, code="address") from error
    return text


class LinkForm(forms.Form):
    name = forms.CharField(
        label=_("이름"), max_length=80, help_text=_("예: 매장 계산대 QR, 11월 신상품 버튼")
    )
    goes = forms.ChoiceField(
        label=_("누르면 열리는 곳"), widget=forms.RadioSelect, initial=FRIEND,
        choices=[(FRIEND, _("채널 추가 화면")), (ELSEWHERE, _("다른 주소"))],
    )  # fmt: skip
    target = _address_field(_("다른 주소"), required=False)
    source = forms.CharField(
        label=_("유입 경로"), max_length=80, required=False,
        help_text=_("같은 이름을 쓴 링크는 한 경로로 모입니다. 예: 매장, 전단, 인스타그램"),
        widget=forms.TextInput(attrs={"list": "own-sources", "autocomplete": "off"}),
    )  # fmt: skip
    broadcast = forms.ModelChoiceField(
        label=_("메시지"), required=False, queryset=Broadcast.objects.none(),
        empty_label=_("메시지에 쓰지 않음"),
        help_text=_("메시지 버튼에 넣는 링크라면 고르세요. 클릭이 그 메시지의 반응이 됩니다."),
    )  # fmt: skip

    def __init__(self, channel: Channel, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channel = channel
        newest = Broadcast.objects.filter(channel=channel).exclude(state="cancelled")
        ids = newest.newest_first().values_list("pk", flat=True)[:BROADCASTS]
        chosen = self.initial.get("broadcast")
        self.fields["broadcast"].queryset = Broadcast.objects.filter(  # type: ignore[attr-defined]
            channel=channel, pk__in=[*ids, *([chosen] if chosen else [])]
        ).newest_first()

    @classmethod
    def initial_of(cls, link: TrackedLink) -> dict[str, Any]:
        to_friend = link.target == friend_url(link.channel)
        return {
            "name": link.name, "goes": FRIEND if to_friend else ELSEWHERE,
            "target": "" if to_friend else link.target,
            "source": link.source.name if link.source else "", "broadcast": link.broadcast_id,
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        try:
            data["target"] = self._target(data)
        except ValidationError as error:
            self.add_error("target" if data.get("goes") == ELSEWHERE else "goes", error)
        return data

    def _target(self, data: dict[str, Any]) -> str:
        if data.get("goes") == FRIEND:
            if found := friend_url(self.channel):
                return found
            words = _("설정에 채널 URL의 아이디를 먼저 넣어 주세요. 예: _ZeUTxl")
            raise ValidationError(words, code="public_id")
        target = read_address(data.get("target") or "")
        if is_own_link(target):
            words = _(
                "이 주소는 우리 링크라서 서로 돌고 돌 수 있습니다. 마지막 주소를 넣어 주세요."
            )
            raise ValidationError(words, code="loop")
        return target

    def own_sources(self) -> list[str]:
        own = Source.objects.filter(channel=self.channel, kind=Source.Kind.OWN)
        return list(own.order_by("name").values_list("name", flat=True)[:100])

    def values(self) -> dict[str, Any]:
        return {key: self.cleaned_data[key] for key in ("name", "target", "source", "broadcast")}


class AddressForm(forms.Form):
    """The scheme, name and port under which the outside reaches this installation."""

    url = _address_field(_("공개 주소"), help_text=_("예: https://dangol.example.com"))

    def clean_url(self) -> str:
        parts = urlsplit(read_address(self.cleaned_data["url"]))
        url = urlunsplit((parts.scheme, parts.netloc.lower(), "", "", ""))
        if parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
            raise ValidationError(_("이름까지만 넣어 주세요. 예: https://dangol.example.com"))
        if parts.scheme != "https" and not settings.ALLOW_LOCAL_ADDRESS:
            raise ValidationError(_("https:// 로 시작하는 주소여야 합니다."))
        if settings.HTTPS and url != settings.PUBLIC_URL.rstrip("/"):
            words = _("설치할 때 정한 주소 %(url)s만 쓸 수 있습니다.")
            raise ValidationError(words, params={"url": settings.PUBLIC_URL})
        if len(url) > 200:
            raise ValidationError(_("주소가 너무 깁니다."))
        return url


class UtmForm(forms.Form):
    """The shop's own address with marks that its own statistics read; we count nothing of it."""

    target = _address_field(_("쇼핑몰 주소"))
    source = forms.CharField(label=_("어디에서"), max_length=60, initial="kakao_channel")
    medium = forms.CharField(label=_("어떤 방법으로"), max_length=60, initial="message")
    campaign = forms.CharField(
        label=_("어떤 일로"), max_length=60, help_text=_("예: 2026-11-winter-knit")
    )

    def clean_target(self) -> str:
        return read_address(self.cleaned_data["target"])

    def marked(self) -> str:
        """The address with the three marks; marks it has already are replaced."""
        parts = urlsplit(self.cleaned_data["target"])
        marks = {
            f"utm_{name}": self.cleaned_data[name] for name in ("source", "medium", "campaign")
        }
        kept = [one for one in parts.query.split("&") if one and one.partition("=")[0] not in marks]
        query = "&".join([*kept, urlencode(marks)])
        return urlunsplit(parts._replace(query=query))
