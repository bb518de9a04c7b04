"""Each card in each of its states, in the words of the screen."""

from collections.abc import Callable

import pytest

from analytics.typed.actions import save_typed
from channel.models import BroadcastResult, Channel, TypedFigure
from tests import make
from tests.dashboard.arrange import TODAY, ago, card, messages, month, plain, shown, told
from tests.risk import history

Arrange = Callable[[make.People], object]


def usual(people: make.People) -> None:
    month(people.channel)
    messages(people.channel)


def blocks_above_adds(people: make.People) -> None:
    month(people.channel, added=10, blocked=30)


def only_a_total(people: make.People) -> None:
    make.daily(people.channel, ago(1), added=None, blocked=None)


def one_message(people: make.People) -> None:
    make.broadcast(people.channel, ago(8))


def free_sends(people: make.People) -> None:
    usual(people)
    BroadcastResult.objects.update(free_sends=1_000)


def disjoint(people: make.People) -> None:
    """So few open that some opened none of the five, whoever they are."""
    for k in range(5):
        make.broadcast(people.channel, ago(8 + 7 * k), f"소식 {k}", sent=1_000, opened=50)


def n1(people: make.People) -> None:
    usual(people)
    values = {"size": 8_280, "received": 16_900}
    save_typed(
        user=people.owner, channel=people.channel, kind=TypedFigure.Kind.N1, as_of=TODAY,
        values=values,
    )  # fmt: skip


def n3(people: make.People) -> None:
    usual(people)
    values = {"tried": 4_000, "registered": 3_000, "friends": 2_040}
    save_typed(
        user=people.owner, channel=people.channel, kind=TypedFigure.Kind.N3, as_of=TODAY,
        values=values,
    )  # fmt: skip


def caused(*blocks: int) -> Arrange:
    return lambda people: history.write(people.channel, list(blocks))


FEW, MANY = caused(20, 20, 20, 20, 20), caused(*[20, 24] * 9)
CASES = [
    (usual, "friends", "default",
     "18,000명 / 한 달 동안 1,200명이 오고 660명이 떠났습니다. / "
     "새 친구 100명이 오는 동안 55명이 떠난 셈입니다."),
    (blocks_above_adds, "friends", "fewer",
     "18,000명 / 한 달 동안 300명이 오고 900명이 떠나 600명 줄었습니다."),
    (only_a_total, "friends", "total",
     "18,000명 / 온 친구와 떠난 친구 수를 넣으면 얼마나 새고 있는지 보여 드립니다."),
    (one_message, "friends", "none", "아직 없음 / 친구 수 하나만 넣으면 시작할 수 있습니다."),
    (usual, "openers", "t3",
     "적어도 6,412명 / 받은 친구의 36%입니다. 최근 5번 가운데 가장 많이 열린 메시지 기준입니다. "
     "다른 메시지만 연 친구까지 더하면 이보다 많습니다."),
    (one_message, "openers", "few",
     "적어도 4,846명 / 메시지 1개 기준입니다. 3개가 되면 유령 친구 범위도 보여 드립니다."),
    (only_a_total, "openers", "none", "아직 없음 / 메시지 하나의 발송수와 열람수만 넣으면 됩니다."),
    (n1, "openers", "n1",
     "8,280명 / 최근 5번 가운데 한 번이라도 연 친구로, 모두 받은 친구의 49%입니다. "
     "카카오모먼트 광고반응타겟에서 읽은 수입니다."),
    (usual, "ghosts", "t3", "많아야 64% / 총합만으로는 더 좁힐 수 없습니다."),
    (disjoint, "ghosts", "t3.low",
     "적어도 75%, 많아야 95% / 총합만으로는 더 좁힐 수 없습니다."),
    (n1, "ghosts", "n1",
     "51% / 최근 5번을 모두 받고 한 번도 열지 않은 친구입니다. 약 8,620명입니다."),
    (one_message, "ghosts", "none", "아직 없음 / 메시지 3개의 발송수와 열람수가 필요합니다."),
    (one_message, "blocks", "none", "자료 없음 / 날짜별 차단 수가 필요합니다."),
    (FEW, "blocks", "learning", "기준 만드는 중 (5/12) / 경보는 발송 12번부터 켜집니다."),
    (MANY, "blocks", "usual", "평소 수준 / '소식 18' 뒤 이틀 동안 24명."),
    (caused(*[20] * 17, 120), "blocks", "spike", "이번 발송 급증 / '소식 18' 뒤 이틀 동안 120명."),
    (usual, "unopened_cost", "default", "최근 5번에 쓴"),
    (free_sends, "unopened_cost", "free", "무료 발송 5,000건은 뺐습니다."),
    (only_a_total, "unopened_cost", "none",
     "아직 없음 / 전체 친구에게 한 번 보내는 비용은 297,000원입니다(18,000명 × 15원, 부가세 포함)."),
    (n3, "customers", "n3", "2,040명 / 최근 1년 구매 고객 가운데 지금 친구인 사람입니다."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("arrange", "key", "state", "words"), CASES, ids=[f"{c[1]}-{c[2]}" for c in CASES]
)
def test_a_card_says(
    people: make.People, arrange: Arrange, key: str, state: str, words: str
) -> None:
    arrange(people)
    found = card(shown(people.channel, people.owner), key)
    assert (found.state, words in told(found) or told(found)) == (state, True)


def test_there_are_five_cards_without_customers(place: Channel, people: make.People) -> None:
    month(place)
    keys = [one.key for one in shown(place, people.owner).cards]
    assert keys == ["friends", "openers", "ghosts", "blocks", "unopened_cost"]


def test_every_figure_of_a_card_has_papers(people: make.People) -> None:
    usual(people)
    found = shown(people.channel, people.owner).cards
    assert [one.key for one in found if not (one.papers or one.foot_url)] == []


BARS = [
    (usual, [("열어 본 친구 · 적어도", "6,412명"), ("확인 전", "11,588명")]),
    (disjoint, None),
    (n1, [("한 번 이상 연 친구", "8,280명"), ("한 번도 열지 않은 친구", "8,620명")]),
    (only_a_total, None),
]


@pytest.mark.parametrize(("arrange", "parts"), BARS, ids=["t3", "no total", "n1", "no opens"])
def test_the_bar_divides(
    people: make.People, arrange: Arrange, parts: list[tuple[str, str]] | None
) -> None:
    arrange(people)
    bar = shown(people.channel, people.owner).bar
    assert (bar and [(part.label, plain(part.number)) for part in bar.parts]) == parts


def test_a_lower_bound_adds_a_third_part(people: make.People) -> None:
    disjoint(people)
    make.daily(people.channel, ago(1), total=1_000, added=None, blocked=None)
    bar = shown(people.channel, people.owner).bar
    assert bar
    assert [(p.tone, plain(p.number), round(p.share)) for p in bar.parts] == [
        ("open", "50명", 5), ("unknown", "", 20), ("silent", "75%", 75)
    ]  # fmt: skip
