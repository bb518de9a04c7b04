"""All pages of a full channel: nothing sticks out, is missing, complains or speaks the wrong language."""

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Browser

from tests.browser.conftest import new_context, sign_in
from tests.browser.full import make_full
from tests.browser.shop import Shop
from tests.browser.walk import DESKTOP, OPEN, Seen, Walk, addresses

# the first of them walks
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def seen(
    chromium: Browser,
    live_server: Any,
    shop: Shop,
    artifacts: Path | None,
    django_db_setup: None,
    django_db_blocker: Any,
) -> Seen:
    found = Seen()
    with django_db_blocker.unblock(), ExitStack() as after:
        after.callback(call_command, "flush", interactive=False, verbosity=0)
        full = make_full(shop)
        inside = [*addresses(full.slugs, full.values), *full.extra.items()]
        outside = [(name, reverse(name)) for name in OPEN]
        for person, pages in ((full.people.owner, inside), (None, outside)):
            context = after.enter_context(new_context(chromium, DESKTOP))
            if person:
                sign_in(context, live_server.url, person)
            walk = Walk(context, live_server.url, full.data, found, artifacts)
            for name, path in pages:
                walk.visit(name, path)
    if artifacts:
        text = json.dumps(found.defects, ensure_ascii=False, indent=1)
        (artifacts / "defects.json").write_text(text)
    return found


def test_the_walk_sees_every_kind_of_page(seen: Seen) -> None:
    assert len(seen.pages) >= 20, seen.pages
    assert {"dashboard", "imports", "import", "alerts", "members", "papers"} <= set(seen.pages)


@pytest.mark.parametrize(
    "concern", ["sideways", "targets", "axe", "console", "missing", "language"]
)
def test_nothing_is_wrong_with(concern: str, seen: Seen) -> None:
    found = seen.of(concern)
    assert not found, "\n".join(found)
