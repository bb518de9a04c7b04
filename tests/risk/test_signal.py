"""What the signal says, held against the sentences a shop's marketer was promised."""

import datetime as dt

import pytest

from analytics.risk.signal import signal
from analytics.risk.work import refresh
from channel.models import BroadcastRisk, RiskBaseline
from tests import make
from tests.risk import history
from tests.risk.test_work import USUAL

FILL = "지난 6개월의 메시지 목록과 친구 통계를 넣으면 기다리지 않고 오늘 경보를 켤 수 있습니다."


def said(place, caused, **until):
    history.write(place, caused, **until)
    refresh(place)
    return signal(place)


@pytest.mark.parametrize(
    ("caused", "words"),
    [
        (
            [29],
            "이 메시지 뒤 이틀 동안 29명이 더 떠났습니다(차단 63명 − 보내지 않은 날 평소 34명). "
            "비교할 발송이 아직 1번뿐이라 많은지 적은지 말할 수 없습니다.",
        ),
        (
            [21, 40, 29],
            "이 메시지 뒤 이틀 동안 29명이 더 떠났습니다(차단 63명 − 보내지 않은 날 평소 34명). "
            "비교할 발송이 아직 3번뿐이라 많은지 적은지 말할 수 없습니다.",
        ),
        (
            [21, 40, 30, 29],
            "지난 3번은 한 번에 21~40명이 떠났고 이번에는 29명입니다. 지금까지의 범위 안입니다. "
            "경보는 12번부터 켜지고, 지금 4번입니다.",
        ),
        (
            [21, 40, 30, 25, 38, 22, 58],
            "지난 6번은 한 번에 21~40명이 떠났고 이번에는 58명으로 지금까지 가장 많습니다. 아직 "
            "우연일 수 있습니다. 다음 한 번을 더 지켜보세요.",
        ),
        (
            [21, 40, 30, 25, 18],
            "지난 4번은 한 번에 21~40명이 떠났고 이번에는 18명으로 지금까지 가장 적습니다. 경보는 "
            "12번부터 켜지고, 지금 5번입니다.",
        ),
        (
            [*USUAL[:10], 29],
            "지난 10번은 한 번에 21~40명이 떠났고 이번에는 29명입니다. 지금까지의 범위 안입니다. "
            "경보는 12번부터 켜지고, 지금 11번입니다.",
        ),
        (
            USUAL[:12],
            "발송 12번으로 기준이 만들어졌습니다. 한 번에 21~40명이 떠났고, 다음 발송부터 경보가 "
            "켜집니다.",
        ),
    ],
    ids=["1", "3", "4", "7 highest", "5 lowest", "11", "12"],
)
def test_below_twelve_messages_it_counts_without_colours(place, caused, words):
    told = said(place, caused)
    assert (told.state, told.tone, str(told.sentences[0])) == ("learning", "grey", words)
    assert [str(one) for one in told.sentences[1:]] == ([] if len(caused) == 12 else [FILL])
    assert (told.learned, told.needed) == (len(caused), 12)


def test_usual_names_the_range_for_the_weekday(place):
    told = said(place, [*USUAL, 29])
    assert (told.state, told.tone) == ("usual", "good")
    assert str(told.sentences[0]) == (
        "차단이 평소 수준입니다. '소식 15' 뒤 이틀 동안 29명이 떠났고, 같은 크기의 목요일 메시지에서는 "
        "보통 18~43명이 떠납니다. 따로 하실 일은 없습니다."
    )
    assert str(told.card) == "'소식 15' 뒤 이틀 동안 29명. 보통 18~43명입니다."


def test_more_than_usual_but_no_alarm_does_not_say_usual(place):
    told = said(place, [*USUAL, 47])
    assert (told.state, told.sentences[0].id) == ("usual", "usual.above")


def test_spike_names_the_message_and_what_to_do(place):
    told = said(place, [*USUAL, 84])
    assert (told.state, told.tone) == ("spike", "watch")
    assert str(told.sentences[0]) == (
        "'소식 15' 뒤 이틀 동안 84명이 떠났습니다. 같은 크기의 목요일 메시지에서는 보통 29명, 많아도 "
        "43명입니다. 이 한 번에 몰렸으므로, 같은 내용이나 같은 대상으로 다시 보내기 전에 무엇이 "
        "달랐는지 확인하세요."
    )


def test_rising_counts_the_last_six(place):
    told = said(place, [*USUAL, 43, 43, 43, 43, 43, 43])
    assert (told.state, told.tone) == ("rising", "alarm")
    assert str(told.sentences[0]).startswith(
        "최근 6번 동안 258명이 떠났습니다. 평소라면 188명입니다(1.4배, 우연으로 보기 어렵습니다)."
    )


def test_spike_then_rise_says_both(place):
    told = said(place, [*USUAL, 43, 43, 43, 43, 43, 90])
    assert (told.state, [one.id for one in told.sentences]) == ("both", ["both", "spike", "rising"])


def test_the_alarm_holds_then_clears_and_says_so_once(place):
    caused = [*USUAL, 84]
    told = said(place, caused)
    assert told.state == "spike"
    for calm, expected in (
        (29, ["spike", "spike.held"]),
        (24, ["cleared", "usual"]),
        (29, ["usual"]),
    ):
        caused.append(calm)
        place = make.channel(f"무드옷장 {len(caused)}")
        assert [one.id for one in said(place, caused).sentences] == expected


@pytest.mark.parametrize(
    ("caused", "until", "note"),
    [
        ([*USUAL, None], history.TODAY, "gap"),
        (USUAL, history.LAST + dt.timedelta(days=1), "pending"),
    ],
)
def test_a_newest_message_without_days_is_said_and_the_one_before_shown(place, caused, until, note):
    told = said(place, caused, until=until)
    assert [one.id for one in told.notes] == [note]
    assert told.state == "usual"


@pytest.mark.parametrize(("messages", "words"), [(0, "none.messages"), (1, "none")])
def test_without_data_it_says_what_to_bring(place, messages, words):
    if messages:
        make.broadcast(place)
    refresh(place)
    told = signal(place)
    assert (told.state, told.sentences[0].id, told.power) == ("none", words, None)


def test_power_says_from_how_many_on_a_spike_is_seen(place):
    told = said(place, USUAL)
    power = RiskBaseline.objects.get(channel=place).power_blocks
    assert str(told.power) == (
        f"친구 18,000명에서는 한 번에 {power}명 안팎부터 급증으로 알 수 있습니다. 더 작은 변화는 여러 "
        "번 쌓여야 보입니다."
    )


def test_figures_in_a_sentence_open_their_papers(place):
    html = said(place, [*USUAL, 84]).sentences[0].__html__()
    assert html.count("data-papers") == 3


def test_a_title_is_text_and_not_markup(place):
    history.write(place, [*USUAL, 29])
    BroadcastRisk.objects.all().delete()
    type(history.message(place, 15)).objects.filter(title="소식 15").update(title="<b>{blocks}</b>")
    refresh(place)
    assert "&lt;b&gt;{blocks}&lt;/b&gt;" in signal(place).sentences[0].__html__()


def test_reads_the_same_number_of_times_at_any_size(place, django_assert_num_queries):
    history.write(place, USUAL[:2])
    refresh(place)
    with django_assert_num_queries(4):
        signal(place)
    other = make.channel("오래된 가게")
    history.write(other, USUAL * 15)
    refresh(other)
    with django_assert_num_queries(4):
        signal(other)
