"""What the block signal says. One text serves the screen, the week's summary and plain copies."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from channel.figures.figure import Figure, format_number, unit_label
from channel.templatetags.figures import figure

TEXTS = {
    "none": _(
        "날짜별 차단 수가 없어 판단할 수 없습니다. 친구 통계를 붙여 넣으면 메시지마다 몇 명이 "
        "떠났는지 보여 드립니다."
    ),
    "none.messages": _(
        "보낸 메시지가 없어 판단할 수 없습니다. 보낸 날과 발송수를 넣으면 메시지마다 몇 명이 "
        "떠났는지 보여 드립니다."
    ),
    "learning.0": _(
        "새 기준을 시작했습니다. 다음 발송부터 다시 세고, 경보는 {needed}부터 켜집니다."
    ),
    "learning.1": _(
        "이 메시지 뒤 이틀 동안 {blocks}이 더 떠났습니다(차단 {blocked} − 보내지 않은 날 평소 "
        "{usual}). 비교할 발송이 아직 {n}뿐이라 많은지 적은지 말할 수 없습니다."
    ),
    "learning.message": _(
        "'{title}' 뒤 이틀 동안 {blocks}이 더 떠났습니다(차단 {blocked} − 보내지 않은 날 평소 "
        "{usual}). 이때는 아직 비교할 발송이 적어 많은지 적은지 말할 수 없습니다."
    ),
    "learning.2": _(
        "지난 {earlier}은 한 번에 {fewest}~{most}이 떠났고 이번에는 {blocks}입니다. 지금까지의 범위 "
        "안입니다. 경보는 {needed}부터 켜지고, 지금 {n}입니다."
    ),
    "learning.2.low": _(
        "지난 {earlier}은 한 번에 {fewest}~{most}이 떠났고 이번에는 {blocks}으로 지금까지 가장 "
        "적습니다. 경보는 {needed}부터 켜지고, 지금 {n}입니다."
    ),
    "learning.2.high": _(
        "지난 {earlier}은 한 번에 {fewest}~{most}이 떠났고 이번에는 {blocks}으로 지금까지 가장 "
        "많습니다. 아직 우연일 수 있습니다. 다음 한 번을 더 지켜보세요."
    ),
    "learning.ready": _(
        "발송 {n}으로 기준이 만들어졌습니다. 한 번에 {fewest}~{most}이 떠났고, 다음 발송부터 "
        "경보가 켜집니다."
    ),
    "fill": _(
        "지난 6개월의 메시지 목록과 친구 통계를 넣으면 기다리지 않고 오늘 경보를 켤 수 있습니다."
    ),
    "usual": _(
        "차단이 평소 수준입니다. '{title}' 뒤 이틀 동안 {blocks}이 떠났고, 같은 크기의 {weekday} "
        "메시지에서는 보통 {low}~{high}이 떠납니다. 따로 하실 일은 없습니다."
    ),
    "usual.above": _(
        "'{title}' 뒤 이틀 동안 {blocks}이 떠났습니다. 같은 크기의 {weekday} 메시지에서는 보통 "
        "{low}~{high}이 떠납니다. 보통보다 많지만 한 번만으로는 우연일 수 있습니다. 다음 한 번을 "
        "더 지켜보세요."
    ),
    "spike": _(
        "'{title}' 뒤 이틀 동안 {blocks}이 떠났습니다. 같은 크기의 {weekday} 메시지에서는 보통 "
        "{expected}, 많아도 {high}입니다. 이 한 번에 몰렸으므로, 같은 내용이나 같은 대상으로 다시 "
        "보내기 전에 무엇이 달랐는지 확인하세요."
    ),
    "spike.held": _("그 뒤의 차단은 아직 평소 수준으로 다 돌아오지 않아 경보를 켜 두었습니다."),
    "rising": _(
        "최근 {n} 동안 {blocks}이 떠났습니다. 평소라면 {expected}입니다({ratio}, 우연으로 보기 "
        "어렵습니다). 다음 발송을 한 주 미루거나, 최근에 연 친구에게만 보내는 것을 권합니다."
    ),
    "rising.held": _(
        "최근 {n} 동안 {blocks}이 떠났습니다. 평소라면 {expected}입니다({ratio}). 아직 평소 수준으로 "
        "다 돌아오지 않아 경보를 켜 두었습니다. 다음 발송을 한 주 미루거나, 최근에 연 친구에게만 "
        "보내는 것을 권합니다."
    ),
    "both": _(
        "지난 발송이 급증했고 최근 {n}도 계속 많습니다. 다음 발송 전에 횟수와 내용을 함께 줄이는 "
        "것을 권합니다."
    ),
    "cleared": _(
        "최근 발송의 차단이 평소 수준으로 돌아왔습니다. 경보를 해제했습니다. 급증한 메시지는 앞으로의 "
        "기준에 넣지 않습니다."
    ),
    "rebase": _("이 수준을 새 기준으로 삼으시겠습니까? 앞으로는 지금의 차단 수를 평소로 봅니다."),
    "power": _(
        "친구 {friends}에서는 한 번에 {power} 안팎부터 급증으로 알 수 있습니다. 더 작은 변화는 여러 "
        "번 쌓여야 보입니다."
    ),
    "scope": _(
        "차단 수로만 판단합니다. 신고 수와 카카오의 제재 기준은 공개되지 않아 알 수 없습니다."
    ),
    "how": _(
        "보낸 날과 다음 날의 차단에서 보내지 않은 날의 평소 차단을 뺐습니다. 그 이틀에 다른 일(다른 "
        "메시지, 이벤트)이 있었으면 함께 들어 있습니다."
    ),
    "pending": _("'{title}' 뒤 이틀의 차단 수가 아직 다 들어오지 않았습니다. 들어오면 판단합니다."),
    "gap": _("'{title}' 뒤 이틀의 차단 수가 비어 있어 판단하지 않았습니다."),
    "unsized": _("'{title}'의 발송수가 비어 있어 판단하지 않았습니다."),
    "shared": _("같은 이틀에 다른 메시지도 있어, 그 이틀의 차단을 발송수에 따라 나누었습니다."),
    "provisional": _("이틀이 다 지나지 않아 아직 바뀔 수 있습니다."),
    "card.none": _("날짜별 차단 수가 필요합니다."),
    "card.learning": _("경보는 발송 {needed}부터 켜집니다."),
    "card.usual": _("'{title}' 뒤 이틀 동안 {blocks}. 보통 {low}~{high}입니다."),
    "card.spike": _("'{title}' 뒤 이틀 동안 {blocks}. 보통 {expected}, 많아도 {high}입니다."),
    "card.rising": _("최근 {n} {blocks}. 평소라면 {expected}입니다."),
    "card.scope": _("신고 수는 카카오가 알려 주지 않아 여기에 들어 있지 않습니다."),
}

STATES = {
    "none": _("자료 없음"),
    "learning": _("기준 만드는 중"),
    "usual": _("평소 수준"),
    "spike": _("이번 발송 급증"),
    "rising": _("계속 늘어남"),
    "both": _("급증, 계속 늘어남"),
}
TONES = {"usual": "good", "spike": "watch", "rising": "alarm", "both": "alarm"}

WEEKDAYS = (
    _("월요일"), _("화요일"), _("수요일"), _("목요일"), _("금요일"), _("토요일"), _("일요일"),
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One end of a figure's range, or its number without the unit: "13" of "13~44명"."""

    figure: Figure
    part: str = "value"
    bare: bool = False

    def plain(self) -> str:
        number = format_number(getattr(self.figure, self.part), self.figure.unit)
        return number if self.bare else f"{number}{unit_label(self.figure.unit)}"

    def html(self) -> SafeString:
        if self.bare:
            return format_html('<span class="num">{}</span>', self.plain())
        return figure(self.figure, part=self.part)


@dataclass(frozen=True)
class Count:
    """A number that explains itself and has no papers of its own: 7번, 18,000명."""

    value: float | None
    unit: str
    bare: bool = False

    def plain(self) -> str:
        number = format_number(self.value, self.unit)
        return number if self.bare else f"{number}{unit_label(self.unit)}"

    def html(self) -> SafeString:
        return figure(self.value, self.unit)


@dataclass(frozen=True)
class Sentence:
    """Plain text by `str()`, with linked figures by `html`."""

    id: str
    values: dict[str, Any] = field(default_factory=dict)
    texts: ClassVar[dict[str, Any]] = TEXTS  # another screen's words, in a subclass

    def __str__(self) -> str:
        return str(self.texts[self.id]).format(
            **{name: _plain(value) for name, value in self.values.items()}
        )

    @property
    def html(self) -> SafeString:
        """A template's `{{ sentence }}` takes `str()`; `{{ sentence.html }}` links its figures."""
        return self.__html__()

    def __html__(self) -> SafeString:
        if not self.values:
            return escape(str(self))
        return format_html(
            str(self.texts[self.id]), **{name: _html(value) for name, value in self.values.items()}
        )


def _plain(value: Any) -> str:
    if isinstance(value, Figure):
        value = Part(value)
    return value.plain() if isinstance(value, Part | Count) else str(value)


def _html(value: Any) -> Any:
    if isinstance(value, Figure):
        value = Part(value)
    return value.html() if isinstance(value, Part | Count) else value
