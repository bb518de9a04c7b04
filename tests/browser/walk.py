"""Every page of one channel full of data, looked at as a person with any eyes would."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.urls import get_resolver, reverse
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

from tests.access_table import TABLE
from tests.browser.hand import found_by_axe, scrolls_sideways

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
# what the house answers to machines, and what leads elsewhere at once
NOT_PAGES = {
    "healthz", "readyz", "metrics", "set_language", "follow", "follow_person",
    "organisation_consent_start",  # leads away, to Kakao
}  # fmt: skip
OPEN = ("account_login", "account_signup", "account_reset_password")
FOREIGN = ("mfa_index", "account_change_password", "account_email", "account_logout")
HANGUL = re.compile("[가-힣]+(?:[ ,.·]*[가-힣]+)*")
# words of the files that were imported stay as they are
IN_FILES = ("메시지 제목", "발송 시각", "무료 발송", "발송", "열람", "클릭", "노출", "없음")
# a finger needs 44 px: the controls that a screen is for, not links inside a sentence
TARGETS = "main .btn-go, main .drop, main .choice, .tabbar a, .tabbar summary"
TOO_SMALL = """(selector) => [...document.querySelectorAll(selector)]
    .filter(it => it.checkVisibility()).map(it => [it, it.getBoundingClientRect()])
    .filter(([, box]) => box.height < 43.5 || box.width < 43.5)
    .map(([it, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${it.outerHTML.slice(0, 90)}`)"""
WIDER = """() => [...document.querySelectorAll("body *")]
    .filter(it => it.getBoundingClientRect().right > innerWidth + 1 && !it.closest(".table-scroll, .grid-scroll"))
    .slice(0, 3).map(it => it.outerHTML.slice(0, 90))"""
WORDS = """() => {
    for (const it of document.querySelectorAll("script, style, [lang=ko]:not(html)")) it.remove();
    const labels = [...document.querySelectorAll("[aria-label], [title], [placeholder], [data-done]")].map(it =>
        ["aria-label", "title", "placeholder", "data-done"].map(name => it.getAttribute(name) ?? "").join("\\n"));
    const values = [...document.querySelectorAll("option")].map(it => it.textContent);
    return [document.title, document.body.innerText, ...labels, ...values].join("\\n");
}"""


@dataclass
class Seen:
    """What was wrong, per concern, with the page it was on."""

    defects: dict[str, list[str]] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)

    def note(self, concern: str, where: str, found: list[str]) -> None:
        self.defects.setdefault(concern, []).extend(f"{where}: {one}" for one in found)

    def of(self, concern: str) -> list[str]:
        return self.defects.get(concern, [])


def addresses(slugs: dict[str, str], values: dict[str, object]) -> Iterator[tuple[str, str]]:
    """Every named page that is there to be read; what nothing stands for is seen as missing."""
    for name, rule in TABLE.items():
        if rule.get == "post" or name in NOT_PAGES:
            continue
        path, params = get_resolver().reverse_dict.getlist(name)[0][0][0]
        given = {p: slugs[path[:2]] if p == "slug" else _value(name, p, values) for p in params}
        yield name, reverse(name, kwargs=given)
    for name in FOREIGN:
        yield name, reverse(name)


def _value(name: str, param: str, values: dict[str, object]) -> object:
    own = TABLE[name].args
    return values.get(f"{name}.{param}") or values.get(param) or own[param]


class Walk:
    """Each page twice: Korean, light and wide; English, dark and as narrow as a phone."""

    def __init__(
        self, context: BrowserContext, url: str, data: set[str], seen: Seen, shots: Path | None
    ) -> None:
        self.context, self.url, self.shots = context, url, shots
        self.data = sorted(data, key=len, reverse=True)
        self.seen, self.page, self.where = seen, context.new_page(), ""
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.seen.note("console", self.where, [str(error)]))
        self.page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.seen.note("console", self.where, [message.text])

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.seen.note("missing", self.where, [f"{response.status} {response.url}"])

    def visit(self, name: str, path: str) -> None:
        answer = self.context.request.get(self.url + path)
        if (
            "text/html" not in answer.headers.get("content-type", "")
            or "<html" not in answer.text()
        ):
            return
        self.where = name
        self.seen.pages.append(name)
        self._korean(self.page, path)
        self._english(self.page, path)

    def _korean(self, page: Page, path: str) -> None:
        self._open(path, "ko", "light", DESKTOP)
        self._check("ko 1280")
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        self._sideways("ko 390")

    def _english(self, page: Page, path: str) -> None:
        self._open(path, "en", "dark", PHONE)
        self._check("en 390 dark")
        self.seen.note("targets", self.where, page.evaluate(TOO_SMALL, TARGETS))
        words = page.evaluate(WORDS)
        own = IN_FILES if self.where.startswith("import ") else []
        for known in [*self.data, *own]:
            words = words.replace(known, "")
        self.seen.note("language", self.where, sorted(set(HANGUL.findall(words))))

    def _open(self, path: str, language: str, scheme: Any, size: Any) -> None:
        self._language(language)
        self.page.emulate_media(color_scheme=scheme)
        self.page.set_viewport_size(size)
        self.page.goto(self.url + path, wait_until="load")

    def _check(self, how: str) -> None:
        self._sideways(how)
        self.seen.note("axe", f"{self.where} {how}", found_by_axe(self.page))
        self._shoot(how.replace(" ", "-"))

    def _language(self, code: str) -> None:
        self.context.add_cookies([{"name": "django_language", "value": code, "url": self.url}])

    def _sideways(self, how: str) -> None:
        if scrolls_sideways(self.page):
            self.seen.note("sideways", f"{self.where} {how}", self.page.evaluate(WIDER) or ["?"])

    def _shoot(self, how: str) -> None:
        if self.shots:
            name = self.where.replace(":", "-")
            self.page.screenshot(path=self.shots / f"{name}-{how}.png", full_page=True)
