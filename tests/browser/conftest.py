"""The system's Chromium against the running server: what a person sees, clicks and types."""

import os
from collections.abc import Generator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.plugins.kinds import find_chromium

# Playwright's own loop makes Django believe that it runs inside an async view.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="session")
def chromium() -> Generator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(params=[1280, 390])
def page(request: pytest.FixtureRequest, chromium: Browser) -> Generator[Page]:
    """Desktop and phone, in Korean; an error in a script fails the test."""
    context = chromium.new_context(viewport={"width": request.param, "height": 900}, locale="ko-KR")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []
