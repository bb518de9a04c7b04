"""What a small clothing shop writes to its friends, by season."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Post:
    title: str
    content: str
    benefit: bool = False


_NEW, _ADVICE, _SALE, _EVENT, _NOTICE = "신상품", "정보", "할인", "이벤트", "공지"

SEASONS: dict[str, tuple[Post, ...]] = {
    "봄": (
        Post("봄 가디건 입고", _NEW),
        Post("겨울 니트 보관하는 법", _ADVICE),
        Post("주말 10% 쿠폰", _SALE, benefit=True),
        Post("트렌치코트 예약 시작", _NEW),
        Post("나들이 코디 세 가지", _ADVICE),
        Post("봄 룩북 댓글 이벤트", _EVENT, benefit=True),
        Post("데님 재입고 안내", _NEW),
        Post("무료 배송 주간", _SALE, benefit=True),
        Post("셔츠 사이즈 고르는 법", _ADVICE),
        Post("5월 배송 휴무 안내", _NOTICE),
        Post("린넨 셔츠 먼저 보기", _NEW),
        Post("신발 단독 할인", _SALE, benefit=True),
        Post("옷장 정리 순서", _ADVICE),
    ),
    "여름": (
        Post("린넨 원피스 입고", _NEW),
        Post("흰 티셔츠 누런 때 빼는 법", _ADVICE),
        Post("여름 시즌오프 30%", _SALE, benefit=True),
        Post("반팔 니트 재입고", _NEW),
        Post("휴가 짐 싸는 순서", _ADVICE),
        Post("여름 사진 이벤트", _EVENT, benefit=True),
        Post("샌들 마지막 수량", _NEW),
        Post("주말 5,000원 쿠폰", _SALE, benefit=True),
        Post("장마철 신발 말리는 법", _ADVICE),
        Post("택배 쉬는 날 안내", _NOTICE),
        Post("초가을 셔츠 먼저 보기", _NEW),
        Post("두 벌 사면 한 벌 더", _SALE, benefit=True),
        Post("체형별 바지 고르기", _ADVICE),
    ),
    "가을": (
        Post("가을 재킷 입고", _NEW),
        Post("코트 손질하는 법", _ADVICE),
        Post("추석 전 10% 쿠폰", _SALE, benefit=True),
        Post("골지 니트 재입고", _NEW),
        Post("출근 코디 일주일", _ADVICE),
        Post("가을 룩북 댓글 이벤트", _EVENT, benefit=True),
        Post("스웨이드 부츠 입고", _NEW),
        Post("무료 반품 주간", _SALE, benefit=True),
        Post("니트 보풀 없애는 법", _ADVICE),
        Post("매장 영업시간 안내", _NOTICE),
        Post("패딩 예약 시작", _NEW),
        Post("머플러 단독 할인", _SALE, benefit=True),
        Post("옷 색 맞추는 법", _ADVICE),
    ),
    "겨울": (
        Post("겨울 니트 입고", _NEW),
        Post("패딩 집에서 세탁하는 법", _ADVICE),
        Post("연말 20% 쿠폰", _SALE, benefit=True),
        Post("캐시미어 코트 재입고", _NEW),
        Post("정전기 줄이는 법", _ADVICE),
        Post("새해 복주머니 이벤트", _EVENT, benefit=True),
        Post("기모 바지 입고", _NEW),
        Post("겨울 시즌오프 40%", _SALE, benefit=True),
        Post("머플러 매는 법 네 가지", _ADVICE),
        Post("설 연휴 배송 안내", _NOTICE),
        Post("봄 신상 먼저 보기", _NEW),
        Post("양말 세트 증정", _SALE, benefit=True),
        Post("부츠 관리하는 법", _ADVICE),
    ),
}


def season(day: date) -> str:
    return ("겨울", "봄", "여름", "가을")[day.month % 12 // 3]


def posts_for(days: list[date]) -> list[Post]:
    """One post a day, in the season's order, starting again where a season runs out."""
    used = dict.fromkeys(SEASONS, 0)
    posts: list[Post] = []
    for day in days:
        name = season(day)
        posts.append(SEASONS[name][used[name] % len(SEASONS[name])])
        used[name] += 1
    return posts
