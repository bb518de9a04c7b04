"""What is too old goes; what anything still needs stays."""

import datetime as dt
import os
import time
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from channel.clock import kst_midnight, today
from channel.intake import record_engagements
from channel.models import (
    Channel,
    Click,
    Connection,
    Engagement,
    FriendActivity,
    ImportBatch,
    ImportJournal,
    ImportPart,
    ImportProblem,
    PrunedReactions,
    Run,
    SendDay,
    WebhookDelivery,
)
from channel.people.identities import friends_of
from channel.people.merging import merge_friends, unmerge_friends
from channel.people.recount import recount
from channel.privacy import tidy
from channel.privacy.tasks import tidy as tick
from channel.runs.work import drain
from tests import make

pytestmark = pytest.mark.django_db


def ago(days: int) -> dt.date:
    return today() - dt.timedelta(days=days)


def send_days(place: Channel, every: int, count: int) -> None:
    for n in range(count):
        day = ago(every * (count - n))
        SendDay.objects.create(channel=place, day=day, ordinal=n + 1)


def engaged(place: Channel, days: int) -> None:
    day = ago(days)
    Engagement.objects.create(
        channel=place, day=day, kind="clicked", key=f"{days}", friend_id=1, at=kst_midnight(day)
    )
    Click.objects.create(
        channel=place, day=day, key=uuid.uuid4(), link_id=1, at=kst_midnight(day),
        processed_at=timezone.now(),
    )  # fmt: skip


def test_old_clicks_and_reactions_go_of_channels_with_enough_send_days(settings: Any) -> None:
    settings.KEEP_CLICK_DAYS, settings.KEEP_ENGAGEMENT_DAYS = 450, 500
    old, young = make.channel(), make.channel("새 가게")
    send_days(old, 3, 100)
    send_days(young, 3, 10)
    for place in (old, young):
        for days in (390, 440, 460, 499, 510):
            engaged(place, days)
    assert tidy.prune_people() == 4
    assert tidy.prune_people() == 0
    assert Click.objects.filter(channel=old).count() == 2
    assert Engagement.objects.filter(channel=old).count() == 4
    assert Click.objects.filter(channel=young).count() == 5


def kept_of(place: Channel) -> list[tuple[object, ...]]:
    kept = FriendActivity.objects.filter(channel=place).order_by("friend_id")
    return list(kept.values_list("friend_id", "engaged_total", "last_engaged_at", "mask"))


def reacting(place: Channel, batch_id: int | None = None) -> list[int]:
    """Two friends; of the first all is old, of the second only his first reaction."""
    send_days(place, 3, 100)
    found = friends_of(place.pk, [("own", "", "a"), ("own", "", "b")])
    ids = [found["own", "", name] for name in ("a", "b")]
    days = [(ids[0], 900), (ids[0], 700), (ids[1], 900), (ids[1], 3)]
    rows = [(who, "clicked", kst_midnight(ago(d)), f"{who} {d}", None, None) for who, d in days]
    record_engagements(place.pk, rows)
    Engagement.objects.update(batch_id=batch_id)
    return ids


def test_a_friend_keeps_his_total_and_his_last_reaction(settings: Any) -> None:
    settings.KEEP_ENGAGEMENT_DAYS = 800
    place = make.channel()
    reacting(place)
    before = kept_of(place)
    assert [row[1] for row in before] == [2, 2]
    for days, left in ((800, 2), (600, 1), (600, 1)):
        settings.KEEP_ENGAGEMENT_DAYS = days
        tidy.prune_people()
        assert Engagement.objects.count() == left
        assert kept_of(place) == before
        assert recount(place.pk) == 0
    assert PrunedReactions.objects.count() == 2


def test_a_log_that_is_loaded_again_is_not_counted_again(settings: Any) -> None:
    settings.KEEP_ENGAGEMENT_DAYS = 600
    place = make.channel()
    ids = reacting(place)
    before = kept_of(place)
    again = [(who, "clicked", kst_midnight(ago(900)), f"{who} 900", None, None) for who in ids]
    for _month in range(3):
        tidy.prune_people()
        assert record_engagements(place.pk, again) == (0, 2)
        assert kept_of(place) == before
    assert Engagement.objects.count() == 1


def test_more_than_one_helping_is_counted_whole(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.KEEP_ENGAGEMENT_DAYS = 600
    monkeypatch.setattr(tidy, "AT_ONCE", 1)
    place = make.channel()
    reacting(place)
    before = kept_of(place)
    assert tidy.prune_people() == 3
    assert kept_of(place) == before


def test_totals_of_pruned_reactions_go_along_with_a_merge_and_back(settings: Any) -> None:
    settings.KEEP_ENGAGEMENT_DAYS = 600
    place = make.channel()
    one, other = reacting(place)
    tidy.prune_people()
    before = kept_of(place)
    merge_friends(place.pk, other, one)
    [(_kept, total, last, _mask)] = kept_of(place)
    assert (total, last) == (4, kst_midnight(ago(3)))
    assert recount(place.pk) == 0
    unmerge_friends(place.pk, one)
    assert kept_of(place) == before


def test_what_is_pruned_after_a_merge_stays_with_the_kept_one(settings: Any) -> None:
    settings.KEEP_ENGAGEMENT_DAYS = 800
    place = make.channel()
    one, other = reacting(place)
    tidy.prune_people()
    merge_friends(place.pk, other, one)
    own = ("clicked", kst_midnight(ago(650)), "own", None, None)
    record_engagements(place.pk, [(other, *own)])
    settings.KEEP_ENGAGEMENT_DAYS = 600
    tidy.prune_people()
    unmerge_friends(place.pk, one)
    assert {friend: total for friend, total, _last, _mask in kept_of(place)} == {one: 1, other: 4}
    assert recount(place.pk) == 0


def test_reactions_of_an_import_that_can_be_taken_back_are_not_pruned(settings: Any) -> None:
    settings.KEEP_ENGAGEMENT_DAYS = 600
    place = make.channel()
    old = batch(place, 20, "done")
    reacting(place, old.pk)
    tidy.prune_people()
    assert Engagement.objects.count() == 4
    ImportBatch.objects.update(loaded_at=timezone.now() - dt.timedelta(days=32))
    tidy.prune_people()
    assert Engagement.objects.count() == 1


def test_a_click_that_waits_is_kept(settings: Any) -> None:
    settings.KEEP_CLICK_DAYS = 410
    place = make.channel()
    send_days(place, 3, 100)
    engaged(place, 800)
    Click.objects.update(processed_at=None)
    tidy.prune_people()
    assert Click.objects.count() == 1


def test_deliveries_go_after_their_time_but_never_unread() -> None:
    place = make.channel()
    hook = Connection.objects.create(organisation=place.organisation, kind="webhook", name="실시간")
    for days, state in ((91, "done"), (91, "waiting"), (89, "done"), (91, "unknown")):
        WebhookDelivery.objects.create(
            connection=hook, resource_id=f"{days} {state}", body=b"{}", state=state,
            received_at=timezone.now() - dt.timedelta(days=days),
        )  # fmt: skip
    assert tidy.prune_deliveries() == 2
    left = WebhookDelivery.objects.values_list("resource_id", flat=True)
    assert set(left) == {"91 waiting", "89 done"}
    Connection.objects.update(state=Connection.State.PAUSED)
    assert tidy.prune_deliveries() == 1
    assert set(left.all()) == {"89 done"}


def batch(place: Channel, days: int, state: str) -> ImportBatch:
    made = ImportBatch.objects.create(
        organisation=place.organisation, channel=place, kind="friends", state=state
    )
    at = timezone.now() - dt.timedelta(days=days)
    ImportBatch.objects.filter(pk=made.pk).update(
        created_at=at, loaded_at=at if state == "done" else None
    )
    ImportPart.objects.create(batch=made, n=1, data=b"x")
    ImportProblem.objects.create(batch=made, line=1, code="bad", row=["01012345678"])
    ImportJournal.objects.create(batch=made, channel_id=place.pk, table="t", row_id=made.pk)
    return made


@pytest.mark.parametrize(
    ("days", "state", "after", "left"),
    [
        (61, "done", "done", 0),
        (59, "done", "done", 1),
        (61, "failed", "failed", 0),
        (61, "asking", "cancelled", 0),
        (61, "loading", "loading", 1),
    ],
)
def test_imports_keep_their_counts_and_lose_their_rows(
    days: int, state: str, after: str, left: int
) -> None:
    made = batch(make.channel(), days, state)
    tidy.prune_imports()
    tidy.prune_imports()
    made.refresh_from_db()
    assert made.state == after
    for model in (ImportPart, ImportProblem, ImportJournal):
        assert model._default_manager.count() == left


def test_an_import_that_can_be_taken_back_keeps_its_journal(settings: Any) -> None:
    settings.KEEP_IMPORT_DAYS = 1
    batch(make.channel(), 30, "done")
    tidy.prune_imports()
    assert ImportJournal.objects.count() == 1


def test_old_mail_files_go(settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_FILE_PATH = tmp_path
    for name, days in (("old.log", 91), ("new.log", 89), ("old.txt", 91)):
        (tmp_path / name).write_text("mail")
        os.utime(tmp_path / name, (time.time() - days * 86_400,) * 2)
    assert tidy.prune_mail_files() == 1
    assert {file.name for file in tmp_path.iterdir()} == {"new.log", "old.txt"}


def test_jobs_that_ended_long_ago_go_but_the_newest(settings: Any) -> None:
    settings.KEEP_SYNC_DAYS = 30
    place, long_ago = make.channel(), timezone.now() - dt.timedelta(days=40)

    def ended(key: str, state: str = "done") -> int:
        made = Run.objects.create(
            kind="sync", channel=place, key=key, state=state, finished_at=long_ago
        )
        return made.pk

    ended("1")
    kept = [ended("1"), ended("2", "failed"), ended("2"), ended("3", "waiting")]
    for _twice in range(2):
        tidy.prune_runs()
        assert sorted(Run.objects.values_list("pk", flat=True)) == kept


def test_the_nightly_tick_is_one_job() -> None:
    tick()
    tick()
    drain()
    assert list(Run.objects.values_list("kind", "state")) == [("tidy", "done")]
