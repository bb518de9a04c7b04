"""The demo shop is fed through the import path, once, and never mistaken for a real channel."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.core.management import call_command

from analytics.demo.shop import NAMES, is_untouched
from analytics.models import WeeklyVisit
from channel.access import role_in
from channel.audit.record import record
from channel.members.actions import visit_demo
from channel.models import (
    AuditEntry,
    AxisNote,
    Broadcast,
    Channel,
    DailyFriends,
    ImportBatch,
    Role,
    SourceDay,
)
from tests import make

pytestmark = pytest.mark.django_db


def create(email: str = "demo@dangol.example") -> Channel:
    call_command("create_demo", email=email)
    return Channel.objects.get(is_demo=True)


def test_the_demo_comes_through_imports_that_can_be_looked_at() -> None:
    make.user("demo@dangol.example")
    shop = create()
    kinds = ImportBatch.objects.filter(channel=shop, state="done").values_list("kind", flat=True)
    assert set(kinds) == {"daily_friends", "daily_sources", "broadcasts"}
    assert DailyFriends.objects.filter(channel=shop).count() == 30 * 7 - 1  # one day is missing
    assert Broadcast.objects.filter(channel=shop).count() >= 28
    assert SourceDay.objects.filter(channel=shop).exists()
    assert AuditEntry.objects.filter(channel=shop).count() == 3


def test_a_second_start_leaves_the_same_rows() -> None:
    make.user("demo@dangol.example")
    first = create()
    before = list(ImportBatch.objects.values_list("pk", flat=True))
    assert create() == first
    assert list(ImportBatch.objects.values_list("pk", flat=True)) == before


def test_an_untouched_demo_is_made_anew_on_a_later_day() -> None:
    make.user("demo@dangol.example")
    guest = make.user("guest@x.example")
    with time_machine.travel(dt.datetime(2026, 11, 10, 3, tzinfo=dt.UTC), tick=True):
        visit_demo(user=guest, channel=create())
    with time_machine.travel(dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC), tick=True):
        shop = create()
    assert role_in(guest, shop) == Role.VIEWER
    assert DailyFriends.objects.filter(channel=shop).latest("day").day == dt.date(2026, 11, 21)


def test_a_demo_somebody_typed_into_stays_as_it_is() -> None:
    owner = make.user("demo@dangol.example")
    with time_machine.travel(dt.datetime(2026, 11, 10, 3, tzinfo=dt.UTC), tick=True):
        shop = create()
        shop.typedfigure_set.create(kind="n1", as_of=dt.date(2026, 11, 10), typed_by=owner)
    with time_machine.travel(dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC), tick=True):
        assert create() == shop


def _note(place: Channel) -> None:
    AxisNote.objects.create(channel=place, day=make.DAY, text="품절")


def _visit(place: Channel) -> None:
    WeeklyVisit.objects.create(channel=place, week_of=make.DAY)


def _typed(place: Channel) -> None:
    place.typedfigure_set.create(kind="n1", as_of=make.DAY)


def _edit(place: Channel) -> None:
    record(place, None, "메시지를 고쳤습니다")


def _import(place: Channel) -> None:
    ImportBatch.objects.create(
        channel=place, organisation=place.organisation, filename="내 자료.csv"
    )


def _nothing(place: Channel) -> None:
    pass


@pytest.mark.parametrize(
    ("touch", "untouched"),
    [
        (_nothing, True), (_note, False), (_visit, False), (_typed, False), (_edit, False),
        (_import, False),
    ],
)  # fmt: skip
def test_whatever_a_person_left_makes_the_demo_touched(
    touch: Callable[[Channel], None], untouched: bool
) -> None:
    place = make.channel(is_demo=True)
    for _each in NAMES:
        record(place, None, "자료를 넣음")
    touch(place)
    assert is_untouched(place) is untouched


def test_somebody_elses_organisation_of_that_name_is_left_alone() -> None:
    theirs = make.people().channel
    type(theirs.organisation).objects.filter(pk=theirs.organisation_id).update(name="예시 조직")
    demo = make.user("demo@dangol.example")
    shop = create()
    assert shop.organisation_id != theirs.organisation_id
    assert role_in(demo, theirs) is None
