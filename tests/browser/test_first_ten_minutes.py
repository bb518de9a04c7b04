"""From sign-up to five statements in a real browser, counted as a person counts."""

import re

import pytest
from playwright.sync_api import expect

from tests import make
from tests.browser.hand import Hand, found_by_axe, scrolls_sideways

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("prices")]

MOST_ACTIONS = 25
MESSAGES = [
    ("11/19", "17,950", "4,846"), ("11/12", "17,812", "6,412"), ("11/5", "17,526", "5,554")
]  # fmt: skip
# 1,204 added and 664 blocked of 18,000; 53,288 sends at 15 won and VAT; the most opened was 6,412
STATEMENTS = {
    "S1": "새 친구 100명이 오는 동안 55명이 떠났습니다.",
    "S2": "최근 3번의 발송에 879,252원을 썼고, 열리지 않은 발송이 601,854원입니다.",
    "S4": "적어도 6,412명은 지금 채널의 메시지를 엽니다.",
    "S5": "유령 친구는 적어도 5%, 많아야 64%입니다.",
    "S8": "전체 발송은 297,000원입니다. 골라 보내면 13,500명보다 적게 골라야 싸집니다.",
}


def test_from_sign_up_to_five_statements(hand: Hand) -> None:
    hand.open("/accounts/signup/")
    hand.type("이메일", "new@mood.example")
    hand.type("비밀번호", make.PASSWORD)
    hand.click("계정 만들기")
    hand.click("내 채널 시작하기")
    hand.type("채널 이름", "무드옷장")
    hand.type("친구 수", "18,000")
    hand.click("시작하기")
    hand.type("최근 30일 추가", "1,204")
    hand.type("최근 30일 차단", "664")
    for n, cells in enumerate(MESSAGES, start=1):
        for label, text in zip(("보낸 날", "발송수", "열람수"), cells, strict=True):
            hand.type(f"메시지 {n} {label}", text)
    assert found_by_axe(hand.page) == []
    hand.click("결과 보기")
    for name, sentence in STATEMENTS.items():
        expect(hand.page.locator(f"[data-statement={name}]")).to_contain_text(sentence)
    assert hand.actions <= MOST_ACTIONS
    assert found_by_axe(hand.page) == []
    assert not scrolls_sideways(hand.page)


def test_a_block_from_a_spreadsheet_fills_the_messages(owner: Hand, people: make.People) -> None:
    owner.open_channel(people.channel, "start/")
    owner.paste(owner.page.get_by_label("메시지 1 보낸 날", exact=True), MESSAGES)
    expect(owner.page.get_by_label("메시지 3 열람수", exact=True)).to_have_value("5,554")


def test_papers_open_beside_the_figure_by_keyboard(owner: Hand, people: make.People) -> None:
    owner.open_channel(people.channel, "start/")
    owner.type("친구 수", "18000")
    owner.click("결과 보기")
    owner.tab_to(owner.page.locator("[data-statement=S8] a").first)
    owner.press("Enter")
    dialog = owner.page.locator("dialog#papers")
    expect(dialog).to_contain_text("친구 18,000명 × 15원")
    assert found_by_axe(owner.page) == []
    owner.press("Escape")
    expect(dialog).not_to_be_visible()


def test_what_was_typed_stays_beside_its_error(owner: Hand, people: make.People) -> None:
    owner.open_channel(people.channel, "start/")
    owner.type("친구 수", "18000")
    owner.type("최근 30일 추가", "천명")
    owner.click("결과 보기")
    expect(owner.page.get_by_role("alert")).to_contain_text(re.compile("최근 30일 추가.*수를 적어"))
    expect(owner.page.get_by_label("최근 30일 추가", exact=True)).to_have_value("천명")
    assert found_by_axe(owner.page) == []
