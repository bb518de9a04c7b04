"""All pages of a full channel: nothing sticks out, is missing, complains or speaks the wrong language."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser

from tests.browser.conftest import new_context, sign_in
from tests.browser.full import make_full
from tests.browser.shop import Shop
from tests.browser.walk import DESKTOP, Seen, Walk, addresses

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def seen(
    chromium: Browser,
    live_server: Any,
    shop: Shop,
    artifacts: Path | None,
    django_db_setup: None,
    django_db_blocker: Any,
) -> Iterator[Seen]:
    with django_db_blocker.unblock():
        full = make_full(shop)
        context = new_context(chromium, DESKTOP)
        sign_in(context, live_server.url, full.people.owner)
        walk = Walk(context, live_server.url, full.data, artifacts)
        for name, path in [*addresses(full.slugs, full.values), *full.extra.items()]:
            walk.visit(name, path)
        context.close()
        call_command("flush", interactive=False, verbosity=0)
    if artifacts:
        (artifacts / "defects.json").write_text(
            json.dumps(walk.seen.defects, ensure_ascii=False, indent=1)
        )
    return walk.seen


def test_the_walk_sees_every_kind_of_page(seen: Seen) -> None:
    assert len(seen.pages) >= 20, seen.pages
    assert {"dashboard", "imports", "import", "alerts", "members", "papers"} <= set(seen.pages)


@pytest.mark.parametrize(
    "concern", ["sideways", "targets", "axe", "console", "missing", "language"]
)
def test_nothing_is_wrong_with(concern: str, seen: Seen) -> None:
    found = seen.of(concern)
    assert not found, "\n".join(found)
