"""Columns of the kinds that the channel app owns (their load and undo are given in `ready()`)."""

from channel.imports.kinds import Column, ImportKind


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_RATES = words("률 율 비율 % rate ctr")
_NOT_TOTAL = words(
    "추가 신규 증가 차단 감소 전일 이전 이후 순증 증감 유입 요청 탈퇴 이탈 해제 률 "
    "율 비율 시작 마지막 신청 added new blocked 발송 기간말 기말 월말 기간초 기초 "
    "월초"
)

CHANNEL = Column(
    "channel",
    "text",
    words("채널명 채널 채널이름 카카오채널 channel"),
    unless=words("채널id 추가 차단 조회 친구 홈 유형 검색"),
    longest=200,
)
DAY = Column(
    "day",
    "day",
    words("날짜 일자 기준일 기준일자 기간 일 조회기간 집계일 date day"),
    unless=words("시작 종료 요일 등록 수정 생성 까지"),
)
PERIOD_FROM = Column(
    "period_from",
    "day",
    words("시작일 시작일자 부터 기간시작 from start"),
)
PERIOD_TO = Column(
    "period_to",
    "day",
    words("종료일 종료일자 마감일 까지 기간종료 to end"),
)

DAILY_FRIENDS = ImportKind(
    name="daily_friends",
    label="daily_friends",
    columns=(
        CHANNEL,
        DAY,
        PERIOD_FROM,
        PERIOD_TO,
        Column(
            "total",
            "count",
            words(
                "친구수 전체친구 전체친구수 누적친구 누적친구수 총친구수 누적 전체 친구 total "
                "friends"
            ),
            unless=_NOT_TOTAL,
            people=True,
        ),
        Column(
            "added",
            "count",
            words("추가 신규 증가 친구추가 추가친구수 신규친구 새친구 유입 added new"),
            unless=_RATES + words("경로 순증 증감 차단"),
            people=True,
        ),
        Column(
            "blocked",
            "count",
            words("차단 감소 이탈 차단친구수 차단수 친구차단 blocked blocks"),
            unless=_RATES + words("해제 증감 추가"),
            people=True,
        ),
        Column(
            "total_before",
            "count",
            words(
                "이전친구수 시작친구수 전친구수 기초친구수 기간초친구수 월초친구수 기간초 이전 "
                "시작시점 before"
            ),
            unless=words("대비 일자 시작일"),
            people=True,
        ),
        Column(
            "total_after",
            "count",
            words(
                "이후친구수 마지막친구수 후친구수 기말친구수 기간말친구수 월말친구수 기간말 "
                "이후 종료시점 after"
            ),
            unless=words("대비 일자 종료일"),
            people=True,
        ),
    ),
    key=("channel", "day", "period_from", "period_to"),
    one_of=(("day", "period_from"),),
    period=("day", "period_from", "period_to"),
    figures=("total", "added", "blocked", "total_before", "total_after"),
)

DAILY_SOURCES = ImportKind(
    name="daily_sources",
    label="daily_sources",
    columns=(
        CHANNEL,
        DAY,
        PERIOD_FROM,
        PERIOD_TO,
        Column(
            "source",
            "text",
            words(
                "유입경로 경로 추가경로 친구추가경로 친구추가유형 소스 채널유형 구분 항목 source"
            ),
            required=True,
            unless=words("수 건"),
            longest=80,
        ),
        Column(
            "added",
            "count",
            words("추가수 추가 친구추가수 신규 유입수 유입 친구수 값 명 adds added"),
            required=True,
            unless=_RATES + words("경로명 유형 차단 누적"),
            people=True,
        ),
    ),
    key=("channel", "day", "period_from", "period_to", "source"),
    one_of=(("day", "period_from"),),
    period=("day", "period_from", "period_to"),
    melt=("source", "added"),
    figures=("added",),
)

BROADCASTS = ImportKind(
    name="broadcasts",
    label="broadcasts",
    columns=(
        CHANNEL,
        Column(
            "kakao_id",
            "key",
            words("메시지id 메시지번호 발송id 발송번호 소재id messageid id"),
            longest=60,
        ),
        Column(
            "title",
            "text",
            words("메시지명 메시지제목 제목 메시지이름 메시지 소재명 소재이름 발송명 title"),
            unless=words("수 유형 타입 종류 id 번호 발송일 내용 비용"),
            longest=200,
        ),
        Column(
            "sent_on",
            "day",
            words("발송일 발송일자 보낸날 발송날짜 날짜 일자 기준일 date"),
            unless=words("시작 종료 등록 수정 생성 작성 요일 예약등록"),
        ),
        Column(
            "sent_at",
            "moment",
            words("발송일시 발송시간 발송시각 보낸시각 일시 발송일 전송일시"),
            unless=words("등록 수정 생성 작성 종료"),
        ),
        Column(
            "sent",
            "count",
            words("발송수 발송 발송건수 발송성공 발송성공수 전송수 성공 sent"),
            unless=_RATES + words("무료 실패 일자 일시 시간 시각 비용 금액 예약 명단 시도 대상 날"),
            people=True,
        ),
        Column(
            "opened",
            "count",
            words("열람수 열람 오픈수 오픈 읽음 읽은사람 열람자수 opened opens"),
            unless=_RATES,
            people=True,
        ),
        Column(
            "clicked",
            "count",
            words("클릭수 클릭 전체클릭수 링크클릭 clicked clicks"),
            unless=_RATES + words("비용 당"),
        ),
        Column(
            "free_sends",
            "count",
            words("무료발송수 무료발송 무료 free"),
            people=True,
        ),
        Column(
            "failed",
            "count",
            words("실패 발송실패 실패수 발송실패수 failed"),
            unless=_RATES + words("사유"),
            people=True,
        ),
        Column(
            "impressions",
            "count",
            words("노출수 노출 조회수 조회 impressions views"),
            unless=_RATES,
            times=True,
        ),
        Column(
            "audience",
            "text",
            words("발송대상 대상 수신대상 타겟 타깃 audience target"),
            unless=words("수 명"),
            choices=(("all", words("전체 모든친구 모두 all")),),
            otherwise="part",
        ),
        Column(
            "content",
            "text",
            words("내용태그 내용 콘텐츠 컨텐츠 주제 분류 카테고리 태그 content"),
            unless=words("유형 메시지내용"),
            choices=(
                ("product", words("상품 제품 신상 입고 product")),
                ("info", words("정보 info")),
                ("benefit", words("혜택 할인 쿠폰 benefit")),
                ("event", words("이벤트 event")),
                ("story", words("이야기 스토리 story")),
                ("notice", words("안내 공지 notice")),
            ),
            otherwise="",
        ),
        Column(
            "benefit",
            "text",
            words("혜택 혜택여부 쿠폰포함 할인여부 benefit"),
            unless=words("수"),
            choices=(
                ("no", words("아니오 아니요 없음 미포함 무 x n no false 0")),
                ("yes", words("예 네 있음 포함 유 o y yes true 1 쿠폰 할인")),
            ),
        ),
        Column(
            "message_type",
            "text",
            words("메시지유형 유형 메시지타입 메시지종류 종류 타입 type"),
            longest=40,
        ),
        Column(
            "cost",
            "won",
            words("비용 금액 집행금액 발송비용 소진금액 비용원 cost"),
            unless=words("당"),
        ),
    ),
    key=("channel", "kakao_id", "sent_on", "title", "nth_of_day"),
    one_of=(("sent_on", "sent_at"),),
    not_above=(("opened", "sent"), ("free_sends", "sent")),
    moment_day=("sent_at", "sent_on"),
    nth="nth_of_day",
    figures=("sent", "opened", "clicked", "free_sends", "failed", "impressions", "cost"),
)

OWN_KINDS = (DAILY_FRIENDS, DAILY_SOURCES, BROADCASTS)
