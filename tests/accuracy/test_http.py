"""The same life over HTTP leaves the same rows as its files: who came, who left, who reacted to what."""

import datetime as dt
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from analytics.accuracy.channels import bring_in, own_channel, work_off
from channel.connections.actions import connect_webhook
from channel.connections.drain import process_deliveries
from channel.links.drain import process_clicks
from channel.links.tokens import issue_tokens
from channel.models import (
    Broadcast,
    Channel,
    Engagement,
    Friend,
    FriendActivity,
    FriendIdentity,
    TrackedLink,
    User,
    WebhookDelivery,
)
from kakao.simulator import World, make_world, write_files
from kakao.simulator.calls import Target, calls
from kakao.simulator.logs import CHAT
from kakao.simulator.replay import replay

START = dt.date(2026, 6, 1)
LIVE = START + dt.timedelta(weeks=4)
END = START + dt.timedelta(weeks=6)


def bring(place: Channel, made: World, folder: Path, *kinds: str) -> None:
    for file in write_files(made, folder, ["csv_utf8"]):
        if file.kind in kinds:
            bring_in(place, folder / file.file, file.kind)
    work_off(place)


def keep_inquiries(file: Path) -> None:
    """No webhook and no link tells of an inquiry: those of the live weeks come as a file too."""
    head, *rows = file.read_text("utf-8-sig").splitlines(keepends=True)
    kept = [row for row in rows if f",{CHAT}," in row or row.split(",")[3] < f"{LIVE}"]
    file.write_text(head + "".join(kept), "utf-8")


def target(place: Channel, url: str) -> Target:
    known = Friend.objects.filter(channel=place, trackable_from__isnull=False)
    tokens = issue_tokens(place.pk, known.values_list("pk", flat=True))
    named = FriendIdentity.objects.filter(channel=place, kind="app_user_id", friend_id__in=tokens)
    links = {
        b.kakao_id: TrackedLink.objects.create(
            channel=place, name=b.title, target="https://shop.example/", broadcast=b
        ).code
        for b in Broadcast.objects.filter(channel=place)
    }
    return Target(
        url=url, admin_key="", simulator_key=settings.DANGOL_SIMULATOR_KEY, public_id="_Sodam",
        search_id="@sodam", links=links,
        tokens={key: tokens[friend] for key, friend in named.values_list("value", "friend_id")},
    )  # fmt: skip


def by_files(made: World) -> Channel:
    place = own_channel(made, "files")
    with tempfile.TemporaryDirectory() as folder:
        bring(place, made, Path(folder), "broadcasts", "friends", "engagements")
    return place


def over_http(made: World, url: str) -> Channel:
    place = own_channel(made, "http")
    with tempfile.TemporaryDirectory() as folder:
        bring(place, made.seen(LIVE), Path(folder) / "early", "friends")
        come_and_go(place, made, url)
        bring(place, made, Path(folder), "broadcasts", "friends")
        log = Path(folder) / "people" / "engagements.csv"
        keep_inquiries(log)
        bring_in(place, log, "engagements")
    aim = target(place, url)
    clicks = [call for call in calls(made, aim, LIVE) if call.method == "GET"]
    told = replay(clicks, aim, senders=4)
    assert told.statuses == {302: len(clicks)}
    process_clicks()
    return place


def come_and_go(place: Channel, made: World, url: str) -> None:
    """Adds and blocks of the live weeks by webhook; from which day the new people's reactions are
    seen only the shop knows, and its later file says so."""
    place.public_id = "_Sodam"
    place.save(update_fields=["public_id"])
    person = User.objects.get_or_create(email="measure@example.invalid")[0]
    connect_webhook(user=person, channel=place, name="app", app_id="", key="key-of-the-app")
    aim = Target(
        url=url, admin_key="key-of-the-app", public_id="_Sodam", search_id="@sodam",
        simulator_key=settings.DANGOL_SIMULATOR_KEY,
    )  # fmt: skip
    hooks = [call for call in calls(made, aim, LIVE) if call.method == "POST"]
    told = replay(hooks, aim, senders=4)
    assert told.statuses == {200: len(hooks)}
    process_deliveries()
    kept = WebhookDelivery.objects.values_list("state", flat=True)
    assert Counter(kept) == {"done": len({call.key for call in hooks})}


def reactions(place: Channel) -> Counter[tuple]:
    names = dict(
        FriendIdentity.objects.filter(channel=place, kind="app_user_id")
        .values_list("friend_id", "value")
    )  # fmt: skip
    messages = dict(Broadcast.objects.filter(channel=place).values_list("pk", "kakao_id"))
    rows = Engagement.objects.filter(channel=place)
    return Counter(
        (names[friend], day, kind, at, messages.get(broadcast))
        for friend, day, kind, at, broadcast in rows.values_list(
            "friend_id", "day", "kind", "at", "broadcast_id"
        )
    )


def people(place: Channel) -> dict[str, tuple]:
    """Per person what is known and kept of him; ids of rows are not the same in two channels."""
    names = dict(
        FriendIdentity.objects.filter(channel=place, kind="app_user_id")
        .values_list("friend_id", "value")
    )  # fmt: skip
    friends = Friend.objects.filter(channel=place).values_list(
        "pk", "joined_on", "relation", "trackable_from"
    )
    kept = {
        friend: row
        for friend, *row in FriendActivity.objects.filter(channel=place).values_list(
            "friend_id", "mask", "mask_ordinal", "from_ordinal", "last_engaged_at", "engaged_total"
        )
    }
    return {names[pk]: (*row, *kept[pk]) for pk, *row in friends}


@pytest.mark.timeout(300)
def test_two_thousand_friends_over_http_leave_the_rows_of_their_files(live_server):
    assert settings.DANGOL_SIMULATOR_KEY
    made = make_world("return", seed=4, friends=2_000, start=START, end=END)
    filed, live = by_files(made), over_http(made, live_server.url)
    assert reactions(live) == reactions(filed)
    assert people(live) == people(filed)
