"""Connecting Kakao as an owner does it: consent, an account's channel, the days that come in, and a
dead token, on a desktop and a phone, by mouse and by keyboard, against the simulated Kakao."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from analytics.sync import cursors
from campaigns.models import AdAccount
from channel.models import Connection
from tests import make
from tests.browser.hand import Hand, found_by_axe, scrolls_sideways
from tests.sync.arrange import SCALE, Kakao, pull_all, served
from tests.sync.conftest import SHAPE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("public_url")]
KEYS = {"REST API 키": "sim-rest-key", "비즈니스 인증 시크릿": "sim-business-secret"}


@pytest.fixture
def kakao(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kakao]:
    monkeypatch.setattr(cursors, "YEAR_DAYS", SHAPE.days)
    with served(tmp_path) as found:
        # the pages' server stands at one Sunday, and so does Kakao
        found.put("clock", now="2026-11-22T12:00:00+09:00")
        for name in ("KAPI", "KAUTH", "MOMENT", "KEYWORD"):
            setattr(settings, f"KAKAO_{name}_URL", found.url)
        settings.KAKAO_LIMIT_SCALE = SCALE
        yield found


@pytest.fixture
def public_url(live_server: Any, settings: Any) -> None:
    settings.PUBLIC_URL = live_server.url


def connections(hand: Hand, people: make.People) -> None:
    hand.open(f"/o/{people.channel.organisation.slug}/connections/")


def consent(page: Page) -> None:
    """Kakao's own screen, in the simulation."""
    page.wait_for_url("**/oauth/business/authorize**")
    page.get_by_role("button", name="동의하고 계속하기").click()
    page.wait_for_url("**/o/**")


def connect(hand: Hand, people: make.People) -> Connection:
    connections(hand, people)
    for label, text in KEYS.items():
        hand.type(label, text)
    hand.click("연결 만들기")
    hand.click("카카오에 연결하기")
    consent(hand.page)
    return Connection.objects.get()


def is_well(page: Page) -> None:
    assert found_by_axe(page) == []
    assert not scrolls_sideways(page)


def test_an_owner_connects_and_says_whose_accounts_they_are(
    owner: Hand, people: make.People, kakao: Kakao
) -> None:
    make.channel("두 번째", organisation=people.channel.organisation)
    connect(owner, people)
    page = owner.page
    expect(page.get_by_text("연결했습니다. 광고 계정을 불러오는 중입니다.")).to_be_visible()
    is_well(page)
    pull_all()
    page.reload()
    expect(page.get_by_text("작동 중")).to_be_visible()
    account = AdAccount.objects.get(platform="moment")
    block = page.locator(f"#account-{account.pk}")
    expect(block.get_by_role("img", name="수집 달력")).to_be_visible()
    block.get_by_label("채널", exact=False).first.select_option("무드옷장")
    block.get_by_label("비용에 부가세", exact=False).select_option("들어 있음")
    block.get_by_role("button", name="저장").click()
    expect(page.get_by_text("저장했습니다.")).to_be_visible()
    account.refresh_from_db()
    assert (account.channel, account.vat_included) == (people.channel, True)
    is_well(page)
    owner.open_channel(people.channel, "ads/")
    expect(page.get_by_text("들어온 날")).to_be_visible()
    is_well(page)


def test_the_back_fill_is_watched_without_reloading(
    owner: Hand, people: make.People, kakao: Kakao
) -> None:
    connect(owner, people)
    kakao.faults({"kind": "server_error", "rate": 1, "endpoint": "moment/*report*", "skip": 3})
    Connection.objects.update(options=Connection.objects.get().options | {"platforms": ["moment"]})
    cursors.SyncCursor.objects.filter(platform="keyword").delete()
    _turns(20)
    account = AdAccount.objects.get()
    # one that gets on with nothing stands first and asks for both
    AdAccount.objects.create(
        organisation=account.organisation, connection=account.connection, platform="keyword",
        kakao_id="0", name="가만히 있는 계정", history_from=account.history_from,
    )  # fmt: skip
    page = owner.page
    page.reload()
    expect(page.locator("[hx-get][id^=progress-]")).to_have_count(1)
    progress = page.locator(f"#progress-{account.pk}")
    expect(progress.get_by_role("progressbar")).to_be_visible()
    expect(progress).to_contain_text("70일 가운데")
    page.locator(f"#account-{account.pk}").get_by_text("무엇을 언제 가져왔나").click()
    expect(page.get_by_text("카카오 서버에 문제가 있었습니다").first).to_be_visible()
    is_well(page)
    kakao.faults()
    pull_all()
    # nobody touches the page: it asks by itself until all is in
    expect(progress.get_by_role("progressbar")).to_have_count(0, timeout=15_000)
    expect(progress).to_contain_text("2026-11-21")


def _turns(count: int) -> None:
    from channel.runs.work import drain

    for _turn in range(count):
        drain()


def test_pausing_and_starting_again(owner: Hand, people: make.People, kakao: Kakao) -> None:
    connect(owner, people)
    pull_all()
    page = owner.page
    page.reload()
    owner.click("멈추기")
    expect(page.get_by_text("가져온 숫자는 그대로 있습니다.").first).to_be_visible()
    owner.click("지금 가져오기")
    expect(page.get_by_text("멈췄거나 끊긴 연결에서는")).to_be_visible()
    is_well(page)
    owner.click("다시 시작")
    expect(page.get_by_text("다시 시작했습니다.")).to_be_visible()
    assert Connection.objects.get().state == Connection.State.WAITING


def test_a_dead_token_is_mended_by_connecting_again(
    owner: Hand, people: make.People, kakao: Kakao
) -> None:
    connect(owner, people)
    pull_all()
    kakao.put("tokens", business=1, dead=True)
    owner.page.reload()
    owner.click("지금 가져오기")
    pull_all()
    page = owner.page
    page.reload()
    expect(page.get_by_text("다시 연결해야 함")).to_be_visible()
    expect(page.get_by_text("카카오 동의가 끝났습니다").first).to_be_visible()
    is_well(page)
    owner.click("다시 연결")
    consent(page)
    pull_all()
    page.reload()
    expect(page.get_by_text("작동 중")).to_be_visible()


def test_connecting_by_the_keyboard_alone(owner: Hand, people: make.People, kakao: Kakao) -> None:
    connections(owner, people)
    page = owner.page
    for label, text in KEYS.items():
        owner.tab_to(page.get_by_label(label, exact=True))
        page.keyboard.type(text)
    owner.tab_to(page.get_by_role("button", name="연결 만들기"))
    owner.press("Enter")
    page.wait_for_url("**/connections/*/")
    owner.tab_to(page.get_by_role("link", name="카카오에 연결하기"))
    owner.press("Enter")
    page.wait_for_url("**/oauth/business/authorize**")
    page.get_by_role("button", name="동의하고 계속하기").press("Enter")
    expect(page.get_by_text("연결했습니다.")).to_be_visible()
    owner.tab_to(page.get_by_role("button", name="없애기"))
    owner.press("Enter", "Escape")
    assert Connection.objects.get().removed_at is None
