"""From sign-up to five statements in a real browser, counted as a person counts."""

import re
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

MOST_ACTIONS = 25
MESSAGES = [
    ("11/19", "17,950", "4,846"), ("11/12", "17,812", "6,412"), ("11/5", "17,526", "5,554")
]  # fmt: skip


@dataclass
class Hand:
    """Counts what a person does: a click, or typing into one field."""

    page: Page
    actions: int = 0

    def click(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("button", name=name).or_(
            self.page.get_by_role("main").get_by_role("link", name=name)
        ).first.click()
        self.actions += 1

    def type(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)
        self.actions += 1


@pytest.fixture
def prices(transactional_db: None) -> None:
    """A test that commits finds the migrations' rows flushed by the one before."""
    make.prices()


def test_from_sign_up_to_five_statements(page: Page, live_server: LiveServer, prices: None) -> None:
    hand = Hand(page)
    page.goto(f"{live_server.url}/accounts/signup/")
    page.locator("input[name=email]").fill("new@mood.example")
    page.locator("input[name=password1]").fill(make.PASSWORD)
    page.locator("main button[type=submit], main form button").last.click()
    hand.actions += 3
    hand.click("내 채널 시작하기")
    hand.type("채널 이름", "무드옷장")
    hand.type("친구 수", "18,000")
    hand.click("시작하기")
    hand.type("최근 30일 추가", "1,204")
    hand.type("최근 30일 차단", "664")
    for n, cells in enumerate(MESSAGES, start=1):
        for label, text in zip(("보낸 날", "발송수", "열람수"), cells, strict=True):
            hand.type(f"메시지 {n} {label}", text)
    assert found_by_axe(page) == []
    hand.click("결과 보기")
    expect(page.locator("[data-statement]")).to_have_count(5)
    assert hand.actions <= MOST_ACTIONS
    assert found_by_axe(page) == []
    assert not scrolls_sideways(page)


def test_a_block_from_a_spreadsheet_fills_the_messages(
    page: Page, live_server: LiveServer, prices: None
) -> None:
    start_page(page, live_server)
    first = page.get_by_label("메시지 1 보낸 날", exact=True)
    text = "\n".join("\t".join(cells) for cells in MESSAGES)
    first.evaluate(
        """(cell, text) => {
            const data = new DataTransfer();
            data.setData("text", text);
            cell.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}));
        }""",
        text,
    )
    expect(page.get_by_label("메시지 3 열람수", exact=True)).to_have_value("5,554")


def test_papers_open_beside_the_figure_by_keyboard(
    page: Page, live_server: LiveServer, prices: None
) -> None:
    start_page(page, live_server)
    page.locator("#nine").get_by_role("button").click()
    page.locator("[data-statement=S8] a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog#papers")).to_contain_text("친구 18,000명 × 15원")
    assert found_by_axe(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("dialog#papers")).not_to_be_visible()


def test_what_was_typed_stays_beside_its_error(
    page: Page, live_server: LiveServer, prices: None
) -> None:
    start_page(page, live_server)
    page.get_by_label("최근 30일 추가", exact=True).fill("천명")
    page.locator("#nine").get_by_role("button").click()
    expect(page.get_by_role("alert")).to_contain_text(re.compile("최근 30일 추가.*수를 적어"))
    expect(page.get_by_label("최근 30일 추가", exact=True)).to_have_value("천명")
    assert found_by_axe(page) == []


def start_page(page: Page, live_server: LiveServer) -> None:
    people = make.people()
    make.daily(people.channel)
    page.goto(f"{live_server.url}/accounts/login/?next=/c/{people.channel.slug}/start/")
    page.locator("input[name=login]").fill(people.owner.email)
    page.locator("input[name=password]").fill(make.PASSWORD)
    page.locator("main form button").last.click()
    page.get_by_label("친구 수", exact=True).fill("18000")


def found_by_axe(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
