"""The words of the known friends' papers, beside those of the statements."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from analytics.statements.formulas import COUNTED, FORMULAS, INPUTS, REASONS, Formula

REACTION = _(
    "반응은 링크 클릭, 응모, 설문, 문의를 뜻합니다. 읽기만 하는 친구는 여기서 구별할 수 없습니다. "
    "골라 보낸 메시지는 누가 받았는지 알 수 없어 기회로 세지 않고, 그 클릭은 마지막 반응으로만 "
    "셉니다."
)
ONLY_KNOWN = _("확인된 친구만 센 수입니다. 전체 친구에게는 그대로 적용할 수 없습니다.")
GHOST = _(
    "최근 전체 발송 60번에서 친구마다 몇 번 반응했고 마지막이 언제였는지로, 앞으로 %(m)s번 동안 "
    "반응하지 않을 가능성을 계산했습니다. 지난 예측과 실제를 견주어 고친 값이 90%% 이상이고, "
    "반응하던 대로 계속하는 친구보다 20%%p 이상 높으면 유령 친구로 추정합니다."
)
COMES_BACK = _(
    "사람에 대한 판정이 아니라 보낼 대상을 고르기 위한 추정입니다. 유령 친구로 추정된 친구도 "
    "돌아옵니다. 맞춘 결과가 1,000건이 되기 전에는 지난 결과로 확인하지 않은 값입니다."
)


def register() -> None:
    FORMULAS.update(_counts() | _forecasts())
    REASONS.update(
        ghosts_collecting=_(
            "판단하려면 메시지를 5번 이상 받은 확인된 친구가 200명 필요합니다. 지금 %(judged)s명입니다."
        ),
        ghosts_early=_("아직 예측을 실제와 견주어 볼 만큼 보내지 않았습니다."),
        ghosts_rare=_(
            "클릭이 드물어 조용한 친구와 떠난 친구를 구별할 수 없습니다. 유령 친구를 추정하지 않습니다."
        ),
    )
    INPUTS.update(
        known=(_("확인된 친구"), "people"), judged=(_("5번 이상 받은 친구"), "people"),
        ghosts=(_("유령 친구 추정"), "people"), m=(_("내다본 메시지"), "messages"),
        outcomes=(_("지난 예측에서 맞춰 본 결과"), "people"),
    )  # fmt: skip
    COUNTED.update(dict.fromkeys(FORMULAS.keys() & set(_counts() | _forecasts()), "people"))


def _counts() -> dict[str, Formula]:
    return {
        "t1_friends": Formula(
            _("확인된 친구"),
            _("메시지에 반응하면 누구인지 알 수 있는 친구입니다. 차단한 친구는 뺐습니다."),
            ONLY_KNOWN,
        ),
        "t1_coverage": Formula(
            _("확인된 친구의 비율"), _("확인된 친구 %(known)s명 ÷ 친구 %(friends)s명입니다.")
        ),
        "t1_ghost": Formula(_("유령 친구 추정"), GHOST, COMES_BACK),
        "t1_fan": Formula(
            pgettext_lazy("친구의 상태", "단골"),
            _(
                "앞으로 %(m)s번 동안 반응하지 않을 가능성이 50%% 미만이고, 최근 60일 안에 반응한 "
                "확인된 친구입니다."
            ),
            REACTION,
        ),
        "t1_cooling": Formula(
            _("뜸해진 친구"),
            _("단골도 유령 친구 추정도 새 친구도 아닌 확인된 친구입니다."),
            REACTION,
        ),
        "t1_new": Formula(
            _("새 친구"),
            _("확인된 지 30일이 안 되었거나 메시지를 5번도 받지 않은 친구입니다."),
            ONLY_KNOWN,
        ),
        "t1_unknown": Formula(
            _("확인 전"),
            _("친구 수에서 상태를 아는 친구를 뺐습니다. 누구인지 모르거나 판단하기에 이릅니다."),
        ),
        "t1_blocked": Formula(
            _("차단한 친구"), _("카카오가 차단을 알려 준 친구입니다. 친구 수에 들어 있지 않습니다.")
        ),
    }


def _forecasts() -> dict[str, Formula]:
    return {
        "t1_ghost_share": Formula(_("유령 친구 추정의 비율"), GHOST, COMES_BACK),
        "t1_silent_share": Formula(
            _("반응하지 않을 친구의 비율"),
            _(
                "이 경로로 온 친구 %(judged)s명의 반응을 채널 전체의 계산에 견주어, 앞으로 "
                "%(m)s번 동안 반응하지 않을 비율을 계산했습니다."
            ),
            REACTION,
        ),
        "t1_silent_expected": Formula(
            _("앞으로 반응하지 않을 친구"),
            _(
                "메시지를 5번 이상 받은 확인된 친구 %(judged)s명마다 앞으로 %(m)s번 동안 반응하지 "
                "않을 가능성을 더했습니다. 범위는 적어도 지난 예측이 빗나간 만큼입니다."
            ),
            REACTION,
        ),
        "t1_expected_silent": Formula(
            _("지난 예측"),
            _(
                "%(known)s까지 알던 것만으로, 그 뒤 메시지 %(m)s번 동안 반응하지 않을 친구를 "
                "%(judged)s명 가운데서 계산했습니다. 그 사이에 차단한 친구는 빼고 셉니다."
            ),
            REACTION,
        ),
        "t1_actual_silent": Formula(
            _("지난 예측의 실제"),
            _("%(first)s 뒤 %(until)s까지 메시지 %(m)s번에 한 번도 반응하지 않은 친구입니다."),
            REACTION,
        ),
    }
