"""Monday in a real browser: from the mail's link to the copied summary."""

import datetime as dt
import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from analytics.recompute import refresh
from analytics.weekly.models import WeeklyReminder
from analytics.weekly.reminders import send_due
from analytics.weekly.week import Week
from channel.clock import today
from channel.models import DailyFriends, Delivery
from channel.templatetags.figures import short_day
from tests import make
from tests.browser.hand import found_by_axe, scrolls_sideways

pytestmark = pytest.mark.django_db(transaction=True)
MOST_TABS = 120


@pytest.fixture
def mailed(live_server: LiveServer, settings: Any) -> str:
    """The link of this week's mail, for a shop with one message and no figures of last week."""
    settings.PUBLIC_URL = live_server.url
    make.prices()
    people, week = make.people(), Week.told_on(today())
    make.broadcast(people.channel, week.first + dt.timedelta(days=3), sent=None, opened=None,
                   clicked=None)  # fmt: skip
    for day in week.before.days:
        make.daily(people.channel, day)
    refresh(people.channel)
    WeeklyReminder.objects.create(
        channel=people.channel, user=people.owner, weekday=0, at_time=dt.time(9),
        next_at=timezone.now() - dt.timedelta(minutes=1),
    )  # fmt: skip
    send_due(timezone.now())
    found = re.search(r"http\S+", Delivery.objects.get().body)
    assert found
    return found[0]


def sign_in(page: Page, link: str) -> None:
    page.goto(link)
    page.locator("input[name=login]").fill("owner@mood.example")
    page.locator("input[name=password]").fill(make.PASSWORD)
    page.locator("input[name=password]").press("Enter")
    expect(page.get_by_role("heading", name="자료 넣기")).to_be_visible()


def paste(cell: Locator, text: str) -> None:
    cell.evaluate(
        """(cell, text) => {
            const data = new DataTransfer();
            data.setData("text", text);
            cell.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}));
        }""",
        text,
    )


def looks_right(page: Page) -> None:
    assert found_by_axe(page) == []
    assert not scrolls_sideways(page)


def on_to(page: Page, step: str) -> None:
    page.get_by_role("button", name="다음").click()
    expect(page.get_by_role("heading", name=step, exact=True)).to_be_visible()


def copied(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_from_the_mail_to_the_copied_summary(page: Page, mailed: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    week = Week.told_on(today())
    sign_in(page, mailed)
    looks_right(page)
    first = page.get_by_label(f"{short_day(week.first)} 추가", exact=True)
    paste(first, "\n".join(f"{40 + n}\t{20 + n}\t" for n in range(6)) + "\n46\t26\t18,000")
    paste(page.get_by_label("겨울 니트 입고 발송수", exact=True), "17,950\t4,846\t120")
    page.get_by_role("button", name="저장하고 다음").last.click()
    expect(page.locator("main")).to_contain_text(
        "지난주에 새 친구 301명이 오고 161명이 떠났습니다."
    )
    looks_right(page)
    on_to(page, "확인할 것")
    looks_right(page)
    for item in page.get_by_role("button", name="해당 없음").all():
        item.click()
        expect(item).to_have_attribute("aria-pressed", "true")
    expect(page.locator("main")).to_contain_text("확인할 것이 없습니다.")
    on_to(page, "이번 주 보낼 것")
    looks_right(page)
    on_to(page, "보내기")
    looks_right(page)
    page.get_by_role("button", name="요약 복사").click()
    expect(page.get_by_role("button", name="복사했습니다")).to_be_visible()
    assert "친구 18,000명 (온 친구 301, 떠난 친구 161)" in copied(page)
    page.get_by_role("button", name="끝내기").click()
    expect(page.locator("main")).to_contain_text("오늘은 여기까지입니다.")
    looks_right(page)


def test_with_the_keyboard_alone(page: Page, mailed: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    week = Week.told_on(today())
    sign_in(page, mailed)
    tab_to(page, page.get_by_label(f"{short_day(week.first)} 추가", exact=True))
    for n in range(7):
        page.keyboard.type(str(40 + n))
        page.keyboard.press("ArrowDown")
    tab_to(page, page.get_by_role("button", name="저장하고 다음").last)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="무슨 일이 있었나")).to_be_visible()
    for step in ("확인할 것", "이번 주 보낼 것", "보내기"):
        tab_to(page, page.get_by_role("button", name="다음"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=step, exact=True)).to_be_visible()
    tab_to(page, page.get_by_role("button", name="요약 복사"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="복사했습니다")).to_be_visible()
    assert "채널 주간 요약" in copied(page)


def tab_to(page: Page, wanted: Locator) -> None:
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError("the keyboard does not reach it")


def test_what_was_typed_is_there_after_leaving(page: Page, mailed: str) -> None:
    label = f"{short_day(Week.told_on(today()).first)} 추가"
    sign_in(page, mailed)
    page.wait_for_load_state()  # drafts are kept by a script, which has to be there
    page.get_by_label(label, exact=True).fill("41")
    with page.expect_response(re.compile("weekly/draft/")):
        page.get_by_label(label, exact=True).press("Tab")
    page.goto("about:blank")
    page.goto(mailed)
    expect(page.get_by_label(label, exact=True)).to_have_value("41")
    assert not DailyFriends.objects.filter(added=41).exists()


def test_bad_cells_and_the_empty_week_look_right(page: Page, mailed: str) -> None:
    label = f"{short_day(Week.told_on(today()).first)} 추가"
    sign_in(page, mailed)
    page.get_by_label(label, exact=True).fill("마흔")
    page.get_by_role("button", name="저장하고 다음").last.click()
    expect(page.get_by_role("alert")).to_contain_text("0 이상의 수를 적어 주세요")
    expect(page.get_by_label(label, exact=True)).to_have_value("마흔")
    looks_right(page)
    page.get_by_text("메시지 추가").click()
    looks_right(page)
    page.goto(mailed + "reminder/")
    looks_right(page)
    page.goto(mailed + "print/")
    looks_right(page)
