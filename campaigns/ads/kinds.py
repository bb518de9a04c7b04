"""The report files of people without API access: Moment's 맞춤보고서 and a keyword report."""

from channel.imports.kinds import Column, ImportKind
from channel.imports.own_kinds import CHANNEL, DAY


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_NOT_A_NAME = _words("id 아이디 번호 유형 목표 수 상태")
_RATES = _words("률 율 비율 % ctr 당 단가 평균")
_NOT_PLAIN = _RATES + _words("전환 동영상 픽셀")


def _id(name: str, words: str) -> Column:
    return Column(name, "key", _words(words), longest=40)


def _name(name: str, words: str, *, required: bool = False) -> Column:
    return Column(name, "text", _words(words), required, unless=_NOT_A_NAME, longest=200)


def _count(
    name: str, words: str, *unless: str, people: bool = False, times: bool = False
) -> Column:
    return Column(
        name, "count", _words(words), unless=_NOT_PLAIN + unless, people=people, times=times
    )


_SHARED = (
    CHANNEL,
    DAY,
    _name("ad_account", "광고계정이름 광고계정명 광고계정 계정이름"),
    _id("campaign_id", "캠페인id 캠페인번호 캠페인아이디"),
    _name("campaign", "캠페인이름 캠페인명 캠페인 campaign", required=True),
    _id("group_id", "광고그룹id 광고그룹번호 광고그룹아이디"),
    _name("group", "광고그룹이름 광고그룹명 광고그룹"),
)
_PLAIN = (
    _count("impressions", "노출수 노출 impressions", times=True),
    _count("clicks", "클릭수 클릭 clicks", "메시지"),
    Column("cost_won", "won", _words("비용 총비용 소진액 집행금액 cost"), unless=_NOT_PLAIN),
)
_FIGURES = ("impressions", "clicks", "cost_won")

ADS_MOMENT = ImportKind(
    name="ads_moment",
    label="ads_moment",
    columns=(
        *_SHARED,
        _id("creative_id", "소재id 소재번호 소재아이디"),
        _name("creative", "소재이름 소재명 소재"),
        *_PLAIN,
        _count("sent", "발송수 메시지발송수", "실패", people=True),
        _count("opened", "열람수 메시지열람수", people=True),
        _count("message_clicks", "메시지전체클릭수 메시지클릭수 전체클릭수"),
        # of the two windows the wider one; a day that is younger than it still grows
        _count("friends_added", "친구추가수7일 친구추가수 친구추가", "1일", people=True),
    ),
    key=("channel", "day", "campaign_id", "campaign", "group_id", "group", "creative_id",
         "creative"),
    figures=(*_FIGURES, "sent", "opened", "message_clicks", "friends_added"),
    not_above=(("opened", "sent"),),
)  # fmt: skip

ADS_KEYWORD = ImportKind(
    name="ads_keyword",
    label="ads_keyword",
    columns=(
        *_SHARED,
        _id("keyword_id", "키워드id 키워드번호 키워드아이디"),
        Column("keyword", "text", _words("키워드 키워드명 검색어"), required=True,
               unless=_NOT_A_NAME, longest=200),
        *_PLAIN,
    ),
    key=("channel", "day", "campaign_id", "campaign", "group_id", "group", "keyword_id", "keyword"),
    figures=_FIGURES,
)  # fmt: skip
