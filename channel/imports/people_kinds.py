"""Columns of the kinds that name people: who is a friend, and who did what."""

import datetime as dt

from channel.imports.kinds import Column, ImportKind
from channel.imports.own_kinds import CHANNEL, DAILY_SOURCES, words

# KakaoTalk's channels began as Plus Friends in late 2011.
EARLIEST = dt.date(2012, 1, 1)

PERSON = Column(
    "person",
    "key",
    words(
        "고객키 회원번호 고객번호 아이디 회원아이디 고객아이디 회원id 고객id 사용자아이디 사용자키 "
        "회원키 고객코드 personkey person customerid customerkey customer memberid member userid id"
    ),
    required=True,
    personal="hash",
    unless=words("메시지 반응 채널 이벤트 로그 종류 유형 message reaction event log channel type"),
    longest=100,
)
PERSON_KIND = Column(
    "person_kind",
    "text",
    words("키종류 고객키종류 아이디종류 키유형 아이디유형 keytype idtype personkind"),
    choices=(
        ("app_user_id", words("앱사용자아이디 앱사용자id 앱유저아이디 카카오로그인 appuserid app")),
        ("own", words("고객키 회원번호 고객번호 자체 own customer member")),
    ),
)

FRIENDS = ImportKind(
    name="friends",
    label="friends",
    columns=(
        CHANNEL,
        PERSON,
        PERSON_KIND,
        Column(
            "joined_on",
            "day",
            words(
                "친구가된날 친구추가일 친구추가일자 추가일 추가일자 추가한날 친구된날 가입일 등록일 "
                "joinedon joined joindate addedon"
            ),
            unless=words("차단 시작"),
        ),
        Column(
            "relation",
            "text",
            words("관계 친구상태 친구여부 상태 차단여부 relation status"),
            unless=words("날 일자"),
            choices=(
                ("blocked", words("차단 차단함 친구아님 blocked block")),
                ("added", words("친구 추가 친구추가 added friend")),
            ),
        ),
        Column(
            "blocked_on",
            "day",
            words("차단한날 차단일 차단일자 차단날짜 blockedon blockdate"),
        ),
        Column(
            "trackable_from",
            "day",
            words("반응확인시작일 확인시작일 추적시작일 반응시작일 trackablefrom trackedfrom"),
        ),
        DAILY_SOURCES.column("source").optional(),
    ),
    key=("channel", "person", "person_kind"),
    figures=("joined_on", "relation", "blocked_on", "trackable_from", "source"),
    disagree="person_disagrees",
    earliest=EARLIEST,
)

ENGAGEMENTS = ImportKind(
    name="engagements",
    label="engagements",
    columns=(
        CHANNEL,
        PERSON,
        PERSON_KIND,
        Column(
            "kind",
            "text",
            words("반응 반응종류 종류 유형 행동 구분 이벤트 kind action event type"),
            required=True,
            unless=words("번호 id 일시 날짜 시각 메시지 키 아이디"),
            choices=(
                ("clicked", words("클릭 링크클릭 click clicked")),
                ("chatted", words("문의 상담 채팅 chat chatted inquiry")),
                ("entered", words("응모 참여 enter entered entry")),
                ("answered", words("설문 설문응답 응답 answered answer survey")),
                ("bought", words("구매 주문 결제 bought buy purchase order")),
                ("redeemed", words("쿠폰사용 쿠폰 사용 redeemed redeem coupon")),
            ),
        ),
        Column(
            "at",
            "moment",
            words(
                "일시 반응일시 반응한때 시각 시간 날짜 일자 반응일 발생일시 클릭일시 구매일시 at time "
                "datetime timestamp date"
            ),
            required=True,
            unless=words("메시지 발송 보낸 등록 수정"),
            noon=True,
        ),
        Column(
            "key",
            "key",
            words("반응번호 반응id 로그번호 로그id 클릭번호 주문번호 이벤트id key logid eventid"),
            unless=words("고객 회원 메시지"),
            longest=100,
        ),
        Column(
            "message_id",
            "key",
            words("메시지번호 메시지id 발송번호 발송id messageid"),
            longest=60,
        ),
        Column(
            "message_title",
            "text",
            words("메시지제목 메시지명 메시지 제목 messagetitle title"),
            unless=words("번호 id 날 일자 발송일"),
            longest=200,
        ),
        Column(
            "message_on",
            "day",
            words("메시지보낸날 메시지발송일 발송일 보낸날 발송일자 senton"),
        ),
    ),
    key=("channel", "kind", "key"),
    else_key=("channel", "person", "person_kind", "kind", "at"),
    figures=("at", "person", "person_kind"),
    disagree="reaction_disagrees",
    earliest=EARLIEST,
)
