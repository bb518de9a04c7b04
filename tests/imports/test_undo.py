import datetime as dt

import pytest
import time_machine
from django.apps import apps

from channel.imports import actions
from channel.models import AuditEntry, Broadcast, DailyFriends, ImportBatch, Run
from channel.runs.work import drain
from tests import make
from tests.imports.arrange import load, take_back

pytestmark = pytest.mark.django_db
FACTS = ("DailyFriends", "PeriodFriends", "Source", "SourceDay", "Broadcast", "BroadcastResult")
FILES = {
    "daily_friends": "날짜,친구수,추가,차단\n2026-11-16,18000,40,{}\n2026-11-17,18018,41,20\n",
    "daily_sources": "날짜,유입경로,추가수\n2026-11-16,검색,{}\n2026-11-16,QR,5\n",
    "broadcasts": "발송일,제목,발송수,열람수(명)\n2026-11-19,겨울 니트 입고,17950,{}\n"
    "2026-11-12,코트,17890,90\n",
}


def rows() -> dict[str, list[dict[str, object]]]:
    return {
        name: list(apps.get_model("channel", name).objects.order_by("pk").values())
        for name in FACTS
    }


@pytest.mark.parametrize("kind", FILES)
def test_undo_brings_back_every_row_as_it_was(kind: str) -> None:
    people = make.people()
    first = load(people.channel, people.owner, FILES[kind].format(22), kind=kind)
    before = rows()
    second = load(people.channel, people.owner, FILES[kind].format(29), kind=kind)
    assert rows() != before
    take_back(second, people.owner)
    assert rows() == before
    take_back(first, people.owner)
    assert not any(rows().values())


def test_undo_keeps_what_another_wrote_later_and_counts_it() -> None:
    people = make.people()
    first = load(people.channel, people.owner, FILES["daily_friends"].format(22))
    load(people.channel, people.owner, FILES["daily_friends"].format(29))
    take_back(first, people.owner)
    assert first.kept == 1
    assert list(DailyFriends.objects.values_list("blocked", flat=True)) == [29]


def test_undoing_the_later_import_after_the_earlier_brings_nothing_of_the_earlier_back() -> None:
    people = make.people()
    first = load(people.channel, people.owner, FILES["daily_friends"].format(22))
    second = load(people.channel, people.owner, FILES["daily_friends"].format(29))
    take_back(first, people.owner)
    take_back(second, people.owner)
    assert not DailyFriends.objects.exists()


def test_undo_of_an_import_journalled_row_by_row_as_before_takes_back_every_row() -> None:
    people = make.people()
    load(people.channel, people.owner, FILES["daily_friends"].format(22).replace("16,", "18,"))
    before = rows()
    batch = load(people.channel, people.owner, FILES["daily_friends"].format(29))
    made = batch.journal.filter(before__isnull=True)
    new = DailyFriends.objects.filter(batch_id=batch.pk, day="2026-11-16")
    one = {"batch": batch, "channel_id": people.channel.pk, "table": made.get().table}
    made.delete()
    batch.journal.create(row_id=new.get().pk, **one)
    take_back(batch, people.owner)
    assert (rows(), batch.kept) == (before, 0)


def test_undo_leaves_rows_of_others_between_the_first_and_the_last_that_it_made() -> None:
    people, other = make.people(), make.channel("다른 가게")
    file = "날짜,친구수\n2026-11-16,18000\n2026-11-17,18001\n2026-11-18,18002\n"
    batch = load(people.channel, people.owner, file)
    DailyFriends.objects.filter(day="2026-11-17").update(channel=other, batch_id=None)
    left = DailyFriends.objects.get(day="2026-11-17")
    take_back(batch, people.owner)
    assert (list(DailyFriends.objects.all()), batch.kept) == ([left], 0)


def test_undo_leaves_a_pulled_figure() -> None:
    people = make.people()
    batch = load(people.channel, people.owner, FILES["daily_friends"].format(22))
    DailyFriends.objects.filter(day="2026-11-16").update(origin="pull", batch_id=None, total=1)
    take_back(batch, people.owner)
    assert (batch.kept, DailyFriends.objects.get().total) == (1, 1)


def test_a_message_with_a_later_result_stays() -> None:
    people = make.people()
    batch = load(people.channel, people.owner, FILES["broadcasts"].format(22))
    row = {"sent_on": "2026-11-19", "title": "겨울 니트 입고", "opened": 4846}
    actions.import_rows(people.channel, "broadcasts", [row], by=people.owner)
    take_back(batch, people.owner)
    assert (Broadcast.objects.get().result.opened, batch.kept) == (4846, 2)


def test_undo_ends_after_30_days_and_happens_once() -> None:
    people = make.people()
    batch = load(people.channel, people.owner, FILES["daily_friends"].format(22))
    late = batch.loaded_at + dt.timedelta(days=30, seconds=1)
    with time_machine.travel(late, tick=False), pytest.raises(actions.NotNow):
        actions.undo(batch, by=people.owner)
    take_back(batch, people.owner)
    with pytest.raises(actions.NotNow):
        actions.undo(batch, by=people.owner)


def test_typed_rows_are_undone_at_once_with_a_recount_and_an_audit_row() -> None:
    people = make.people()
    row = {"day": "2026-11-16", "total": 18_000}
    batch = actions.import_rows(people.channel, "daily_friends", [row], by=people.teammate)
    Run.objects.all().delete()
    actions.undo_now(batch, by=people.teammate)
    assert not DailyFriends.objects.exists()
    assert Run.objects.filter(kind="recompute", channel=people.channel).exists()
    assert AuditEntry.objects.count() == 2


def test_a_cancelled_import_loads_nothing_and_keeps_no_bytes() -> None:
    people = make.people()
    batch = actions.start_import(people.channel, by=people.owner, chunks=[b"x"], filename="a.csv")
    actions.cancel(batch, by=people.owner)
    drain()
    batch.refresh_from_db()
    assert (batch.state, batch.parts.count()) == (ImportBatch.State.CANCELLED, 0)
    with pytest.raises(actions.NotNow):
        actions.confirm(batch, by=people.owner)
