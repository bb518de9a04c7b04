"""The system's Chromium against the running server: what a person sees, clicks and types."""

import datetime as dt
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
import time_machine
from celery.contrib.testing.worker import start_worker
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from channel.models import User
from config.celery import app
from tests import make
from tests.browser.hand import Hand
from tests.browser.shop import Shop, make_shop
from tests.plugins.kinds import find_chromium

# Playwright's own loop makes Django believe that it runs inside an async view.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
SUNDAY = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def chromium() -> Generator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="package", autouse=True)
def sunday() -> Iterator[None]:
    """The server's clock stands at one noon in Seoul and goes on from there."""
    with time_machine.travel(SUNDAY):
        yield


def new_context(chromium: Browser, size: dict[str, int]) -> BrowserContext:
    context = chromium.new_context(viewport=size, locale="ko-KR", reduced_motion="reduce")  # type: ignore[arg-type]
    context.set_default_timeout(20_000)
    return context


@pytest.fixture(params=[1280, 390])
def page(request: pytest.FixtureRequest, chromium: Browser) -> Generator[Page]:
    """Desktop and phone, in Korean; an error in a script fails the test."""
    context = new_context(chromium, PHONE if request.param == 390 else DESKTOP)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def prices(transactional_db: None) -> None:
    """A test that commits finds the migrations' rows flushed by the one before."""
    make.prices()


@pytest.fixture
def worker(prices: None) -> Iterator[None]:
    """A Celery worker with the run's own Redis; it ends before the tables are emptied."""
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=30):
        yield


@pytest.fixture
def people(prices: None) -> make.People:
    return make.people()


@pytest.fixture
def hand(page: Page, live_server: object) -> Hand:
    return Hand(page, live_server.url)  # type: ignore[attr-defined]


def sign_in(context: BrowserContext, url: str, person: User) -> None:
    """The session that the sign-in page would have given."""
    client = Client()
    client.force_login(person)
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}]
    )


@pytest.fixture
def owner(hand: Hand, people: make.People) -> Hand:
    """The hand of the channel's owner, signed in."""
    sign_in(hand.page.context, hand.url, people.owner)
    return hand


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """Half a year of the simulated shop up to that Sunday, as the files one would download."""
    return make_shop(tmp_path_factory.mktemp("shop"), SUNDAY.date())


@pytest.fixture(scope="session")
def artifacts() -> Path | None:
    """Where pictures go, when somebody wants to look: DANGOL_SHOTS=1."""
    if not os.environ.get("DANGOL_SHOTS"):
        return None
    folder = Path(__file__).resolve().parents[2] / "test-artifacts"
    folder.mkdir(exist_ok=True)
    return folder
