"""The words of the block signal's papers, beside those of the statements."""

from django.utils.translation import gettext_lazy as _

from analytics.statements.formulas import FORMULAS, INPUTS, REASONS, Formula

TOGETHER = _("그 이틀에 다른 일(다른 메시지, 이벤트)이 있었으면 함께 들어 있습니다.")
RECENT = _(
    "최근 %(n)s번의 메시지마다 더 떠난 친구와, 그 메시지 전의 기준으로 예상한 수를 각각 더했습니다."
)
SCOPE = _("차단 수로만 판단합니다. 신고 수와 카카오의 제재 기준은 공개되지 않아 알 수 없습니다.")


def register() -> None:
    FORMULAS.update(_formulas())
    REASONS.update(
        risk_pending=_("보낸 날과 다음 날의 차단 수가 아직 다 들어오지 않았습니다."),
        risk_gap=_("보낸 날, 다음 날 또는 그 앞 두 주의 차단 수가 비어 있습니다."),
        risk_size=_("이 메시지의 발송수가 비어 있습니다."),
        risk_learning=_("비교할 메시지가 아직 %(have)s번입니다. %(need)s번부터 계산합니다."),
    )
    INPUTS.update(usual=(_("평소 차단"), "people"), expected=(_("예상 차단"), "people"))


def _formulas() -> dict[str, Formula]:
    return {
        "blocks_after": Formula(
            _("메시지 뒤에 더 떠난 친구"),
            _(
                "보낸 날(%(first)s)과 다음 날(%(until)s)의 차단 %(blocked)s명에서 보내지 않은 날의 "
                "평소 차단 %(usual)s명을 뺐습니다."
            ),
            TOGETHER,
        ),
        "blocks_after_48h": Formula(
            _("메시지 뒤에 더 떠난 친구"),
            _(
                "보낸 때부터 48시간 동안의 차단 %(blocked)s명에서 보내지 않은 날의 평소 차단 "
                "%(usual)s명을 뺐습니다."
            ),
            TOGETHER,
        ),
        "blocks_after_shared": Formula(
            _("메시지 뒤에 더 떠난 친구"),
            _(
                "같은 이틀에 다른 메시지도 있어 그 이틀의 차단을 발송수에 따라 나누었습니다. 이 "
                "메시지의 몫 %(blocked)s명에서 평소 차단의 몫 %(usual)s명을 뺐습니다."
            ),
            TOGETHER,
        ),
        "expected_blocks": Formula(
            _("이 메시지에서 보통 떠나는 친구"),
            _(
                "이 메시지보다 먼저 보낸 평소 메시지만 썼습니다. 받은 친구 %(sent)s명에 그때까지의 "
                "차단 비율과 요일에 따른 차이를 곱했습니다. 범위는 100번 가운데 95번이 드는 곳입니다."
            ),
            SCOPE,
        ),
        "surprise": Formula(
            _("평소와 얼마나 다른지"),
            _(
                "실제 %(blocks)s명이 예상 %(expected)s명에서 벗어난 만큼을, 메시지마다 원래 다른 "
                "만큼으로 나눈 값입니다. 3.3을 넘으면 이번 발송 급증입니다."
            ),
            SCOPE,
        ),
        "risk_state": Formula(
            _("기준이 된 메시지"),
            _("급증하지 않은 최근 메시지 %(n)s개가 지금의 기준입니다. 36개까지 씁니다."),
            SCOPE,
        ),
        "recent_blocks": Formula(_("최근 메시지 뒤에 더 떠난 친구"), RECENT, TOGETHER),
        "recent_expected_blocks": Formula(_("최근 메시지의 예상"), RECENT, TOGETHER),
        "recent_ratio": Formula(_("최근 차단은 평소의 몇 배인지"), RECENT, TOGETHER),
        "background_blocks": Formula(
            _("보내지 않은 날의 평소 차단"),
            _(
                "마지막 14일 가운데 보낸 날과 그다음 날을 뺀 날들의 가운데 값입니다. 그런 날이 "
                "없으면 차단이 적은 날로 대신합니다."
            ),
        ),
        "power_blocks": Formula(
            _("급증으로 알 수 있는 가장 적은 수"),
            _(
                "친구 %(friends)s명에게 보낼 때 우연으로 보기 어려워지는 가장 적은 차단 수입니다. "
                "기준이 된 메시지 %(n)s개의 차단 비율과 메시지마다 다른 정도로 계산했습니다."
            ),
        ),
    }
