"""Clicks become counts and engagements, each exactly once."""

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from channel.clock import kst_day
from channel.links import drain
from channel.links.drain import process_clicks
from channel.models import (
    Channel,
    Click,
    Engagement,
    Friend,
    FriendActivity,
    LinkDay,
    TrackedLink,
)
from channel.people.send_days import renumber
from tests import make

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)
DAY = kst_day(NOON)
Visitor, Known = Click.Visitor, Click.Known


def click(link: TrackedLink, at: dt.datetime = NOON, **fields: Any) -> Click:
    return Click.objects.create(
        channel_id=link.channel_id, link_id=link.pk, key=uuid.uuid4(), at=at, day=kst_day(at),
        **fields,
    )  # fmt: skip


def friend(place: Channel) -> Friend:
    one = Friend.objects.create(channel=place)
    FriendActivity.objects.create(channel=place, friend_id=one.pk)
    return one


def test_clicks_are_counted_by_day_and_visitor_however_often_it_runs(link: TrackedLink) -> None:
    for visitor in (Visitor.PERSON, Visitor.PERSON, Visitor.PREVIEW, Visitor.SCANNER):
        click(link, visitor=visitor)
    click(link, NOON + dt.timedelta(days=1), shared=True)
    assert (process_clicks(), process_clicks()) == (5, 0)
    click(link)
    process_clicks()
    days = LinkDay.objects.order_by("day").values_list(
        "day", "people", "previews", "scanners", "shared"
    )
    assert list(days) == [(DAY, 3, 1, 1, 0), (DAY + dt.timedelta(days=1), 1, 0, 0, 1)]
    assert not Click.objects.filter(processed_at=None).exists()


def test_a_known_click_is_an_engagement_with_the_links_message(link: TrackedLink) -> None:
    sent = make.broadcast(link.channel, DAY)
    TrackedLink.objects.update(broadcast=sent)
    one = friend(link.channel)
    made = click(link, friend_id=one.pk, known_by=Known.COOKIE)
    process_clicks()
    engagement = Engagement.objects.get()
    assert (engagement.kind, engagement.key, engagement.friend_id) == (
        "clicked", str(made.key), one.pk
    )  # fmt: skip
    assert (engagement.at, engagement.broadcast_id) == (NOON, sent.pk)


@pytest.mark.parametrize(("visitor", "known"), [(Visitor.PERSON, False), (Visitor.PREVIEW, False)])
def test_nobodys_click_is_no_engagement(visitor: str, known: bool, link: TrackedLink) -> None:
    click(link, visitor=visitor)
    process_clicks()
    assert not Engagement.objects.exists()


def test_his_own_link_makes_a_friend_trackable_and_that_click_counts_in_no_window(
    link: TrackedLink,
) -> None:
    one = friend(link.channel)
    for n in range(3):
        make.broadcast(link.channel, DAY + dt.timedelta(days=n), f"소식 {n}")
    renumber(link.channel)
    click(link, friend_id=one.pk, known_by=Known.TOKEN)
    process_clicks()
    one.refresh_from_db()
    kept = FriendActivity.objects.get()
    assert (one.trackable_from, one.trackable_by) == (DAY, "token")
    assert (kept.from_ordinal, kept.last_engaged_at) == (2, NOON)


def test_a_click_known_by_cookie_makes_nobody_trackable(link: TrackedLink) -> None:
    one = friend(link.channel)
    click(link, friend_id=one.pk, known_by=Known.COOKIE)
    process_clicks()
    one.refresh_from_db()
    assert one.trackable_from is None


def test_a_friend_who_is_gone_keeps_nothing_waiting(link: TrackedLink) -> None:
    one = friend(link.channel)
    click(link, friend_id=one.pk, known_by=Known.TOKEN)
    Friend.objects.all().delete()
    assert process_clicks() == 1
    assert (LinkDay.objects.get().people, Engagement.objects.count()) == (1, 0)


def test_one_channels_trouble_keeps_no_other_waiting(
    link: TrackedLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = TrackedLink.objects.create(
        channel=make.channel("다른 가게"), name="다른", target="https://shop.example"
    )
    bad, good = friend(link.channel), friend(other.channel)
    for one, whose in ((link, bad), (other, good)):
        click(one, friend_id=whose.pk, known_by=Known.COOKIE)
    real = drain.record_engagements

    def record(channel_id: int, rows: Any) -> Any:
        if channel_id == link.channel_id:
            raise RuntimeError
        return real(channel_id, rows)

    monkeypatch.setattr(drain, "record_engagements", record)
    assert process_clicks() == 1
    assert Click.objects.get(processed_at=None).channel_id == link.channel_id
    monkeypatch.undo()
    process_clicks()
    assert Engagement.objects.count() == 2
    assert sorted(LinkDay.objects.values_list("people", flat=True)) == [1, 1]


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_count_each_click_once(link: TrackedLink) -> None:
    friends = [friend(link.channel) for _n in range(5)]
    for n in range(200):
        click(link, friend_id=friends[n % 5].pk, known_by=Known.TOKEN)

    def worker(_n: int) -> None:
        try:
            process_clicks()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(worker, range(4)))
    assert LinkDay.objects.get().people == Engagement.objects.count() == 200
    assert set(FriendActivity.objects.values_list("engaged_total", flat=True)) == {40}
