"""The words of the signal's figures for their papers."""

from django.utils.translation import gettext_lazy as _

from analytics.statements.formulas import Formula, Words

SCOPE = _("차단 수로만 판단합니다. 신고 수와 카카오의 제재 기준은 공개되지 않아 알 수 없습니다.")
EXPECTED = _(
    "이 채널의 지난 메시지에서 배운 비율을 보낸 수와 요일에 맞추어 계산했습니다. "
    "급증한 메시지는 기준에 넣지 않습니다."
)
RECENT = _("최근 메시지 %(n)s개의 차단을 더하고, 평소라면 얼마였을지를 같은 방법으로 더했습니다.")

RISK_FORMULAS: dict[str, Formula] = {
    "blocks": Formula(
        _("메시지 뒤 이틀 동안 더 떠난 친구"),
        _("보낸 날과 다음 날의 차단에서 보내지 않은 날의 평소 차단을 뺐습니다."),
        _("그 이틀에 다른 일(다른 메시지, 이벤트)이 있었으면 함께 들어 있습니다."),
    ),
    "expected_blocks": Formula(_("이런 메시지에서 보통 떠나는 친구"), EXPECTED, SCOPE),
    "surprise": Formula(
        _("평소와 다른 정도"),
        _("실제 차단이 예상에서 얼마나 벗어났는지를, 평소 흔들리는 폭으로 나누었습니다."),
        SCOPE,
    ),
    "risk_state": Formula(
        _("차단 신호"), _("기준을 만드는 데 쓴 메시지의 수입니다. 경보는 12번부터 켜집니다."), SCOPE
    ),
    "recent_blocks": Formula(_("최근 메시지 뒤에 떠난 친구"), RECENT, SCOPE),
    "recent_expected_blocks": Formula(_("평소라면 떠났을 친구"), RECENT, SCOPE),
    "recent_ratio": Formula(
        _("평소에 견준 최근 차단"), _("최근 차단을 평소라면 떠났을 수로 나누었습니다."), SCOPE
    ),
    "background_blocks": Formula(
        _("보내지 않은 날의 평소 차단"),
        _("최근 14일에서 보낸 날과 다음 날을 뺀 나머지 날 차단의 가운데 값입니다."),
    ),
    "power_blocks": Formula(
        _("한 번에 알아볼 수 있는 급증"),
        _("이 친구 수와 평소의 흔들림에서, 메시지 한 번으로 급증이라 말할 수 있는 차단 수입니다."),
        _("더 작은 변화는 여러 번 쌓여야 보입니다."),
    ),
}
INPUT_WORDS: dict[str, tuple[Words, str]] = {
    "usual": (_("평소 차단"), "people"),
    "expected": (_("예상 차단"), "people"),
}
