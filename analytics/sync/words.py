"""What went wrong at Kakao, for the person who has to do something about it."""

from django.utils.translation import gettext_noop

from kakao.errors import KakaoError

NO_TOKEN = {
    "missing": gettext_noop(
        "아직 카카오 동의를 받지 않았습니다. '카카오에 연결하기'를 눌러 주세요."
    ),
    "unreadable": gettext_noop(
        "저장해 둔 연결 키를 읽을 수 없습니다. 서버의 암호화 키가 바뀐 것 같습니다. "
        "가져온 숫자는 그대로 있습니다. 설정에서 시크릿을 다시 넣고 다시 연결하면 이어서 가져옵니다."
    ),
}
WORDS = {
    ("temporary", "timeout"): gettext_noop(
        "카카오가 제때 답하지 않았습니다. 저절로 다시 시도합니다."
    ),
    ("temporary", "unreachable"): gettext_noop(
        "카카오 서버에 연결하지 못했습니다. 저절로 다시 시도합니다."
    ),
    ("temporary", "cut_off"): gettext_noop(
        "카카오의 답이 도중에 끊겼습니다. 저절로 다시 시도합니다."
    ),
    ("temporary", "maintenance"): gettext_noop("카카오가 점검 중입니다. 저절로 다시 시도합니다."),
    ("temporary", ""): gettext_noop("카카오 서버에 문제가 있었습니다. 저절로 다시 시도합니다."),
    ("rate_limited", "quota"): gettext_noop(
        "카카오 앱의 호출 한도를 다 썼습니다. 한도가 풀리면 이어서 가져옵니다."
    ),
    ("rate_limited", ""): gettext_noop("카카오의 호출 간격을 기다렸다가 이어서 가져옵니다."),
    ("rejected", "period"): gettext_noop(
        "카카오가 이 기간의 숫자를 주지 않았습니다. 하루씩 다시 물어보고, 주지 않는 날은 0이 아니라 "
        "빠진 날로 둡니다."
    ),
    ("rejected", "not_found"): gettext_noop(
        "카카오에 이 계정이나 캠페인이 없습니다. 지워졌거나 권한이 없어진 것입니다."
    ),
    ("rejected", ""): gettext_noop(
        "카카오가 이 요청을 거절했습니다. 다음 예정 시각에 다시 물어봅니다."
    ),
    ("auth", "scope"): gettext_noop(
        "카카오에서 동의한 범위가 줄었습니다. 다시 연결하고 모든 항목에 동의해 주세요."
    ),
    ("auth", ""): gettext_noop(
        "카카오 동의가 끝났습니다. 다시 연결해 주세요. 가져온 숫자는 그대로 있습니다."
    ),
    ("misconfigured", "no_permission"): gettext_noop(
        "카카오 앱에 이 기능의 권한이 없습니다. 카카오 개발자 사이트의 추가 기능 신청에서 권한을 받아 주세요."
    ),
    ("misconfigured", "key"): gettext_noop(
        "카카오 앱 키가 맞지 않습니다. 설정에서 REST API 키와 비즈니스 인증의 시크릿을 고치고 다시 연결해 주세요."
    ),
    ("misconfigured", "redirect_uri"): gettext_noop(
        "카카오 앱에 등록된 돌아올 주소가 다릅니다. 안내에 적힌 주소를 그대로 등록해 주세요."
    ),
    ("misconfigured", "business_account"): gettext_noop(
        "이 카카오 계정에는 비즈니스 자산이 없습니다. 광고 계정의 구성원으로 동의해 주세요."
    ),
    ("misconfigured", "banned"): gettext_noop(
        "카카오가 이 앱의 사용을 막았습니다. 카카오 개발자 사이트에서 확인해 주세요."
    ),
    ("misconfigured", ""): gettext_noop(
        "카카오 쪽 설정을 확인해 주세요. 바로잡으면 다음 예정 시각부터 가져옵니다."
    ),
    ("bad_payload", ""): gettext_noop(
        "카카오의 답이 약속된 모양과 달라 저장하지 않았습니다. 저절로 다시 시도합니다."
    ),
}
# Where nobody tries again but the person who waits for an answer.
NOT_NOW = gettext_noop(
    "카카오가 지금은 제대로 답하지 않습니다. 바뀐 것은 없으니 잠시 뒤 다시 해 주세요."
)
PASSING = ("temporary", "rate_limited", "bad_payload")
# Errors of the consent screen and of the exchange of its code.
CONSENT = {
    "refused": gettext_noop("카카오 화면에서 동의하지 않으셨습니다. 바뀐 것은 없습니다."),
    "code_used": gettext_noop("이 동의는 이미 쓰였거나 너무 오래되었습니다. 다시 연결해 주세요."),
    "secret": gettext_noop(
        "저장해 둔 비즈니스 인증 시크릿을 읽을 수 없습니다. 이 화면의 설정에서 시크릿을 다시 넣고 "
        "다시 연결해 주세요. 가져온 숫자는 그대로 있습니다."
    ),
    "state": gettext_noop(
        "이 화면에서 시작한 연결이 아니거나 이미 끝난 연결입니다. 여기에서 다시 시작해 주세요."
    ),
}


def words_at_once(error: KakaoError) -> str:
    """For a person who waits: what passes by itself has to be tried by him once more."""
    return NOT_NOW if error.kind in PASSING else words_of(error)


def words_of(error: KakaoError) -> str:
    return WORDS.get((error.kind, error.reason)) or WORDS[error.kind, ""]
