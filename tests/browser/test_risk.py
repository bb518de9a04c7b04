"""The block signal in a real browser: chart and table, a note by one tap, a question before a change."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from analytics.risk.work import refresh
from channel.clock import today
from tests import make
from tests.risk import history
from tests.risk.test_work import USUAL

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rising(page: Page, live_server: LiveServer, client: Client) -> str:
    """Signed in as the owner of a channel whose blocks rise; the address of its signal."""
    people = make.people()
    history.write(people.channel, [*USUAL, 43, 43, 43, 43, 43, 43])
    refresh(people.channel)
    client.force_login(people.owner)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return f"{live_server.url}/c/{people.channel.slug}/risk/"


def test_chart_note_and_question(page: Page, rising: str) -> None:
    page.goto(rising)
    main = page.get_by_role("main")
    expect(main.get_by_text("계속 늘어남").first).to_be_visible()
    expect(main.locator(".chart-stage[data-state=shown]")).to_be_visible()
    assert Axe().run(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    main.get_by_role("button", name="품절").click()
    expect(main.get_by_role("listitem").filter(has_text="품절")).to_contain_text(f"{today().day}")

    main.get_by_role("link", name="새 기준으로").click()
    expect(main.get_by_text("이 수준을 새 기준으로 삼으시겠습니까?")).to_be_visible()
    main.get_by_role("link", name="그대로 두기").click()
    expect(main.get_by_text("계속 늘어남").first).to_be_visible()


def test_without_a_script_the_table_says_it_all(page: Page, rising: str) -> None:
    page.route("**/*.js", lambda route: route.abort())
    page.goto(rising)
    page.get_by_role("main").get_by_text("표로 보기").click()
    expect(page.get_by_role("row").filter(has_text="소식 20")).to_contain_text("43명")
