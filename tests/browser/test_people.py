"""People, links and one person's data, as somebody works with them at a desk and on a phone."""

import csv
import datetime as dt
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from channel.models import Friend, FriendState, PublicAddress, TrackedLink
from tests import make
from tests.browser.hand import Hand, found_by_axe, scrolls_sideways
from tests.friends.arrange import friend, send_days

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("prices")]
WIDE = pytest.mark.parametrize("page", [1280], indirect=True)
COPIED = (
    "window.written = []; navigator.clipboard.writeText = async (text) => { written.push(text); };"
)


@pytest.fixture
def known(people: make.People) -> list[int]:
    """Sixty friends who cooled, the newest reaction first, and one who is regular."""
    send_days(people.channel, 20)
    newest = dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)
    made = [
        friend(people.channel, f"app-user-{n:04d}", last=newest - dt.timedelta(hours=n), mask=1,
               mask_ordinal=20)
        for n in range(60)
    ]  # fmt: skip
    return [*made, friend(people.channel, "regular-0001", state=FriendState.FAN, last=newest)]


def names(hand: Hand) -> list[str]:
    return hand.page.locator("tbody th a").all_inner_texts()


def test_from_the_list_to_a_friend_and_back(
    owner: Hand, people: make.People, known: list[int]
) -> None:
    """The filter and the page of the list are still there after the browser's own back."""
    page = owner.page
    owner.open_channel(people.channel, "friends/")
    page.locator("select[name=show]").select_option(label="뜸해진 친구")
    page.wait_for_url("**show=cooling**")
    assert f"친구 {known[-1]}" not in names(owner)
    owner.click("다음")
    page.wait_for_url("**before=**")
    second, address = names(owner), page.url
    assert len(second) == 10
    page.get_by_role("link", name=second[3], exact=True).click()
    expect(page.get_by_role("heading", name=second[3], exact=True)).to_be_visible()
    expect(page.get_by_text("가장 최근 메시지에 반응함")).to_be_visible()
    assert not scrolls_sideways(page)
    assert found_by_axe(page) == []
    page.go_back()
    assert (page.url, names(owner)) == (address, second)


@WIDE
def test_a_friend_is_found_and_opened_by_keyboard(
    owner: Hand, people: make.People, known: list[int]
) -> None:
    page = owner.page
    owner.open_channel(people.channel, "friends/")
    owner.tab_to(page.get_by_label("아이디로 찾기"))
    page.keyboard.type("regular-0001")
    owner.press("Enter")
    page.wait_for_url("**q=regular**")
    found = page.get_by_role("link", name=f"친구 {known[-1]}", exact=True)
    owner.tab_to(found)
    owner.press("Enter")
    page.wait_for_url(f"**/friends/{known[-1]}/")


@WIDE
def test_the_filtered_list_leaves_as_a_file(
    owner: Hand, people: make.People, known: list[int]
) -> None:
    owner.open_channel(people.channel, "friends/?show=fan")
    with owner.page.expect_download() as got:
        owner.click("CSV")
    with Path(got.value.path()).open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert [line[0] for line in lines[1:]] == [str(known[-1])]


def test_a_person_takes_the_data_and_is_forgotten(
    owner: Hand, people: make.People, known: list[int]
) -> None:
    """Without the tick nothing goes; afterwards the old page is gone and the others stay."""
    page, pk = owner.page, known[-1]
    owner.open_channel(people.channel, f"friends/{pk}/")
    owner.click("이 사람의 자료")
    expect(page.get_by_role("heading", name="얼마나 오래 가지고 있나요")).to_be_visible()
    assert found_by_axe(page) == []
    with page.expect_download() as got:
        owner.click("모두 내려받기")
    assert json.loads(Path(got.value.path()).read_text())["friend"] == pk
    owner.click("이 사람의 자료 지우기")
    assert Friend.objects.filter(pk=pk).exists()
    page.get_by_label("이 사람의 자료를 지워야 한다는 것을 확인했습니다.").check()
    owner.click("이 사람의 자료 지우기")
    page.wait_for_url("**/friends/")
    expect(page.get_by_text("이 사람의 자료를 모두 지웠습니다.")).to_be_visible()
    answer = page.goto(f"{owner.url}/c/{people.channel.slug}/friends/{pk}/")
    assert answer is not None
    assert answer.status == 404
    assert Friend.objects.count() == 60


def test_a_link_is_made_once_and_copied(owner: Hand, people: make.People) -> None:
    """Pressed twice, it is made once; what is copied is what the page shows."""
    PublicAddress.objects.create(url="https://dangol.example", state="checked")
    page = owner.page
    page.add_init_script(COPIED)
    owner.open_channel(people.channel, "sources/links/")
    owner.click("링크 만들기")
    owner.type("이름", "계산대 QR")
    page.get_by_label("다른 주소", exact=True).first.check()
    page.locator("input[name=target]").fill("shop.example/knit")
    page.get_by_role("main").get_by_role("button", name="만들기").dblclick()
    page.wait_for_url(re.compile(r"/links/\d+/$"))
    made = TrackedLink.objects.get()
    owner.click("복사")
    assert page.evaluate("written") == [f"https://dangol.example/l/{made.code}"]
    expect(page.get_by_role("img", name="'계산대 QR' QR 코드")).to_be_visible()
    assert not scrolls_sideways(page)
    assert found_by_axe(page) == []
