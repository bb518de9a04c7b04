"""A connection that speaks for two channels is handled by who owns both, and by nobody else."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from channel.connections import actions, receiving
from channel.connections.drain import process_deliveries
from channel.models import Channel, Connection, Role, User
from tests import make
from tests.webhook.arrange import connected, deliver

pytestmark = pytest.mark.django_db
NEW_KEY = "fedcba9876543210fedcba9876543210"


@pytest.fixture
def two() -> tuple[make.People, Channel, Connection]:
    """The shop's channel with its webhook, and a second channel that somebody else owns alone."""
    receiving._known.clear()
    people = make.people()
    other = make.channel("둘째", organisation=people.channel.organisation)
    Channel.objects.filter(pk=other.pk).update(public_id="_Other")
    other.refresh_from_db()
    return people, other, connected(people.channel, people.owner)


def owner_of(place: Channel) -> Client:
    person = make.user("second@mood.example")
    make.member(person, place, Role.OWNER, whole=False)
    return client(person)


def client(person: User) -> Client:
    found = Client()
    found.force_login(person)
    return found


def state(one: Connection) -> Any:
    one.refresh_from_db()
    return one.name, one.state, one.options, one.key_hash, one.next_key_hash, one.removed_at


POSTS = {
    "connection": {"name": "내 것", "app_id": "77", "relay_url": "https://else.example/x"},
    "connection_keys": {"next_key": NEW_KEY},
    "connection_pause": {}, "connection_resume": {}, "connection_remove": {},
}  # fmt: skip


def test_a_channels_owner_does_not_see_or_join_another_channels_connection(two: Any) -> None:
    _people, other, one = two
    person = owner_of(other)
    page = person.get(reverse("connections", args=[other.slug])).content.decode()
    assert "같은 조직의 다른 연결" not in page
    assert person.post(reverse("connection_join", args=[other.slug, one.pk])).status_code == 404
    assert list(one.channels.values_list("name", flat=True)) == ["무드옷장"]


@pytest.mark.parametrize("name", POSTS)
def test_an_owner_of_one_channel_changes_nothing_of_both(two: Any, name: str) -> None:
    people, other, one = two
    actions.join(user=people.owner, channel=other, connection=one)
    person, before = owner_of(other), state(one)
    answer = person.post(reverse(name, args=[other.slug, one.pk]), POSTS[name])
    assert (answer.status_code, state(one)) == (403, before)


def test_an_owner_of_one_channel_sees_its_deliveries_and_may_leave(two: Any) -> None:
    people, other, one = two
    actions.join(user=people.owner, channel=other, connection=one)
    deliver(resource_id="a")
    deliver(resource_id="b", channel_public_id="_Other")
    deliver(resource_id="c", channel_public_id="_Nobody")
    process_deliveries()
    person = owner_of(other)
    page = person.get(reverse("connection", args=[other.slug, one.pk]))
    assert [row.public_id for row in page.context["deliveries"]] == ["_Other"]
    text = page.content.decode()
    assert "이 채널만 빼기" in text
    assert "키 바꾸기" not in text
    assert "멈추기" not in text
    whole = client(people.owner).get(reverse("connection", args=[people.channel.slug, one.pk]))
    assert len(whole.context["deliveries"]) == 3
    assert person.post(reverse("connection_leave", args=[other.slug, one.pk])).status_code == 302
    assert list(one.channels.all()) == [people.channel]


def test_who_owns_both_handles_it_from_either(two: Any) -> None:
    people, other, one = two
    owner = client(people.owner)
    assert (
        "같은 조직의 다른 연결"
        in owner.get(reverse("connections", args=[other.slug])).content.decode()
    )
    owner.post(reverse("connection_join", args=[other.slug, one.pk]))
    owner.post(reverse("connection_pause", args=[other.slug, one.pk]))
    assert state(one)[1] == Connection.State.PAUSED
