"""The longest names, nothing at all, one message, and doors that stay shut."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from analytics.recompute import refresh
from channel.models import Channel
from tests import make
from tests.access_table import TABLE
from tests.browser.conftest import sign_in
from tests.browser.hand import Hand, found_by_axe, scrolls_sideways
from tests.browser.walk import WIDER, addresses

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("prices")]
NARROW = pytest.mark.parametrize("page", [390], indirect=True)
NAME = "아주긴이름의채널" * 10
TITLE = "가을에서 겨울로 넘어가는 때에 꼭 필요한 옷을 한 번에 보여 드리는 안내" * 5


def screens(place: Channel) -> list[tuple[str, str]]:
    """The screens that need no more than the channel."""
    slugs = {"c/": place.slug, "o/": place.organisation.slug}
    plain = [name for name, rule in TABLE.items() if not rule.args and rule.get != "post"]
    values = {"token": "x", **{key: 1 for name in TABLE for key in TABLE[name].args}}
    here = [(name, path) for name, path in addresses(slugs, values) if name in plain]
    return [(name, path) for name, path in here if path.startswith(("/c/", "/o/"))]


def look_at_all(hand: Hand, place: Channel, check: Callable[[str], list[str]]) -> list[str]:
    wrong, opened = [], 0
    for name, path in screens(place):
        answer = hand.page.context.request.get(hand.url + path)
        if "<html" in answer.text():
            hand.open(path)
            opened += 1
            wrong += [f"{name}: {one}" for one in check(name)]
    assert opened >= 15
    return wrong


def test_the_longest_names_stay_inside(owner: Hand, people: make.People) -> None:
    place = people.channel
    Channel.objects.filter(pk=place.pk).update(name=NAME)
    make.channel("두 번째 채널", organisation=place.organisation)
    place.refresh_from_db()
    make.daily(place)
    make.broadcast(place, title=TITLE[:200])
    refresh(place)

    def check(_name: str) -> list[str]:
        return (owner.page.evaluate(WIDER) or ["?"]) if scrolls_sideways(owner.page) else []

    assert look_at_all(owner, place, check) == []
    owner.open("/")
    assert not scrolls_sideways(owner.page)


@NARROW
def test_an_empty_channel_says_what_to_do_next(owner: Hand, people: make.People) -> None:
    def check(_name: str) -> list[str]:
        doors = owner.page.locator("main").locator("a[href]:visible, button:visible")
        sideways = ["sticks out"] if scrolls_sideways(owner.page) else []
        dead_end = [] if doors.count() else ["a dead end"]
        return [*sideways, *dead_end, *found_by_axe(owner.page)]

    assert look_at_all(owner, people.channel, check) == []


@NARROW
def test_a_channel_with_one_message(owner: Hand, people: make.People) -> None:
    make.broadcast(people.channel)
    refresh(people.channel)
    wrong: list[str] = []
    owner.page.on("console", lambda it: wrong.append(it.text) if it.type == "error" else None)

    def check(_name: str) -> list[str]:
        shown = owner.page.get_by_role("main").inner_text()
        return [word for word in ("None", "nan", "NaN", "{{", "%(") if word in shown]

    assert look_at_all(owner, people.channel, check) == []
    assert wrong == []


@pytest.mark.parametrize(
    ("who", "path", "status"), [("outsider", "", 404), ("viewer", "risk/baseline/", 403)]
)
def test_a_shut_door_says_where_to_go(
    hand: Hand, people: make.People, who: str, path: str, status: int
) -> None:
    sign_in(hand.page.context, hand.url, getattr(people, who))
    answer = hand.page.goto(f"{hand.url}/c/{people.channel.slug}/{path}")
    assert answer is not None and answer.status == status
    expect(hand.page.get_by_role("main").get_by_role("link").first).to_be_visible()
    assert not scrolls_sideways(hand.page)
    assert found_by_axe(hand.page) == []
