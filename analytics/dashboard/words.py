"""What the home screen says. A number stands in its sentence and opens its papers."""

from typing import Any, ClassVar

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from analytics.risk.words import Sentence

TEXTS = {
    "friends": _("한 달 동안 {adds}이 오고 {blocks}이 떠났습니다."),
    "friends.leak": _("새 친구 100명이 오는 동안 {leak}이 떠난 셈입니다."),
    "friends.fewer": _("한 달 동안 {adds}이 오고 {blocks}이 떠나 {fewer} 줄었습니다."),
    "friends.total": _("온 친구와 떠난 친구 수를 넣으면 얼마나 새고 있는지 보여 드립니다."),
    "friends.none": _("친구 수 하나만 넣으면 시작할 수 있습니다."),
    "openers.n1": _(
        "최근 {n} 가운데 한 번이라도 연 친구로, 모두 받은 친구의 {share}입니다. "
        "카카오모먼트 광고반응타겟에서 읽은 수입니다."
    ),
    "openers": _(
        "받은 친구의 {share}입니다. 최근 {n} 가운데 가장 많이 열린 메시지 기준입니다. "
        "다른 메시지만 연 친구까지 더하면 이보다 많습니다."
    ),
    "openers.few": _("메시지 {k}개 기준입니다. 3개가 되면 유령 친구 범위도 보여 드립니다."),
    "openers.none": _("메시지 하나의 발송수와 열람수만 넣으면 됩니다."),
    "ghosts.n1": _("최근 {n}을 모두 받고 한 번도 열지 않은 친구입니다. 약 {people}입니다."),
    "ghosts.t1": _(
        "확인된 친구 {people} 가운데의 비율이고, 전체 친구에게는 그대로 적용할 수 없습니다."
    ),
    "ghosts.range": _("{low}, 많아야 {high}"),
    "ghosts": _("총합만으로는 더 좁힐 수 없습니다."),
    "ghosts.none": _("메시지 3개의 발송수와 열람수가 필요합니다."),
    "cost": _("최근 {n}에 쓴 {cost}의 {share}입니다. 그날만 못 본 친구도 들어 있습니다."),
    "cost.free": _("무료 발송 {free}은 뺐습니다."),
    "cost.none": _("전체 친구에게 한 번 보내는 비용은 {cost}입니다({friends} × {won}, 부가세 포함)."),
    "cost.nothing": _("메시지 하나의 발송수와 열람수만 넣으면 됩니다."),
    "customers": _("최근 1년 구매 고객 가운데 지금 친구인 사람입니다."),
    "bar.t3": _("적어도 {openers}은 지금 채널의 메시지를 엽니다. 나머지는 총합만으로는 알 수 없습니다."),
    "ghost.t3": _(
        "최근 {n}의 메시지를 한 번도 열지 않은 친구는 많아야 {high}입니다. 적어도 {openers}은 "
        "채팅방을 열었습니다. 발송 총합만으로는 이 사이를 더 좁힐 수 없고, 누가 유령 친구인지도 알 수 "
        "없습니다."
    ),
    "ghost.t3.low": _(
        "최근 {n}의 메시지를 한 번도 열지 않은 친구는 적어도 {low}, 많아야 {high}입니다. 발송 "
        "총합만으로는 이 사이를 더 좁힐 수 없고, 누가 유령 친구인지도 알 수 없습니다."
    ),
    "ghost.n1": _(
        "최근 {n}의 메시지를 모두 받은 친구 약 {received} 가운데 {opened}이 한 번 이상 열었습니다. "
        "나머지 {silent}({share})은 한 번도 열지 않았습니다. 카카오모먼트에서 {day}에 읽은 수이며, "
        "그 뒤에 열린 것은 들어 있지 않습니다."
    ),
    "growth.up_up": _("받는 친구는 {received} 늘었고 여는 친구는 {opened} 늘었습니다."),
    "growth.up_down": _("받는 친구는 {received} 늘었고 여는 친구는 {opened} 줄었습니다."),
    "growth.down_up": _("받는 친구는 {received} 줄었고 여는 친구는 {opened} 늘었습니다."),
    "growth.down_down": _("받는 친구는 {received} 줄었고 여는 친구는 {opened} 줄었습니다."),
    "growth.few": _("늘었는지 말하려면 석 달 넘게 보낸 전체 발송 6번이 필요합니다."),
    "growth.none": _("전체 친구에게 보낸 메시지의 발송수와 열람수를 넣으면 두 선이 보입니다."),
    "todo.alarm": _("'{title}' 뒤에 떠난 친구를 확인하세요."),
    "todo.alarm.why": _("{blocks}이 떠났습니다. 무엇이 달랐는지 적어 둘 수 있습니다."),
    "todo.rising": _("차단이 계속 늘어나는 까닭을 확인하세요."),
    "todo.rising.why": _("최근 {n} {blocks}이 떠났습니다."),
    "todo.old_alarm": _("열려 있는 차단 경보를 확인하세요."),
    "todo.days": _("비어 있는 친구 통계 {n}을 채워 주세요."),
    "todo.days.why": _("빈 날은 계산에서 뺐습니다."),
    "todo.result": _("'{title}'의 결과를 넣어 주세요."),
    "todo.result.why": _("보낸 지 {age}이 지났습니다."),
    "todo.results": _("메시지 {n}개의 결과를 넣어 주세요."),
    "todo.fill": _("지난 6개월의 메시지와 친구 통계를 넣으세요."),
    "todo.fill.why": _("지금 {n}, {needed}부터 차단 경보가 켜집니다."),
    "todo.first": _("날짜별 친구 통계를 붙여 넣으세요."),
    "todo.first.why": _("차단 경보는 발송 {needed}부터 켜집니다."),
    "todo.n1": _("유령 친구를 정확히 알아보세요."),
    "todo.n1.why": _("광고반응타겟에서 숫자 하나만 읽으면 됩니다."),
    "todo.n1.old": _("메시지를 연 친구 수를 다시 읽어 주세요."),
    "todo.n1.old.why": _("{day}에 읽은 수입니다."),
    "todo.remind": _("월요일 알림을 켜세요."),
    "todo.remind.why": _("10분이면 이 숫자를 이어 갈 수 있습니다."),
}  # fmt: skip


class Said(Sentence):
    texts: ClassVar[dict[str, Any]] = TEXTS


def say(words: str, **values: Any) -> SafeString:
    """A sentence as markup: templates would print only the words of one that is not rendered."""
    return Said(words, values).__html__()
