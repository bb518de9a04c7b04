"""Counts read off Kakao's screens: kept, corrected, removed, and what they change."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from analytics.recompute import refresh
from channel.figures.readings import latest
from channel.models import AuditEntry, Channel, TypedFigure
from tests import make
from tests.analytics.shop import SENDS
from tests.analytics.test_first_ten_minutes import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday")]
N1 = {"kind": "n1", "n1-as_of": "2026-11-22", "n1-size": "8,280", "n1-received": "16,900"}


@pytest.fixture
def sunday():  # type: ignore[no-untyped-def]
    with time_machine.travel(dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def place(client: Client) -> Channel:
    people = make.people()
    client.force_login(people.owner)
    for n, day, sent, opened, clicked in SENDS:
        title = f"메시지 {n}"
        make.broadcast(people.channel, day, title, sent=sent, opened=opened, clicked=clicked)
    refresh(people.channel)
    return people.channel


def test_n1_replaces_the_bound_by_a_count(client: Client, place: Channel) -> None:
    url = reverse("typed", args=[place.slug])
    assert "많아야 64%라는 것만 압니다" in words(client.get(url).content.decode())
    answer = client.post(url, N1, follow=True)
    assert "많아야 64% → 51%, 약 8,620명" in words(answer.content.decode())


@pytest.mark.parametrize(
    ("kind", "fields", "measure", "value"),
    [
        ("n2", {"sent_on": "2026-08-06", "received": "16,000", "friends": "15,200"},
         "retained_n2", 0.95),
        ("n3", {"tried": "5,000", "registered": "4,000", "friends": "2,040"},
         "customers_n3", 2_040),
    ],
)  # fmt: skip
def test_n2_and_n3_are_kept(
    client: Client, place: Channel, kind: str, fields: dict[str, str], measure: str, value: float
) -> None:
    data = {f"{kind}-{name}": text for name, text in {"as_of": "11/20", **fields}.items()}
    client.post(reverse("typed", args=[place.slug]), {"kind": kind, **data})
    assert latest(place)[measure].value == value


@pytest.mark.parametrize(
    ("kind", "fields", "message"),
    [
        ("n1", {"size": ""}, "수를 적어 주세요."),
        ("n1", {"size": "9", "received": "8"}, "두 수를 확인해 주세요."),
        ("n1", {"size": "9", "as_of": "2026-12-01"}, "아직 오지 않은 날입니다."),
        ("n2", {"sent_on": "11/1", "received": "5", "friends": "6"}, "두 수를 확인해 주세요."),
        ("n3", {"tried": "5", "registered": "6", "friends": "1"}, "두 수를 확인해 주세요."),
        ("n3", {"tried": "많음", "registered": "6", "friends": "1"}, "0 이상의 수를"),
    ],
)
def test_bad_input_is_named_and_stores_nothing(
    client: Client, place: Channel, kind: str, fields: dict[str, str], message: str
) -> None:
    data = {f"{kind}-{name}": text for name, text in {"as_of": "11/20", **fields}.items()}
    answer = client.post(reverse("typed", args=[place.slug]), {"kind": kind, **data})
    assert (answer.status_code, TypedFigure.objects.count()) == (422, 0)
    assert message in answer.content.decode()


def test_an_unknown_kind_is_not_found(client: Client, place: Channel) -> None:
    assert client.post(reverse("typed", args=[place.slug]), {"kind": "n9"}).status_code == 404


def test_a_correction_moves_the_row_and_is_audited(client: Client, place: Channel) -> None:
    client.post(reverse("typed", args=[place.slug]), N1)
    kept = TypedFigure.objects.get()
    client.post(
        reverse("typed_edit", args=[place.slug, kept.pk]),
        {"as_of": "2026-11-21", "size": "8,000", "received": "16,900"},
    )
    now = TypedFigure.objects.get()
    assert (now.as_of, now.values["size"]) == (dt.date(2026, 11, 21), 8_000)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.before["size"], entry.after["size"]) == (8_280, 8_000)


def test_removing_it_brings_the_bound_back(client: Client, place: Channel) -> None:
    client.post(reverse("typed", args=[place.slug]), N1)
    client.post(reverse("typed_delete", args=[place.slug, TypedFigure.objects.get().pk]))
    shown = latest(place)
    assert (shown["ghost_n1"].state, shown["ghost_high"].state) == ("missing", "provisional")


def test_more_openers_than_were_sent_to_are_refused(client: Client, place: Channel) -> None:
    url = reverse("typed", args=[place.slug])
    fields = {"kind": "n1", "n1-as_of": "2026-11-22", "n1-size": "99,999,999"}
    answer = client.post(url, fields)
    assert answer.status_code == 422
    assert "가장 적은 발송수" in words(answer.content.decode())
    assert not TypedFigure.objects.exists()


def test_the_first_results_say_the_count_instead_of_the_bound(
    client: Client, place: Channel
) -> None:
    client.post(reverse("typed", args=[place.slug]), N1)
    shown = words(client.get(reverse("start_results", args=[place.slug])).content.decode())
    assert "모두 받고 한 번도 열지 않은 친구는 51%, 약 8,620명입니다." in shown
    assert "더 좁힐 수 없습니다" not in shown
