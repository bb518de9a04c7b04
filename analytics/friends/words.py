"""What the screens of known friends say. A person is described by what he did, never judged."""

from typing import Any, ClassVar

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from analytics.risk.words import Sentence

TEXTS = {
    "t1": _(
        "누구인지 확인된 친구 {people} 가운데 {ghosts}({share}, 범위 {low}~{high})은 앞으로 {m}을 "
        "보내도 반응하지 않을 가능성이 90% 이상입니다. 반응은 링크 클릭, 응모, 설문, 문의를 뜻하며, "
        "읽기만 하는 친구는 여기서 구별할 수 없습니다. {others}"
    ),
    "t1.others": _("나머지 친구 {others}은 이 방법으로 판단하지 않습니다."),
    "collecting": _(
        "확인된 친구 {people}. 판단하려면 메시지를 5번 이상 받은 확인된 친구가 {n} 필요합니다."
    ),
    "indistinct": _(
        "클릭이 드물어({rate}) 조용한 친구와 떠난 친구를 구별할 수 없습니다. 그래서 아무도 유령 친구로 "
        "추정하지 않습니다."
    ),
    "backtest": _(
        "{days} 전에는 {expected}이 반응하지 않을 것으로 보았고, 실제로 {actual}이 반응하지 않았습니다."
    ),
    "unchecked": _("아직 예측과 실제를 비교하지 못했습니다. 발송이 더 쌓이면 여기에 나란히 보여 드립니다."),
    "person.last": _("마지막 반응 {day}"),
    "person.never": _("아직 반응이 없습니다"),
    "person.since": _("그 뒤 메시지 {n} 동안 반응 없음"),
    "person.silent": _("받은 메시지 {n} 동안 반응 없음"),
    "person.newest": _("가장 최근 메시지에 반응함"),
    "person.waits": _("그 뒤에 받은 메시지는 아직 없음"),
    "person.none": _("받은 메시지가 아직 없습니다"),
    "person.chance": _("앞으로 {m} 동안 반응이 없을 가능성 {silent}"),
    "person.one_more": _("한 번이라도 반응하면 {one_more}로 낮아집니다."),
    "person.three_more": _("세 번 더 반응이 없으면 {three_more}가 됩니다."),
    "person.caution": _("사람에 대한 판정이 아니라 보낼 대상을 고르기 위한 추정입니다."),
    "person.few": _("메시지를 5번 받기 전에는 가능성을 말하지 않습니다."),
    "person.unjudged": _("이 채널의 반응으로는 아직 가능성을 말할 수 없습니다."),
    "person.untracked": _(
        "이 친구의 반응은 볼 수 없습니다. 개인 링크를 누르거나 카카오 로그인을 하면 그때부터 셉니다."
    ),
    "person.blocked": _("{day}에 채널을 차단했습니다."),
    "person.blocked_some_day": _("채널을 차단했습니다. 언제인지는 목록에 없었습니다."),
    "caution": _(
        "유령 친구로 추정된 친구도 돌아옵니다. 빼기 전에 다시 깨우는 메시지를 한 번 보내 보세요."
    ),
}  # fmt: skip


class Said(Sentence):
    texts: ClassVar[dict[str, Any]] = TEXTS


def say(words: str, **values: Any) -> SafeString:
    return Said(words, values).__html__()
