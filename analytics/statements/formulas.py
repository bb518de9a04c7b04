"""The words of every formula: what was done to get the number, and what it does not say."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Formula:
    """`how` may name numbers of the reading's inputs as %(name)s; see analytics.papers.numbers."""

    title: Words
    how: Words
    limit: Words = ""
    cannot_narrow: bool = False
    how_without_free: Words = ""


OPENED = _(
    "열람은 친구가 채팅방을 열어 메시지가 읽음으로 바뀐 수입니다. "
    "알림이나 목록에서 미리보기만 한 친구는 들어 있지 않습니다."
)
NOT_THIS_MONTHS = _("떠난 사람이 이번 달에 온 사람이라는 뜻은 아닙니다.")
MISSED_THAT_DAY = _(
    "열지 않고 미리보기만 한 친구와 그날만 못 본 친구도 '열지 않음'에 들어 있습니다."
)
WHO_IS_NOT_KNOWN = _("누가 유령 친구인지는 이 숫자로 알 수 없습니다.")
COST = _("최근 메시지 %(n)s개의 유료 발송수에 그날의 단가와 부가세를 곱해 더했습니다.")
UNOPENED = _("메시지마다 비용 × (발송 − 열람) ÷ 발송을 더했습니다.")
FREE_TAKEN = _("무료 발송은 비용에서 뺐습니다.")
FREE_NOT_GIVEN = _("무료 발송을 빼지 않았습니다(입력 없음).")
MONTH = _("%(first)s부터 %(until)s까지 %(n)s일의 수를 더했습니다.")
N1 = _(
    "카카오모먼트 광고반응타겟에서 %(read_on)s에 읽은 %(size)s명을, "
    "최근 메시지를 모두 받은 친구 %(received)s명과 견주었습니다."
)
N1_LIMIT = _(
    "읽은 날 뒤에 열린 것은 들어 있지 않습니다. 모두 받은 친구 수를 넣지 않으면 "
    "그 메시지 가운데 가장 적은 발송수로 대신하므로 1%p 안팎이 다를 수 있습니다."
)
GROWTH = _(
    "전체 발송 %(n)s번(%(days)s일)을 날짜순으로 셋으로 나누어, 마지막 %(third)s번의 평균에서 "
    "처음 %(third)s번의 평균을 뺐습니다."
)
GROWTH_LIMIT = _(
    "발송 총합으로는 새 친구가 열지 않는지, 오래된 친구가 뜸해졌는지 구별할 수 없습니다."
)
LEAVING_LIMIT = _("그날에 다른 일(이벤트, 품절)이 있었으면 함께 들어 있습니다.")
TYPED = _("직접 읽어 넣은 수입니다(%(until)s).")

FORMULAS: dict[str, Formula] = {
    "friends": Formula(_("친구 수"), _("%(until)s의 친구 수입니다. 계산한 수가 아닙니다.")),
    "adds_30d": Formula(_("한 달 동안 온 친구"), MONTH),
    "blocks_30d": Formula(_("한 달 동안 떠난 친구"), MONTH, NOT_THIS_MONTHS),
    "week_adds": Formula(_("한 주 동안 온 친구"), MONTH),
    "week_blocks": Formula(
        _("한 주 동안 떠난 친구"), MONTH, _("떠난 사람이 이번 주에 온 사람이라는 뜻은 아닙니다.")
    ),
    "net_30d": Formula(
        _("한 달 동안 늘어난 친구"),
        _("%(first)s부터 %(until)s까지 추가 %(added)s명에서 차단 %(blocked)s명을 뺐습니다."),
    ),
    "leak_per_100": Formula(
        _("새 친구 100명이 오는 동안 떠난 친구"),
        _("최근 30일 차단 %(blocked)s명 ÷ 추가 %(added)s명 × 100입니다."),
        NOT_THIS_MONTHS,
    ),
    "cost_recent": Formula(
        _("최근 발송 비용"),
        COST,
        how_without_free=_(
            "최근 메시지 %(n)s개의 발송수에 그날의 단가와 부가세를 곱해 더했습니다."
        ),
    ),
    "unopened_cost": Formula(_("열리지 않은 발송 비용"), UNOPENED, MISSED_THAT_DAY),
    "unopened_share": Formula(_("열리지 않은 비용의 비율"), UNOPENED, MISSED_THAT_DAY),
    "free_sends_recent": Formula(
        _("무료 발송"), _("최근 메시지 %(n)s개의 무료 발송수를 더했습니다.")
    ),
    "per_open": Formula(
        _("열람 한 번의 비용"), _("비용 %(spent)s원 ÷ 열람 %(count)s명입니다."), OPENED
    ),
    "per_click": Formula(
        _("클릭 한 번의 비용"),
        _("비용 %(spent)s원 ÷ 클릭 %(count)s회입니다. 클릭수를 아는 메시지만 셌습니다."),
        _("클릭은 횟수입니다. 한 사람이 여러 번 누를 수 있습니다."),
    ),
    "full_send_cost": Formula(
        _("전체 발송 비용"),
        _("친구 %(friends)s명 × %(all_won)s원에 부가세를 더했습니다. 1원 미만은 올립니다."),
    ),
    "break_even": Formula(
        _("골라 보내기가 싸지는 인원"),
        _("친구 %(friends)s명 × %(all_won)s원 ÷ %(part_won)s원입니다. 이보다 적게 골라야 쌉니다."),
    ),
    "openers_low": Formula(
        _("메시지를 여는 친구(적어도)"),
        _(
            "최근 %(n)s번의 메시지 가운데 열람이 가장 많은 것(%(best_day)s, %(best_opened)s명)을 "
            "골랐습니다. 그 메시지를 연 사람이 적어도 이만큼 있었다는 뜻이라 계산이나 가정이 "
            "들어 있지 않습니다."
        ),
        OPENED,
    ),
    "openers_share": Formula(
        _("여는 친구의 비율(적어도)"),
        _("가장 많이 열린 메시지의 열람 %(best_opened)s명 ÷ 발송 %(best_sent)s명입니다."),
        OPENED,
    ),
    "ghost_low": Formula(_("유령 친구 추정(적어도)"), "", WHO_IS_NOT_KNOWN),
    "ghost_high": Formula(_("유령 친구 추정(많아야)"), "", WHO_IS_NOT_KNOWN),
    "ghost_totals": Formula(
        _("유령 친구 추정"),
        _(
            "메시지 %(n)s개의 열람 비율만 썼습니다. 가장 많이 열린 메시지를 연 친구를 빼면 많아야 "
            "%(high)s%%이고, 연 사람이 모두 서로 다르면 적어도 %(low)s%%입니다."
        ),
        WHO_IS_NOT_KNOWN,
        cannot_narrow=True,
    ),
    "ghost_present": Formula(
        _("유령 친구 추정"),
        _(
            "메시지 %(n)s개를 모두 받은 친구만 생각했습니다. 첫 메시지 전날 친구 %(friends)s명에서 "
            "그 사이 온 %(adds)s명과 떠난 %(blocks)s명이 열었을 수 있는 만큼을 가장 나쁘게 "
            "덜어 냈습니다. 적어도 %(low)s%%, 많아야 %(high)s%%입니다."
        ),
        WHO_IS_NOT_KNOWN,
        cannot_narrow=True,
    ),
    "openers_n1": Formula(_("최근 %(recent)s번 가운데 한 번이라도 연 친구"), N1, N1_LIMIT),
    "received_n1": Formula(_("최근 %(recent)s번을 모두 받은 친구"), N1, N1_LIMIT),
    "ghost_n1": Formula(_("유령 친구 추정"), N1, N1_LIMIT),
    "ghost_n1_people": Formula(_("한 번도 열지 않은 친구"), N1, N1_LIMIT),
    "growth_received": Formula(_("늘어난 받는 친구"), GROWTH, GROWTH_LIMIT),
    "growth_opened": Formula(_("늘어난 여는 친구"), GROWTH, GROWTH_LIMIT),
    "leave_send_days": Formula(
        _("보낸 날과 다음 날에 떠난 친구(하루 평균)"),
        _("최근 30일 가운데 보낸 날과 다음 날 %(n)s일의 차단 %(blocked)s명을 나누었습니다."),
        LEAVING_LIMIT,
    ),
    "leave_other_days": Formula(
        _("보내지 않은 날에 떠난 친구(하루 평균)"),
        _("최근 30일 가운데 나머지 %(n)s일의 차단 %(blocked)s명을 나누었습니다."),
        LEAVING_LIMIT,
    ),
    "retained_n2": Formula(
        _("지난 메시지를 받은 사람 가운데 지금 친구"),
        _("지금 친구 %(friends)s명 ÷ 그날 받은 %(received)s명입니다."),
    ),
    "customers_n3": Formula(
        _("구매 고객 친구"), TYPED, _("고객 파일에 없는 구매 고객은 들어 있지 않습니다.")
    ),
    "unexplained": Formula(
        _("설명되지 않은 차이"),
        _(
            "친구 수가 %(before)s명에서 %(after)s명이 되었습니다. 추가 %(added)s명과 차단 "
            "%(blocked)s명으로는 이만큼이 설명되지 않습니다."
        ),
        _("탈퇴나 집계 시각의 차이일 수 있습니다. 맞추려고 고치지 않고 그대로 둡니다."),
    ),
    "message_sent": Formula(_("발송"), _("넣은 수입니다. 계산한 수가 아닙니다.")),
    "message_opened": Formula(_("열람"), _("넣은 수입니다. 열람은 7일 동안 늘어납니다."), OPENED),
    "message_clicked": Formula(
        _("클릭"), _("넣은 수입니다."), _("클릭은 횟수입니다. 한 사람이 여러 번 누를 수 있습니다.")
    ),
    "message_cost": Formula(
        _("발송 비용"),
        _("(발송 %(sent)s − 무료 %(free)s) × 그날의 단가 + 부가세입니다. 1원 미만은 올립니다."),
        how_without_free=_("발송 %(sent)s × 그날의 단가 + 부가세입니다. 1원 미만은 올립니다."),
    ),
    "message_per_open": Formula(_("열람 한 번의 비용"), _("발송 비용 ÷ 열람입니다."), OPENED),
    "message_per_click": Formula(_("클릭 한 번의 비용"), _("발송 비용 ÷ 클릭입니다.")),
    "message_open_share": Formula(
        _("열람 비율"), _("열람 %(opened)s명 ÷ 발송 %(sent)s명입니다."), OPENED
    ),
}

REASONS: dict[str, Words] = {
    "message_changed": _("메시지를 고치거나 지워 이 수치가 없어졌습니다."),
    "no_friends": _("친구 수를 아직 넣지 않았습니다."),
    "no_flow": _("온 친구와 떠난 친구 수를 아직 넣지 않았습니다."),
    "few_days": _("최근 30일 가운데 %(have)s일만 있습니다. %(need)s일부터 보여 드립니다."),
    "no_adds": _("이 기간에 온 친구가 없어 나눌 수 없습니다."),
    "no_messages": _("발송수와 열람수가 있는 메시지가 없습니다."),
    "no_price": _("그날의 발송 단가가 없습니다."),
    "no_opens": _("연 친구가 없어 나눌 수 없습니다."),
    "no_clicks": _("클릭이 없거나 클릭수를 넣지 않았습니다."),
    "free_not_given": _("무료 발송수를 넣지 않았습니다."),
    "free": _("모두 무료 발송이라 비용이 없습니다."),
    "no_full_sends": _("전체 친구에게 보낸 메시지의 결과가 없습니다."),
    "few_full_sends": _(
        "전체 발송 결과가 %(have)s개 있습니다. %(need)s개의 발송수와 열람수가 필요합니다."
    ),
    "everybody_left": _("이 사이에 모두 떠났을 수 있어 말할 수 없습니다."),
    "few_for_growth": _(
        "전체 발송 %(need)s번 이상, %(need_days)s일 이상이 필요합니다. "
        "지금 %(have)s번, %(have_days)s일입니다."
    ),
    "no_blocks": _("날짜별 차단 수가 없습니다."),
    "one_kind_of_day": _("보낸 날과 보내지 않은 날이 모두 있어야 견줄 수 있습니다."),
    "no_n1": _("카카오모먼트에서 읽은 수를 아직 넣지 않았습니다."),
    "n1_old": _("읽은 뒤로 5번을 더 보냈습니다. 다시 읽어 넣어 주세요."),
    "n1_received": _("연 친구가 받은 친구보다 많거나, 받은 친구 수를 알 수 없습니다."),
    "no_n2": _("친구 그룹의 수를 아직 넣지 않았습니다."),
    "no_n3": _("구매 고객 파일의 수를 아직 넣지 않았습니다."),
}

# Words for the numbers a formula used; the unit decides how they print ("day" is a date).
INPUTS: dict[str, tuple[Words, str]] = {
    "first": (_("처음 날"), "day"),
    "until": (_("마지막 날"), "day"),
    "before_on": (_("앞 기준일"), "day"),
    "friends_on": (_("친구 수 기준일"), "day"),
    "read_on": (_("읽은 날"), "day"),
    "sent_on": (_("보낸 날"), "day"),
    "added": (_("추가"), "people"),
    "adds": (_("추가"), "people"),
    "blocked": (_("차단"), "people"),
    "blocks": (_("차단"), "people"),
    "friends": (_("친구 수"), "people"),
    "before": (_("앞 친구 수"), "people"),
    "after": (_("뒤 친구 수"), "people"),
    "all_won": (_("전체 발송 단가"), "won"),
    "part_won": (_("골라 보내기 단가"), "won"),
    "vat_percent": (_("부가세"), "%"),
    "spent": (_("비용"), "won"),
    "count": (_("나눈 수"), ""),
    "size": (_("연 친구"), "people"),
    "received": (_("받은 친구"), "people"),
    "tried": (_("올린 고객"), "people"),
    "registered": (_("등록된 고객"), "people"),
    "sent": (_("발송"), "people"),
    "opened": (_("열람"), "people"),
    "clicked": (_("클릭"), "times"),
    "free": (_("무료 발송"), "sends"),
    "cost": (_("비용"), "won"),
    "first_mean": (_("처음 평균"), "people"),
    "last_mean": (_("마지막 평균"), "people"),
}
# What `n` of a reading counts; where nothing is named, the papers leave it out.
COUNTED: dict[str, str] = {
    **dict.fromkeys(
        ("adds_30d", "blocks_30d", "net_30d", "leak_per_100", "week_adds", "week_blocks",
         "leave_send_days", "leave_other_days", "unexplained"), "days",
    ),
    **dict.fromkeys(
        ("cost_recent", "unopened_cost", "unopened_share", "free_sends_recent", "per_open",
         "per_click", "openers_low", "openers_share", "ghost_low", "ghost_high", "openers_n1",
         "received_n1", "ghost_n1", "ghost_n1_people", "growth_received", "growth_opened",
         "risk_state", "recent_blocks", "recent_expected_blocks", "recent_ratio"), "messages",
    ),
    "retained_n2": "people", "customers_n3": "people",
}  # fmt: skip
UNKNOWN = Formula(_("이 숫자"), _("이 숫자의 계산 설명이 아직 없습니다."))


def formula_of(name: str) -> Formula:
    return FORMULAS.get(name, UNKNOWN)
