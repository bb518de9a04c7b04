"""Everything that starts a channel's week, without a mouse."""

import pytest
from playwright.sync_api import expect

from tests import make
from tests.browser.hand import Hand
from tests.browser.test_first_ten_minutes import MESSAGES

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("prices")]
WIDE = pytest.mark.parametrize("page", [1280], indirect=True)


def test_signing_in_and_through_the_menu(hand: Hand, people: make.People) -> None:
    page = hand.page
    hand.open("/accounts/login/")
    hand.tab_to(page.get_by_label("이메일"))
    page.keyboard.type(people.owner.email)
    hand.tab_to(page.get_by_label("비밀번호", exact=True))
    page.keyboard.type(make.PASSWORD)
    hand.press("Enter")
    page.wait_for_url(f"**/c/{people.channel.slug}/")
    nav = page.locator(".nav:visible, .tabbar:visible")
    hand.tab_to(nav.get_by_role("link", name="자료", exact=True))
    hand.press("Enter")
    page.wait_for_url("**/imports/")
    hand.tab_to(nav.locator("summary"))
    hand.press("Enter")
    members = nav.get_by_role("link", name="멤버")
    expect(members).to_be_visible()
    hand.tab_to(members)
    hand.press("Enter")
    page.wait_for_url("**/members/")


@WIDE
def test_the_first_stop_leads_past_the_menu(owner: Hand, people: make.People) -> None:
    owner.open_channel(people.channel, "imports/")
    owner.press("Tab", "Enter", "Tab")
    inside = "document.querySelector('main').contains(document.activeElement)"
    assert owner.page.evaluate(inside), owner.focused()


@WIDE
def test_the_nine_numbers(owner: Hand, people: make.People) -> None:
    page = owner.page
    owner.open_channel(people.channel, "start/")
    owner.tab_to(page.get_by_label("친구 수", exact=True))
    for text in ("18000", "1204", "664"):
        page.keyboard.type(text)
        owner.press("Tab")
    owner.tab_to(page.get_by_label("메시지 1 보낸 날", exact=True))
    for cells in MESSAGES:
        for text in cells:
            page.keyboard.type(text)
            owner.press("Tab")
    owner.press("Shift+Tab", "ArrowUp")
    expect(page.get_by_label("메시지 2 열람수", exact=True)).to_be_focused()
    owner.tab_to(page.get_by_role("button", name="결과 보기"))
    owner.press("Enter")
    expect(page.locator("[data-statement]")).to_have_count(5)


@WIDE
def test_a_block_from_a_spreadsheet_says_what_arrived(owner: Hand, people: make.People) -> None:
    owner.open_channel(people.channel, "start/")
    owner.paste(owner.page.get_by_label("메시지 1 보낸 날", exact=True), MESSAGES)
    expect(owner.page.get_by_label("메시지 3 열람수", exact=True)).to_have_value("5,554")
    expect(owner.page.locator("output[data-paste-note]")).to_contain_text("9")
