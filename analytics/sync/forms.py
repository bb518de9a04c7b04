import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.models import AdAccount, AdCampaign, DiscoveredMetric, FriendGroup
from channel import clock
from channel.forms import DayField
from channel.models import Broadcast, Channel, Connection, Organisation, Platform
from channel.templatetags.figures import short_day

KEY = forms.RegexField


class ConnectionForm(forms.Form):
    """The secret is asked for once and never shown again; of a connection that is there an empty
    one keeps the stored one.
    """

    name = forms.CharField(label=_("이름"), max_length=80, initial=_("카카오 비즈니스"))
    client_id = KEY(
        r"^[A-Za-z0-9_-]+$", label=_("REST API 키"), max_length=60,
        help_text=_("카카오 개발자 사이트의 앱 키에 있습니다."),
    )  # fmt: skip
    client_secret = forms.CharField(
        label=_("비즈니스 인증 시크릿"), max_length=100,
        help_text=_("카카오 로그인의 시크릿과 다릅니다. 암호로 바꿔 저장하고 다시 보여 드리지 않습니다."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    platforms = forms.MultipleChoiceField(
        label=_("가져올 것"), choices=Platform.choices, initial=Platform.values,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("키워드광고는 따로 권한을 받지 않아도 됩니다."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, connection: Connection | None = None) -> None:
        super().__init__(data, initial=_told(connection) if connection else None)
        if connection is not None:
            self.fields["client_secret"].required = False
            self.fields["client_secret"].help_text = _(
                "그대로 두려면 비워 두세요. 저장한 시크릿은 다시 보여 드리지 않습니다."
            )


def _told(connection: Connection) -> dict[str, Any]:
    platforms = connection.options.get("platforms", Platform.values)
    client_id = connection.options.get("client_id", "")
    return {"name": connection.name, "client_id": client_id, "platforms": platforms}


class AccountForm(forms.Form):
    channel = forms.ModelChoiceField(
        Channel.objects.none(), label=_("채널"), required=False, empty_label=_("아직 정하지 않음")
    )
    wanted = forms.BooleanField(label=_("가져오기"), required=False)
    vat = forms.ChoiceField(
        label=_("비용에 부가세"),
        choices=[("", _("들어 있지 않음")), ("yes", _("들어 있음"))],
        required=False,
    )
    history_from = DayField(label=_("가져올 첫날"), required=True)

    def __init__(
        self, data: Any = None, *, account: AdAccount, channels: Sequence[Channel] = ()
    ) -> None:
        initial = {
            "channel": account.channel_id, "wanted": account.wanted,
            "vat": "yes" if account.vat_included else "", "history_from": account.history_from,
        }  # fmt: skip
        super().__init__(data, initial=initial, prefix=f"account{account.pk}")
        _choose(self.fields["channel"], account.organisation, account.channel, channels)
        self.fields["history_from"].help_text = _("더 앞선 날을 고르면 그날부터 채웁니다.")

    def clean_history_from(self) -> dt.date:
        first: dt.date = self.cleaned_data["history_from"]
        if first >= clock.today():
            raise forms.ValidationError(
                _("가져올 첫날은 어제까지의 날짜여야 합니다. 오늘 수치는 내일 들어옵니다."),
                code="future",
            )
        return first


class CampaignForm(forms.Form):
    channel = forms.ModelChoiceField(
        Channel.objects.none(), label=_("채널"), required=False, empty_label=_("계정과 같음"),
        widget=forms.Select(attrs={"class": "input"}),
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, campaign: AdCampaign, channels: Sequence[Channel] = ()
    ) -> None:
        super().__init__(
            data, initial={"channel": campaign.channel_id}, prefix=f"campaign{campaign.pk}"
        )
        organisation = campaign.account.organisation
        _choose(self.fields["channel"], organisation, campaign.channel, channels)


def open_channels(organisation: Organisation) -> list[Channel]:
    return list(Channel.objects.filter(organisation=organisation, closed_at=None))


def _choose(
    field: Any, organisation: Organisation, now: Channel | None, shown: Sequence[Channel]
) -> None:
    """Only channels of the same organisation, open or chosen already: what a form leaves out, it
    would unset. `shown` is asked for once for all forms of a page."""
    mine = Channel.objects.filter(organisation=organisation)
    field.queryset = mine.filter(Q(closed_at=None) | Q(pk=now.pk if now else None))
    if shown:
        also = [now] if now and now.closed_at else []
        field.widget.choices = [("", field.empty_label), *((c.pk, c.name) for c in (*shown, *also))]


class MetricForm(forms.Form):
    name = forms.CharField(
        label=_("이름"), max_length=60, required=False,
        widget=forms.TextInput(attrs={"class": "input", "placeholder": _("아직 이름 없음")}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, metric: DiscoveredMetric) -> None:
        super().__init__(data, initial={"name": metric.name}, prefix=f"metric{metric.pk}")


class ReceiversForm(forms.Form):
    """Whose receivers a friend group is made of: the newest messages first, and the one chosen."""

    message = forms.ChoiceField(
        label=_("어느 메시지를 받은 사람인가"), widget=forms.Select(attrs={"class": "input"})
    )
    MOST = 30

    def __init__(
        self, data: Any = None, *, group: FriendGroup, messages: Sequence[Broadcast],
        chosen: Broadcast | None = None,
    ) -> None:  # fmt: skip
        super().__init__(
            data, initial={"message": chosen.pk if chosen else 0}, prefix=f"group{group.pk}"
        )
        shown = messages if data else messages[: self.MOST]
        offered = [*shown, *([chosen] if chosen else [])]
        self.messages = {one.pk: one for one in offered}
        named = [(pk, f"{short_day(one.sent_on)} {one.title}") for pk, one in self.messages.items()]
        self.fields["message"].choices = [(0, _("모르거나 메시지의 그룹이 아님")), *named]  # type: ignore[attr-defined]

    def broadcast(self) -> Broadcast | None:
        return self.messages.get(int(self.cleaned_data["message"]))
