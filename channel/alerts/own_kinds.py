"""The ground floor's alerts: the block signal and data that stopped coming."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from channel.alerts.kinds import AlertKind, Words, register_kind, register_words
from channel.models import Alert


def register() -> None:
    """Params — spike: title blocks expected upper weekday(0 = Monday); rising: n blocks expected
    ratio; both: none; cleared: none; stale and webhook_quiet: days."""
    alarm, watch = Alert.Level.ALARM, Alert.Level.WATCH
    register_kind(AlertKind("risk_spike", _("이번 발송 급증"), "risk", alarm, cleared="cleared"))
    register_kind(AlertKind("risk_rising", _("계속 늘어남"), "risk", alarm, cleared="cleared"))
    register_kind(AlertKind("stale_data", _("자료가 비어 있음"), "stale", watch))
    register_kind(AlertKind("webhook_quiet", _("실시간 알림이 오지 않음"), "webhook", watch))
    register_words(webhook_quiet=WEBHOOK_QUIET)
    register_words(spike=SPIKE, rising=RISING, both=BOTH, cleared=CLEARED, stale=STALE)


SPIKE = Words(
    title=gettext_noop(
        "'%(title)s' 뒤 차단이 평소보다 많습니다 (%(blocks)s명, 보통 %(expected)s명)"
    ),
    body=gettext_noop(
        "'%(title)s' 뒤 이틀 동안 %(blocks)s명이 떠났습니다. "
        "같은 크기의 %(weekday)s 메시지에서는 보통 %(expected)s명, 많아도 %(upper)s명입니다. "
        "이 한 번에 몰렸으므로, 같은 내용이나 같은 대상으로 다시 보내기 전에 "
        "무엇이 달랐는지 확인하세요."
    ),
)
RISING = Words(
    title=gettext_noop("최근 %(n)s번의 차단이 평소의 %(ratio)s배입니다"),
    body=gettext_noop(
        "최근 %(n)s번 동안 %(blocks)s명이 떠났습니다. "
        "평소라면 %(expected)s명입니다(%(ratio)s배, 우연으로 보기 어렵습니다). "
        "다음 발송을 한 주 미루거나, 최근에 연 친구에게만 보내는 것을 권합니다."
    ),
)
BOTH = Words(
    title=gettext_noop("급증한 뒤에도 차단이 계속 많습니다"),
    body=gettext_noop(
        "지난 발송이 급증했고 최근 6번도 계속 많습니다. "
        "다음 발송 전에 횟수와 내용을 함께 줄이는 것을 권합니다."
    ),
)
CLEARED = Words(
    title=gettext_noop("차단이 평소 수준으로 돌아왔습니다"),
    body=gettext_noop(
        "최근 발송의 차단이 평소 수준으로 돌아왔습니다. 경보를 해제했습니다. "
        "급증한 메시지는 앞으로의 기준에 넣지 않습니다."
    ),
)
STALE = Words(
    title=gettext_noop("자료가 %(days)s일째 비어 있습니다"),
    body=gettext_noop("지난 월요일 자료가 없어 이번 주 판단을 할 수 없습니다."),
)
WEBHOOK_QUIET = Words(
    title=gettext_noop("실시간 친구 알림이 %(days)s일째 오지 않습니다"),
    body=gettext_noop(
        "카카오 개발자 콘솔에서 웹훅이 꺼졌을 수 있습니다. 켜질 때까지는 직접 넣은 자료만 씁니다."
    ),
)
