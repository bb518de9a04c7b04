"""What may go wrong with a connection: a clear message on the page, nothing that came in is lost,
and what a person does about it brings everything back."""

from collections.abc import Callable
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.test import Client
from django.urls import reverse

from campaigns.models import AdAccount, AdAnswer, AdDay
from channel.models import Alert, Connection
from tests import make
from tests.sync.arrange import Kakao, pull_all, stored, truth
from tests.sync.test_connections import (
    FORM,
    answered,
    consented,
    made,
    signed_in,
    url,
    words_after,
)  # fmt: skip

pytestmark = pytest.mark.django_db


def kept() -> list[Any]:
    """Every figure and every answer that came in."""
    days = AdDay.objects.order_by("pk").values_list(
        "account", "level", "object_id", "day", "metrics"
    )
    return [*days, *AdAnswer.objects.order_by("pk").values_list("account", "level", "day", "rows")]


def connected(people: make.People) -> Connection:
    """By the screens: keys typed, consent given, everything in."""
    connection = made(people)
    assert "연결했습니다" in consented(people, signed_in(people.owner), connection)
    pull_all()
    connection.refresh_from_db()
    assert connection.state == Connection.State.WORKING
    assert kept()
    return connection


def shown(people: make.People, connection: Connection, language: str = "ko") -> str:
    people.owner.language = language
    people.owner.save()
    page = signed_in(people.owner).get(url(people, "connection", connection.pk))
    return page.content.decode().replace("&#x27;", "'").replace("&quot;", '"')


def pull_again(people: make.People, connection: Connection) -> None:
    signed_in(people.owner).post(url(people, "connection_do", connection.pk, "pull"))
    pull_all()


def dead_token(kakao: Kakao, _settings: Any) -> None:
    kakao.put("tokens", business=1, dead=True)


def revoked_scope(kakao: Kakao, _settings: Any) -> None:
    kakao.put("tokens", business=1, scopes=["keyword_management"])


def lost_key(_kakao: Kakao, settings: Any) -> None:
    settings.DANGOL_SECRET_KEYS = [Fernet.generate_key().decode()]


LOST = {
    "a dead token": (dead_token, "카카오 동의가 끝났습니다", "consent at Kakao has ended"),
    "a revoked scope": (revoked_scope, "동의한 범위가 줄었습니다", "covers less than before"),
    "a lost encryption key": (lost_key, "설정에서 시크릿을 다시 넣고", "encryption key"),
}  # fmt: skip


@pytest.mark.parametrize("name", LOST)
def test_what_ends_a_connection_is_said_and_mended_and_loses_nothing(
    kakao: Kakao, settings: Any, name: str
) -> None:
    breaks, korean, english = LOST[name]
    people = make.people()
    connection = connected(people)
    before = kept()
    breaks(kakao, settings)
    pull_again(people, connection)
    page = shown(people, connection)
    assert korean in page
    assert "다시 연결해야 함" in page
    assert english in shown(people, connection, "en")
    told = signed_in(people.owner).get(reverse("alerts", args=[people.channel.slug]))
    assert english in told.content.decode()
    assert kept() == before
    assert Alert.objects.open().filter(kind="connection_dead").count() == 1
    people.owner.language = "ko"
    people.owner.save()
    _mend(people, connection, secret=name == "a lost encryption key")
    assert "작동 중" in shown(people, connection)
    assert not Alert.objects.open().filter(kind="connection_dead").exists()
    for account in AdAccount.objects.all():
        assert stored(account) == truth(kakao, account)


def _mend(people: make.People, connection: Connection, *, secret: bool) -> None:
    client = signed_in(people.owner)
    if secret:
        # the app's own secret is as unreadable as the token: the page says where to put it anew
        assert "설정에서 시크릿을 다시 넣고" in consented(people, client, connection)
        client.post(url(people, "connection", connection.pk), FORM)
    assert "연결했습니다" in consented(people, client, connection)
    pull_all()


def _refuse(people: make.People, client: Client, connection: Connection) -> str:
    return consented(people, client, connection, sim_answer="refuse")


def _replay(people: make.People, client: Client, connection: Connection) -> str:
    away = client.get(url(people, "consent_start", connection.pk)).headers["Location"]
    query = answered(away, sim_answer="agree")
    words_after(people, client, query)
    return words_after(people, client, query)


def _foreign_state(people: make.People, client: Client, connection: Connection) -> str:
    client.get(url(people, "consent_start", connection.pk))
    return words_after(people, client, "code=abc&state=made-up")


def _no_answer(people: make.People, client: Client, _connection: Connection) -> str:
    return words_after(people, client, "")


def _wrong_secret(people: make.People, client: Client, connection: Connection) -> str:
    client.post(url(people, "connection", connection.pk), FORM | {"client_secret": "wrong"})
    return consented(people, client, connection)


WAYS: dict[str, tuple[Callable[..., str], str]] = {
    "a refused consent": (_refuse, "동의하지 않으셨습니다. 바뀐 것은 없습니다."),
    "a replayed state": (_replay, "이미 끝난 연결입니다. 여기에서 다시 시작해 주세요."),
    "a made-up state": (_foreign_state, "이미 끝난 연결입니다. 여기에서 다시 시작해 주세요."),
    "a way back without an answer": (_no_answer, "여기에서 다시 시작해 주세요."),
    "a wrong secret": (_wrong_secret, "설정에서 REST API 키와 비즈니스 인증의 시크릿을 고치고"),
}


@pytest.mark.parametrize("name", WAYS)
def test_a_consent_that_fails_leaves_a_working_connection_as_it_was(
    kakao: Kakao, name: str
) -> None:
    way, words = WAYS[name]
    people = make.people()
    connection = connected(people)
    before = kept()
    assert words in way(people, signed_in(people.owner), connection)
    assert kept() == before
    pull_again(people, connection)
    connection.refresh_from_db()
    assert connection.state == Connection.State.WORKING


def test_trouble_at_kakao_is_told_to_who_waits_as_what_he_tries_again(kakao: Kakao) -> None:
    """Nothing tries a consent or a check once more but the person himself."""
    people = make.people()
    connection = connected(people)
    client, again = signed_in(people.owner), "바뀐 것은 없으니 잠시 뒤 다시 해 주세요."
    kakao.faults({"kind": "server_error", "endpoint": "business/token*"})
    assert again in consented(people, client, connection)
    tested = client.post(url(people, "connection_test", connection.pk), follow=True)
    assert again in tested.content.decode()


def test_an_account_of_another_organisation_is_named_and_left_there(kakao: Kakao) -> None:
    people, elsewhere = make.people(), make.channel("다른 조직")
    connected(people)
    before = kept()
    make.member(people.owner, elsewhere)
    there = make.People(**{**vars(people), "channel": elsewhere})
    client = signed_in(people.owner)
    client.post(url(there, "connections"), FORM)
    second = Connection.objects.get(organisation=elsewhere.organisation)
    consented(there, client, second)
    pull_all()
    page = shown(there, second)
    assert "다른 연결이 이미 가져오는 광고 계정" in page
    for account in AdAccount.objects.all():
        assert account.kakao_id in page
    assert kept() == before
    assert set(AdAccount.objects.values_list("organisation", flat=True)) == {
        people.channel.organisation_id
    }


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"client_id": "키 아님"}, "올바른 값을 입력하세요"),
        ({"client_id": ""}, "필수 항목입니다"),
        ({"platforms": []}, "필수 항목입니다"),
        ({"name": ""}, "필수 항목입니다"),
    ],
)
def test_settings_that_are_none_are_refused_beside_their_field(
    kakao: Kakao, fields: dict[str, Any], words: str
) -> None:
    people = make.people()
    connection = made(people)
    answer = signed_in(people.owner).post(url(people, "connection", connection.pk), FORM | fields)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    before = dict(connection.options)
    connection.refresh_from_db()
    assert connection.options == before


def test_what_comes_in_can_be_changed_and_an_empty_secret_stays(kakao: Kakao) -> None:
    people = make.people()
    connection = connected(people)
    before, client = kept(), signed_in(people.owner)
    body = FORM | {"client_secret": "", "platforms": ["keyword"], "name": "키워드만"}
    client.post(url(people, "connection", connection.pk), body)
    pull_again(people, connection)
    assert kept() == before
    assert set(connection.cursors.values_list("platform", flat=True)) == {"keyword"}
    client.post(url(people, "connection", connection.pk), FORM | {"client_secret": ""})
    pull_all()
    assert set(connection.cursors.values_list("platform", flat=True)) == {"keyword", "moment"}
    assert "연결했습니다" in consented(people, client, connection)
