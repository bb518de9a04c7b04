"""Pages by key: there and back, and addresses somebody has changed."""

from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from django.http import QueryDict
from django.utils import timezone

from channel.audit.record import record
from channel.models import AuditEntry
from channel.paging import Page, page_of
from tests import make

pytestmark = pytest.mark.django_db


def pages() -> list[str]:
    """Seven rows, three of them at the same moment."""
    place, now = make.channel(), timezone.now()
    for number in range(7):
        entry = record(place, None, "v", number)
        at = now - timedelta(hours=max(0, number - 2))
        AuditEntry.objects.filter(pk=entry.pk).update(at=at)
    return list(AuditEntry.objects.values_list("subject", flat=True))


def turn(query: str) -> Page:
    return page_of(AuditEntry.objects.all(), QueryDict(query.lstrip("?")), "at", size=3)


def subjects(page: Page) -> list[str]:
    return [entry.subject for entry in page.rows]


def test_forward_and_back_show_every_row_once() -> None:
    order = pages()
    first = turn("q=a")
    second = turn(first.next_url)
    third = turn(second.next_url)
    assert subjects(first) + subjects(second) + subjects(third) == order
    assert (first.previous_url, third.next_url) == ("", "")
    assert subjects(turn(third.previous_url)) == subjects(second)
    assert subjects(turn(second.previous_url)) == subjects(first)
    assert turn(second.previous_url).previous_url == ""
    assert parse_qs(second.next_url.lstrip("?"))["q"] == ["a"]


@pytest.mark.parametrize(
    "key", ["x", "2026-11-22_1", "2026-11-22T00:00:00+09:00_" + "9" * 30, "_", "2026_x"]
)
def test_a_key_that_is_none_starts_at_the_beginning(key: str) -> None:
    order = pages()
    assert subjects(turn(f"before={key}")) == order[:3]
