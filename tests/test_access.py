"""Every address for every role and for a stranger. A new address without a rule fails here."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from channel.models import Role, User
from tests import make
from tests.access_table import FOREIGN, TABLE, Rule

pytestmark = pytest.mark.django_db
RANK = {"viewer": 0, "editor": 2, "owner": 3}
ROLES = {"viewer": Role.VIEWER, "editor": Role.EDITOR, "owner": Role.OWNER}


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, inner)
        else:
            yield space + (pattern.name or f"nameless {pattern.pattern}")


def test_every_address_has_a_rule() -> None:
    known = set(names(get_resolver().url_patterns))
    ours = {name for name in known if not name.startswith(FOREIGN)}
    assert ours - set(TABLE) == set()
    assert set(TABLE) - ours == set()


def address(name: str, people: make.People) -> str:
    values = dict(TABLE[name].args)
    patterns = {tuple(params) for _path, params in get_resolver().reverse_dict.getlist(name)[0][0]}
    if any("slug" in params for params in patterns):
        path_is_organisation = "o/" in get_resolver().reverse_dict.getlist(name)[0][0][0][0][:2]
        place = people.channel.organisation if path_is_organisation else people.channel
        values["slug"] = place.slug
    return reverse(name, kwargs=values)


def client_of(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def with_role(people: make.People, role: str) -> User:
    """Somebody who holds exactly that role in the whole organisation."""
    person = make.user(f"{role}@role.example")
    make.member(person, people.channel, ROLES[role])
    return person


def get(name: str, people: make.People, user: User | None) -> int:
    return client_of(user).get(address(name, people)).status_code


def post(name: str, people: make.People, user: User | None) -> int:
    return client_of(user).post(address(name, people)).status_code


GUARDED = [name for name, rule in TABLE.items() if rule.get in RANK or rule.post]


@pytest.mark.parametrize("name", [n for n, rule in TABLE.items() if rule.get != "public"])
def test_a_stranger_is_sent_to_sign_in(name: str) -> None:
    people = make.people()
    for method in (get, post):
        assert method(name, people, None) in (302, 404, 405)
    assert get(name, people, None) != 200


@pytest.mark.parametrize("name", GUARDED)
def test_an_outsider_learns_nothing(name: str) -> None:
    people = make.people()
    assert get(name, people, people.outsider) in (404, 405)
    assert post(name, people, people.outsider) in (404, 405)


@pytest.mark.parametrize("name", GUARDED)
def test_each_role_reads_what_it_may_and_nothing_above(name: str) -> None:
    people = make.people()
    needed = TABLE[name].get
    for role, rank in RANK.items():
        status = get(name, people, with_role(people, role))
        if needed == "post":
            assert status == 405
        else:
            assert (status == 403) == (rank < RANK[needed])
            assert status in (200, 302, 403, 404)


@pytest.mark.parametrize("name", GUARDED)
def test_each_role_posts_what_it_may_and_nothing_above(name: str) -> None:
    needed = TABLE[name].post
    for role, rank in RANK.items():
        people = make.people()
        status = post(name, people, with_role(people, role))
        if not needed:
            assert status in (403, 405)
        else:
            assert (status == 403) == (rank < RANK[needed])
            assert status != 405
        User.objects.all().delete()


@pytest.mark.parametrize("name", [n for n, rule in TABLE.items() if rule.get == "person"])
def test_a_signed_in_person_opens_their_own_pages(name: str) -> None:
    people = make.people()
    assert get(name, people, people.outsider) in (200, 302)


@pytest.mark.parametrize(
    "name", ["account_email", "account_change_password", "mfa_index", "admin:index"]
)
def test_foreign_doors_are_shut_to_strangers(client: Client, name: str) -> None:
    assert client.get(reverse(name)).status_code == 302


def test_the_admin_is_shut_to_owners() -> None:
    people = make.people()
    assert client_of(people.owner).get(reverse("admin:index")).status_code == 302


def test_a_rule_names_roles_that_exist() -> None:
    for rule in TABLE.values():
        assert isinstance(rule, Rule)
        assert rule.get in {"public", "person", "post", *RANK}
        assert rule.post in {"", *RANK}
