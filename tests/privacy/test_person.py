"""One person's data handed over and forgotten, and what stays."""

import datetime as dt
import json
import re
import uuid
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from channel.connections.drain import process_deliveries
from channel.intake import record_engagements, record_friend_events
from channel.links.drain import process_clicks
from channel.links.tokens import issue_tokens
from channel.models import (
    AuditEntry,
    Channel,
    Click,
    Connection,
    Engagement,
    Friend,
    FriendActivity,
    FriendEvent,
    FriendIdentity,
    FriendMerge,
    LinkDay,
    PrunedReactions,
    TrackedLink,
    WebhookDelivery,
)
from channel.people.merging import merge_friends
from channel.privacy.actions import erase_person
from channel.privacy.registry import registered
from tests import make

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)
NAME = "3141592653589"
OTHER = "2718281828459"


def add(place: Channel, name: str, key: str = "") -> Friend:
    kind = "app_user_id" if name == NAME else "plusfriend"
    record_friend_events(place.pk, [(kind, "app", name, "added", AT, key)])
    identity = FriendIdentity.objects.get(channel=place, value=name)
    return Friend.objects.get(pk=identity.friend_id)


def fill(people: make.People, name: str = NAME) -> Friend:
    """Somebody with something in every table."""
    place = people.channel
    key = f"delivery-{name[::-1]}"
    one = add(place, name, key)
    issue_tokens(place.pk, [one.pk])
    hook, _new = Connection.objects.get_or_create(
        organisation=place.organisation, kind=Connection.Kind.WEBHOOK, name="실시간"
    )
    hook.channels.add(place)
    WebhookDelivery.objects.create(
        connection=hook, resource_id=key, body=json.dumps({"id": name}).encode(), received_at=AT,
        state=WebhookDelivery.State.DONE,
    )  # fmt: skip
    record_engagements(place.pk, [(one.pk, "chatted", AT, f"chat-{name[::-1]}", None, None)])
    link = TrackedLink.objects.create(channel=place, name="링크", target="https://shop.example")
    Click.objects.create(
        channel=place, link_id=link.pk, key=uuid.uuid4(), at=AT, day=AT.date(),
        friend_id=one.pk, known_by=Click.Known.TOKEN,
    )  # fmt: skip
    process_clicks()
    PrunedReactions.objects.create(channel=place, friend_id=one.pk, total=1, last_at=AT)
    return one


def everything() -> str:
    """All text of all tables, bodies of deliveries among it."""
    found = [str(list(model._default_manager.values())) for model in apps.get_models()]
    bodies = [bytes(one.body).decode() for one in WebhookDelivery.objects.all()]
    return "\n".join(found + bodies)


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_file_has_every_table(people: make.People) -> None:
    one = fill(people)
    fill(people, OTHER)
    url = reverse("person_export", args=[people.channel.slug, one.pk])
    answer = client_of(people.owner).post(url)
    kept = json.loads(answer.content)["kept"]
    names = {p.model.__name__ for p in registered()} - {"FriendMerge"}
    assert {name for name, rows in kept.items() if rows} == names
    assert NAME in answer.content.decode()
    assert OTHER not in answer.content.decode()
    assert "attachment" in answer["Content-Disposition"]


def test_nothing_leads_to_a_person_who_was_forgotten(people: make.People) -> None:
    one, other = fill(people), fill(people, OTHER)
    before = FriendActivity.objects.get(friend_id=other.pk)
    url = reverse("person_erase", args=[people.channel.slug, one.pk])
    answer = client_of(people.owner).post(url, {"sure": "1"})
    assert answer.status_code == 302
    assert NAME not in everything()
    assert OTHER in everything()
    for model in (FriendIdentity, FriendEvent, Engagement, PrunedReactions, FriendActivity, Click):
        assert not model._default_manager.filter(friend_id=one.pk).exists()
        assert model._default_manager.filter(friend_id=other.pk).exists()
    after = FriendActivity.objects.get(friend_id=other.pk)
    assert (after.engaged_total, after.mask) == (before.engaged_total, before.mask)


def test_counts_stay(people: make.People) -> None:
    one = fill(people)
    erase_person(user=people.owner, channel=people.channel, friend=one)
    assert (LinkDay.objects.get().people, Click.objects.count()) == (1, 1)
    assert FriendEvent.objects.filter(event="added").count() == 1


def test_the_audit_row_says_that_and_not_who(people: make.People) -> None:
    one = fill(people)
    erase_person(user=people.owner, channel=people.channel, friend=one)
    entry = AuditEntry.objects.get(verb="한 사람의 자료를 지웠습니다")
    assert (entry.subject, entry.before, entry.user) == ("", {}, people.owner)
    assert entry.after["FriendIdentity"] == 2
    assert NAME not in str(entry.after)


def test_a_merged_person_goes_whole(people: make.People) -> None:
    one, other = fill(people), fill(people, OTHER)
    merge_friends(people.channel.pk, keep=one.pk, drop=other.pk)
    erase_person(user=people.owner, channel=people.channel, friend=one)
    assert not Friend.objects.exists()
    assert not FriendMerge.objects.exists()
    assert OTHER not in everything()


def test_the_same_person_later_is_a_new_friend(people: make.People) -> None:
    one = fill(people)
    erase_person(user=people.owner, channel=people.channel, friend=one)
    again = add(people.channel, NAME, "another delivery")
    assert again.pk != one.pk
    assert FriendActivity.objects.get(friend_id=again.pk).engaged_total == 0


def test_a_repeated_delivery_brings_nobody_back(people: make.People) -> None:
    one = fill(people)
    erase_person(user=people.owner, channel=people.channel, friend=one)
    delivery = WebhookDelivery.objects.get()
    assert (bytes(delivery.body), delivery.resource_id) == (b"", f"delivery-{NAME[::-1]}")


def test_deliveries_that_repeat_it_or_wait_go_too_and_others_stay(people: make.People) -> None:
    one = fill(people)
    hook, place = Connection.objects.get(), people.channel
    Channel.objects.filter(pk=place.pk).update(public_id="_Ours")

    def deliver(key: str, state: str, **said: Any) -> int:
        body = {"event": "added", "id": NAME, "id_type": "app_user_id", "updated_at": AT.isoformat(),
                "channel_public_id": "_Ours"} | said  # fmt: skip
        row = WebhookDelivery.objects.create(
            connection=hook, resource_id=key, received_at=AT, state=state, relay_due_at=AT,
            body=json.dumps(body).encode(),
        )  # fmt: skip
        return row.pk

    gone = [
        deliver("again", "done"), deliver("not yet", "waiting"), deliver("broken", "bad", event="x")
    ]  # fmt: skip
    kept = [
        deliver("longer id", "done", id=f"{NAME}0"), deliver("other kind", "done", id_type="open_id"),
        deliver("other channel", "done", channel_public_id="_Theirs"),
    ]  # fmt: skip
    hook.channels.remove(place)  # the channel left the connection, its deliveries did not go
    erase_person(user=people.owner, channel=place, friend=one)
    hook.channels.add(place)
    hook.options = {"relay_url": "https://earlier.example"}
    hook.save()
    rows = WebhookDelivery.objects.in_bulk()
    assert [(bytes(rows[pk].body), rows[pk].relay_due_at) for pk in gone] == [(b"", None)] * 3
    assert all(rows[pk].body and rows[pk].relay_due_at for pk in kept)
    process_deliveries()
    assert not FriendIdentity.objects.filter(channel=place, value=NAME).exists()
    assert not WebhookDelivery.objects.filter(pk__in=gone).exclude(relay_due_at=None).exists()


def test_a_click_on_the_way_is_nobodys(people: make.People) -> None:
    one = fill(people)
    link = TrackedLink.objects.get()
    late = Click.objects.create(
        channel=people.channel, link_id=link.pk, key=uuid.uuid4(), at=AT, day=AT.date(),
        friend_id=one.pk, known_by=Click.Known.TOKEN,
    )  # fmt: skip
    Click.objects.exclude(pk=late.pk).delete()
    Friend.objects.all().delete()
    process_clicks()
    late.refresh_from_db()
    assert (late.friend_id, late.known_by, Engagement.objects.filter(kind="clicked").count()) == (
        None, None, 1
    )  # fmt: skip


def test_it_is_all_or_nothing(people: make.People, monkeypatch: pytest.MonkeyPatch) -> None:
    one = fill(people)

    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("channel.privacy.actions.record", fail)
    with pytest.raises(RuntimeError):
        erase_person(user=people.owner, channel=people.channel, friend=one)
    assert FriendIdentity.objects.filter(friend_id=one.pk).count() == 2


def test_it_asks_before(people: make.People) -> None:
    one = fill(people)
    url = reverse("person_erase", args=[people.channel.slug, one.pk])
    client = client_of(people.owner)
    page = client.get(url).content.decode()
    assert "되돌릴 수 없습니다" in page
    assert NAME not in page
    unsure = client.post(url)
    assert unsure.status_code == 422
    assert "먼저 위에 표시해 주세요" in unsure.content.decode()
    assert Friend.objects.filter(pk=one.pk).exists()


def test_it_says_what_is_kept_how_long(people: make.People, settings: Any) -> None:
    """Imports stay for 31 days at least, whatever the setting: until then they can be undone."""
    settings.KEEP_CLICK_DAYS, settings.KEEP_IMPORT_DAYS = 123, 7
    one = Friend.objects.create(channel=people.channel)
    path = reverse("person_erase", args=[people.channel.slug, one.pk])
    page = strip_tags(client_of(people.owner).get(path).content.decode())
    assert re.search(r"누른 링크와 때\s*123일", page)
    assert re.search(r"되돌리기 기록\s*31일", page)


def test_another_channels_person_is_not_found(people: make.People) -> None:
    elsewhere = Friend.objects.create(channel=make.channel("다른 가게 둘"))
    client = client_of(people.owner)
    for name in ("person_erase", "person_export"):
        url = reverse(name, args=[people.channel.slug, elsewhere.pk])
        assert client.post(url, {"sure": "1"}).status_code == 404
    assert Friend.objects.filter(pk=elsewhere.pk).exists()


@pytest.fixture
def people() -> make.People:
    assert connection.vendor == "postgresql"
    return make.people()
