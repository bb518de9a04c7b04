"""A pulled message finds the stored one that it is, and what came by itself is asked of nobody."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from analytics.weekly.checks import checks
from analytics.weekly.grid import ASKED_UNTIL_DAYS, build_grid
from analytics.weekly.week import Week
from channel import clock
from channel.broadcasts.pulled import Pulled, match
from channel.models import Broadcast, BroadcastResult, Origin, TypedFigure
from tests import make
from tests.sync.arrange import Kakao, connect, pull_all
from tests.sync.test_connections import signed_in

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 19, 11, tzinfo=clock.KST)


def told(**more: object) -> Pulled:
    plain = {"kakao_id": "msg-ad-1", "title": "겨울 니트 입고", "sent_at": AT, "sent": 18_000,
             "opened": 5_000, "clicked": 130, "failed": 3}  # fmt: skip
    return Pulled(**{**plain, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("title", "sent", "more", "doubles"),
    [
        ("겨울  니트 입고", 17_900, {}, False),  # folded title, sent within 2%
        ("겨울 니트 입고", None, {}, False),  # typed without a result
        ("겨울 니트 입고", 9_000, {}, True),  # half of it: another message of that name
        ("다른 제목", 18_000, {}, True),  # only looks alike: a person decides
    ],
)
def test_a_pulled_message_fills_the_one_it_is(
    title: str, sent: int | None, more: dict[str, object], doubles: bool
) -> None:
    people = make.people()
    day = clock.kst_day(AT)
    typed = make.broadcast(people.channel, day, title, sent=sent, opened=None, clicked=None)
    assert match(people.channel, told(**more))
    assert Broadcast.objects.count() == 1 + doubles
    typed.refresh_from_db()
    assert typed.kakao_id == (None if doubles else "msg-ad-1")


def test_the_same_message_twice_changes_nothing_and_a_grown_one_is_brought_up_to_date() -> None:
    people = make.people()
    assert match(people.channel, told())
    assert not match(people.channel, told())
    assert match(people.channel, told(opened=6_000))
    result = BroadcastResult.objects.get()
    assert (result.opened, result.origin) == (6_000, Origin.PULL)


def test_a_figure_that_kakao_leaves_out_erases_nothing() -> None:
    people = make.people()
    match(people.channel, told())
    match(people.channel, told(opened=None))
    assert BroadcastResult.objects.get().opened == 5_000


def test_a_figure_that_cannot_be_true_is_not_stored() -> None:
    people = make.people()
    match(people.channel, told())
    match(people.channel, told(opened=19_000))
    assert BroadcastResult.objects.get().opened == 5_000


def test_monday_asks_for_what_did_not_come_by_itself() -> None:
    people, today = make.people(), clock.today()
    sent_at = timezone.now() - dt.timedelta(days=5)
    match(people.channel, told(sent_at=sent_at))
    make.broadcast(people.channel, clock.kst_day(sent_at), "직접 적은 메시지")
    grid = build_grid(people.channel, Week.told_on(today), today)
    assert [row.label for row in grid.messages] == ["직접 적은 메시지"]


def test_monday_asks_nothing_about_messages_that_a_connection_brought(kakao: Kakao) -> None:
    """The same messages, typed by a person without their results, are asked for."""
    people, today = make.people(), clock.today()
    connect(people.channel, kakao, platforms=["moment"])
    pull_all()
    page = signed_in(people.owner).get(reverse("weekly", args=[people.channel.slug]))
    assert page.context["grid"].messages == []
    first = Week.told_on(today).monday - dt.timedelta(days=ASKED_UNTIL_DAYS)
    pulled = Broadcast.objects.filter(sent_on__range=(first, today - dt.timedelta(days=3)))
    assert pulled.exists()
    BroadcastResult.objects.update(origin=Origin.TYPED, opened=None)
    asked = build_grid(people.channel, Week.told_on(today), today).messages
    assert {row.key for row in asked} == {f"message:{one.pk}" for one in pulled}


@pytest.mark.parametrize(("origin", "asked"), [("pull", False), ("typed", True)])
def test_monday_does_not_ask_for_receivers_that_kakao_counted(origin: str, asked: bool) -> None:
    people, today = make.people(), clock.today()
    TypedFigure.objects.create(
        channel=people.channel, kind="n2", as_of=today, origin=origin,
        values={"received": 10, "friends": 9},
    )  # fmt: skip
    [check] = [
        one
        for one in checks(people.channel, Week.told_on(today), None)
        if one.key.startswith("numbers:")
    ]
    assert ("지난 메시지를 받은 친구, 구매" in check.text) == asked
    assert ("카카오에서 가져왔습니다" in check.text) != asked
