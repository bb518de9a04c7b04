"""Who may open what of the statements' screens: owner, teammate, viewer, outsider, nobody."""

import pytest
from django.test import Client
from django.urls import reverse

from analytics.recompute import refresh
from channel.figures.readings import latest
from channel.models import TypedFigure
from tests import make

pytestmark = pytest.mark.django_db

# name, method, answer to owner, teammate, viewer
ROWS = [
    ("papers", "get", 200, 200, 200),
    ("start", "get", 200, 200, 200),
    ("start", "post", 422, 422, 403),
    ("start_results", "get", 200, 200, 200),
    ("typed", "get", 200, 200, 200),
    ("typed", "post", 422, 422, 403),
    ("typed_edit", "get", 200, 200, 200),
    ("typed_edit", "post", 422, 422, 403),
    ("typed_delete", "post", 302, 302, 403),
]


@pytest.mark.parametrize(("name", "method", "owner", "teammate", "viewer"), ROWS)
def test_channel_screens(
    client: Client, name: str, method: str, owner: int, teammate: int, viewer: int
) -> None:
    people = make.people()
    make.daily(people.channel)
    refresh(people.channel)
    answers = {
        person: _ask(client, people, name, method, who)
        for person, who in (
            ("nobody", None), ("outsider", people.outsider), ("viewer", people.viewer),
            ("teammate", people.teammate), ("owner", people.owner),
        )
    }  # fmt: skip
    assert answers == {
        "nobody": 302, "outsider": 404, "viewer": viewer, "teammate": teammate, "owner": owner
    }  # fmt: skip


def _ask(client: Client, people: make.People, name: str, method: str, who: object) -> int:
    args: list[object] = [people.channel.slug]
    if name == "papers":
        args.append(latest(people.channel)["friends"].pk)
    if name.startswith("typed_"):
        kept, _new = TypedFigure.objects.get_or_create(
            channel=people.channel, kind="n1", as_of=make.DAY, defaults={"values": {"size": 9}}
        )
        args.append(kept.pk)
    client.logout()
    if who:
        client.force_login(who)  # type: ignore[arg-type]
    data = {"kind": "n1", "friends": "?"} if method == "post" else {}
    return int(getattr(client, method)(reverse(name, args=args), data).status_code)


@pytest.mark.parametrize("name", ["papers", "typed_edit"])
def test_another_channels_rows_are_not_found(client: Client, name: str) -> None:
    people, other = make.people(), make.channel("셋째 가게")
    make.daily(other)
    refresh(other)
    theirs = TypedFigure.objects.create(channel=other, kind="n1", as_of=make.DAY)
    pk = latest(other)["friends"].pk if name == "papers" else theirs.pk
    client.force_login(people.owner)
    assert client.get(reverse(name, args=[people.channel.slug, pk])).status_code == 404


def test_the_first_channel_needs_a_sign_in(client: Client) -> None:
    assert client.get(reverse("first_channel")).status_code == 302
    client.force_login(make.user())
    assert client.get(reverse("first_channel")).status_code == 200
