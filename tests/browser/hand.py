"""What a person does at the keyboard and with the mouse, and how often."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

from channel.models import Channel

PASTE = """(cell, text) => {
    const data = new DataTransfer();
    data.setData("text", text);
    cell.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


class Hand:
    """Counts actions: a click, a field typed into, a block pasted."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url, self.actions = page, url, 0

    def open(self, path: str) -> None:
        self.page.goto(self.url + path)

    def open_channel(self, place: Channel, path: str = "") -> None:
        self.open(f"/c/{place.slug}/{path}")

    def click(self, name: str) -> None:
        main = self.page.get_by_role("main")
        main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first.click()
        self.actions += 1

    def type(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)
        self.actions += 1

    def paste(self, cell: Locator, rows: list[tuple[str, ...]]) -> None:
        """A block as a spreadsheet puts it into the clipboard."""
        cell.focus()
        cell.evaluate(PASTE, "\r\n".join("\t".join(row) for row in rows) + "\r\n")
        self.actions += 1

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def tab_to(self, target: Locator, at_most: int = 60) -> None:
        """Go there by the Tab key alone, and find the focus visible at every stop."""
        target.wait_for()
        for _i in range(at_most):
            self.page.keyboard.press("Tab")
            assert focus_is_visible(self.page), self.focused()
            if target.evaluate("it => it === document.activeElement"):
                return
        raise AssertionError(f"Tab never reached it; the focus is on {self.focused()}")

    def focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))


def focus_is_visible(page: Page) -> bool:
    return bool(
        page.evaluate("""() => {
        const look = getComputedStyle(document.activeElement.matches("input[type=file]")
            ? document.activeElement.parentElement : document.activeElement);
        return document.activeElement === document.body || look.boxShadow !== "none" ||
            (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0);
    }""")
    )


def found_by_axe(page: Page) -> list[str]:
    """What axe finds on the page that a click may just have led to."""
    page.wait_for_load_state("load")
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} {node['any'][0]['message'] if node['any'] else ''}"
        for one in found
        for node in one["nodes"][:3]
    ]


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
