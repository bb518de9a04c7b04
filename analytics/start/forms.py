"""Nine numbers and three days, typed or pasted; what was typed stays when something is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from channel.figures.fields import CountField, DayField
from channel.models import Broadcast

MESSAGES = (1, 2, 3)


class FirstChannelForm(forms.Form):
    name = forms.CharField(
        label=_("채널 이름"), max_length=80, help_text=_("친구에게 보이는 이름 그대로 적어 주세요.")
    )
    friends = CountField(
        label=_("친구 수"), help_text=_("카카오비즈니스 › 채널의 첫 화면에 있습니다.")
    )


@dataclass(frozen=True)
class TypedMessage:
    day: date
    sent: int
    opened: int
    # the stored message that the row showed and now corrects
    corrects: Broadcast | None = None


class NineNumbersForm(forms.Form):
    friends = CountField(label=_("친구 수"))
    added = CountField(label=_("최근 30일 추가"), required=False)
    blocked = CountField(label=_("최근 30일 차단"), required=False)

    def __init__(self, *args: Any, shown: Sequence[Broadcast] = (), **options: Any) -> None:
        """`shown`: typed messages that the rows may show; a posted row names its own by id."""
        super().__init__(*args, **options)
        self.shown = {message.pk: message for message in shown}
        for n in MESSAGES:
            self.fields[f"message_{n}"] = forms.IntegerField(
                required=False, widget=forms.HiddenInput
            )
            self.fields[f"day_{n}"] = DayField(label=_("보낸 날"), required=False)
            self.fields[f"sent_{n}"] = CountField(label=_("발송수"), required=False)
            self.fields[f"opened_{n}"] = CountField(label=_("열람수"), required=False)

    def rows(self) -> list[tuple[int, list[BoundField], BoundField]]:
        """The number of the row, its cells, and the message it shows."""
        return [
            (n, [self[f"{name}_{n}"] for name in ("day", "sent", "opened")], self[f"message_{n}"])
            for n in MESSAGES
        ]

    def month(self) -> list[BoundField]:
        return [self[name] for name in ("friends", "added", "blocked")]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._both(data, "added", "blocked")
        for n in MESSAGES:
            self._message(data, n)
        self._different_days(data)
        return data

    def messages(self) -> list[TypedMessage]:
        """The rows that were filled."""
        data = self.cleaned_data
        return [
            TypedMessage(
                data[f"day_{n}"], data[f"sent_{n}"], data[f"opened_{n}"], self._corrected(n)
            )
            for n in MESSAGES
            if data[f"day_{n}"] is not None
        ]

    def fresh(self, *names: str) -> list[int | None]:
        """Values other than those shown: an old count is not told again as one of today."""
        if not set(names) & set(self.changed_data):
            return [None for _name in names]
        return [self.cleaned_data[name] for name in names]

    def _corrected(self, n: int) -> Broadcast | None:
        """None where nothing of the row is as it was: another message has been typed over it."""
        data = self.cleaned_data
        message = self.shown.get(data.get(f"message_{n}") or 0)
        if message is None:
            return None
        kept = (message.sent_on, message.result.sent, message.result.opened)
        now = (data[f"day_{n}"], data[f"sent_{n}"], data[f"opened_{n}"])
        return message if any(a == b for a, b in zip(kept, now, strict=True)) else None

    def _different_days(self, data: dict[str, Any]) -> None:
        """Two messages without a title on one day would be taken for one."""
        seen = set()
        for n in MESSAGES:
            day = data.get(f"day_{n}")
            if day is not None and day in seen:
                self.add_error(
                    f"day_{n}",
                    _("같은 날의 메시지가 위에 있습니다. 하루에 두 번 보냈다면 표로 넣어 주세요."),
                )
            seen.add(day)

    def _both(self, data: dict[str, Any], *names: str) -> None:
        """All or none of them; one that is wrong already says so itself."""
        if any(data.get(name) is not None or name in self.errors for name in names):
            for name in names:
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, _("이 칸도 채워 주세요."))

    def _message(self, data: dict[str, Any], n: int) -> None:
        self._both(data, f"day_{n}", f"sent_{n}", f"opened_{n}")
        sent, opened = data.get(f"sent_{n}"), data.get(f"opened_{n}")
        if sent == 0:
            self.add_error(f"sent_{n}", _("발송수는 1 이상이어야 합니다."))
        elif sent is not None and opened is not None and opened > sent:
            self.add_error(
                f"opened_{n}",
                _("열람수가 발송수보다 많습니다. 노출수(횟수)가 아닌지 확인해 주세요."),
            )
