"""Tables in: by file and by paste, looked at, loaded, the same again, and taken back."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from analytics.recompute import refresh
from channel.models import Broadcast, DailyFriends, Run, SourceDay
from tests import make
from tests.browser.hand import Hand
from tests.browser.shop import Shop

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("worker")]
WIDE, NARROW = (pytest.mark.parametrize("page", [w], indirect=True) for w in (1280, 390))
LONG = 15_000  # ms for a worker that shares two processors


def say(hand: Hand, new: int = 0, same: int = 0) -> None:
    words = f"새로 {new}줄 · 바뀜 0줄 · 그대로 {same}줄 · 넣지 못함 0줄"
    expect(hand.page.locator("p.say").first).to_have_text(words, timeout=LONG)


def heading(hand: Hand, text: str) -> Locator:
    return hand.page.get_by_role("heading", name=text, exact=True)


def upload(hand: Hand, paths: list[Path]) -> None:
    hand.page.locator("main input[type=file]").set_input_files(paths)
    expect(hand.page.locator(".drop-files li")).to_have_count(len(paths))
    hand.click("올리기")


def paste(hand: Hand, text: str) -> None:
    hand.type("표를 복사해 붙여 넣으세요", text)
    hand.click("붙여 넣은 표 읽기")


def confirm(hand: Hand) -> None:
    """Answer the one question that 노출수 raises, where it is asked, and load."""
    preview = heading(hand, "넣으면 이렇게 됩니다")
    asking = heading(hand, "넣기 전에 확인할 것이 있습니다")
    expect(preview.or_(asking)).to_be_visible(timeout=LONG)
    if asking.is_visible():
        hand.page.get_by_label("횟수(회)").check()
        hand.click("이대로 미리보기")
    expect(preview).to_be_visible(timeout=LONG)
    hand.click("넣기")
    expect(heading(hand, "넣었습니다")).to_be_visible(timeout=LONG)


def rows() -> tuple[list[tuple], list[tuple]]:
    days = DailyFriends.objects.order_by("day").values_list("day", "total", "added", "blocked")
    sends = Broadcast.objects.order_by("sent_on").values_list("title", "sent_on", "result__opened")
    return list(days), list(sends)


def home(hand: Hand, people: make.People) -> str:
    """What the channel's home screen says."""
    hand.open_channel(people.channel)
    return hand.page.get_by_role("main").inner_text()


def wait_until_computed() -> None:
    """The worker counts anew after an import; nobody has to wait for it but this test."""
    for _i in range(150):
        if not Run.objects.filter(state__in=[Run.State.WAITING, Run.State.RUNNING]).exists():
            return
        time.sleep(0.1)
    raise AssertionError("the worker did not end its runs")


@WIDE
def test_back_filling_half_a_year_turns_the_block_signal_on(
    owner: Hand, people: make.People, shop: Shop
) -> None:
    signal = owner.page.locator("[aria-labelledby=now]")
    owner.open_channel(people.channel, "risk/")
    expect(signal).to_contain_text("자료 없음")
    owner.open_channel(people.channel, "imports/")
    upload(owner, shop.of("csv_cp949"))
    links = owner.page.locator("main tbody th a")
    expect(links).to_have_count(len(shop.of("csv_cp949")))
    for path in [str(link.get_attribute("href")) for link in links.all()]:
        owner.open(path)
        confirm(owner)
    assert (DailyFriends.objects.count(), Broadcast.objects.count()) == (181, 26)
    assert SourceDay.objects.exists()
    wait_until_computed()
    owner.open_channel(people.channel, "risk/")
    expect(signal).to_contain_text("평소 수준")
    expect(signal).not_to_contain_text("기준 만드는 중")
    assert "평소 수준" in home(owner, people)


@NARROW
def test_a_pasted_table_is_shown_loaded_known_again_and_taken_back(
    owner: Hand, people: make.People, shop: Shop
) -> None:
    table = shop.files["pasted", "daily_friends"].read_text(encoding="utf-8")
    make.daily(people.channel)
    make.broadcast(people.channel)
    refresh(people.channel)
    before = rows(), home(owner, people)
    owner.open_channel(people.channel, "imports/")
    paste(owner, table)
    say(owner, new=181)
    confirm(owner)
    first = owner.page.url
    after = rows()
    assert len(after[0]) == 182
    owner.open_channel(people.channel, "imports/")
    paste(owner, table)
    say(owner, same=181)
    owner.open_channel(people.channel, "imports/")
    upload(owner, [shop.files["xlsx_titled", "daily_friends"]])
    say(owner, same=181)
    confirm(owner)
    assert rows() == after
    owner.page.goto(first)
    owner.click("되돌리기")
    owner.page.get_by_role("dialog").get_by_role("button", name="되돌리기").click()
    expect(heading(owner, "되돌렸습니다")).to_be_visible(timeout=LONG)
    wait_until_computed()
    assert (rows(), home(owner, people)) == before


@WIDE
def test_a_table_nobody_can_read_says_so_and_keeps_what_was_there(
    owner: Hand, people: make.People
) -> None:
    owner.open_channel(people.channel, "imports/")
    paste(owner, "안녕하세요\n이것은 표가 아닙니다")
    expect(owner.page.get_by_role("main")).to_contain_text(
        "넣어 둔 자료는 그대로 있습니다", timeout=LONG
    )
