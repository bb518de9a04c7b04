"""`/l/<code>`: the row, the answer, who was known, and what bad requests get."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from channel.clock import kst_day
from channel.links.tokens import TOKEN, issue_tokens, token_of
from channel.models import Channel, Click, Friend, FriendIdentity, TrackedLink
from tests import make
from tests.links.conftest import PHONE, SHOP

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)


def ask(path: str, client: Client | None = None, **headers: str) -> Any:
    headers = {"HTTP_USER_AGENT": PHONE, **headers}
    return (client or Client()).get(path, **headers)  # type: ignore[arg-type]


def friend(place: Channel) -> tuple[int, str]:
    one = Friend.objects.create(channel=place)
    return one.pk, issue_tokens(place.pk, [one.pk])[one.pk]


def test_a_click_is_a_row_and_leads_on(
    link: TrackedLink, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        answer = ask(f"/l/{link.code}")
    assert (answer.status_code, answer["Location"]) == (302, SHOP)
    assert answer["Cache-Control"] == "no-store"
    click = Click.objects.get()
    assert (click.link_id, click.channel_id) == (link.pk, link.channel_id)
    assert (click.visitor, click.friend_id, click.processed_at) == ("person", None, None)
    assert click.day == kst_day(click.at)
    assert isinstance(click.key, uuid.UUID)
    assert "dg" not in answer.cookies


def test_every_redirect_has_its_row(link: TrackedLink, place: Channel) -> None:
    _pk, token = friend(place)
    paths = [f"/l/{link.code}", f"/l/{link.code}/", f"/l/{link.code}/{token}", f"/l/{link.code}/x",
             "/l/nothing", f"/l/{link.code}/{'a' * 10_000}"] * 5  # fmt: skip
    answered = [ask(path).status_code for path in paths]
    assert answered.count(302) == Click.objects.count() == 25


def test_a_token_says_who_and_is_remembered(link: TrackedLink, place: Channel) -> None:
    pk, token = friend(place)
    client = Client()
    first = ask(f"/l/{link.code}/{token}", client)
    kept = first.cookies["dg"]
    assert (kept["httponly"], kept["samesite"], kept["secure"]) == (True, "Lax", True)
    assert kept["max-age"] == 180 * 24 * 3600
    ask(f"/l/{link.code}", client)
    assert list(Click.objects.order_by("pk").values_list("friend_id", "known_by")) == [
        (pk, "token"), (pk, "cookie")
    ]  # fmt: skip


def test_a_token_is_sixteen_characters_and_only_its_digest_is_kept(place: Channel) -> None:
    pk, token = friend(place)
    assert TOKEN.fullmatch(token)
    assert len(token) == 16
    assert token == token_of(place.pk, pk) != token_of(place.pk, pk + 1)
    assert not FriendIdentity.objects.filter(value__contains=token).exists()
    assert issue_tokens(place.pk, [pk]) == {pk: token}
    assert FriendIdentity.objects.count() == 1


@pytest.mark.parametrize("way", ["flipped", "upper", "of another channel", "empty", "long"])
def test_a_wrong_token_leads_on_and_is_nobody(way: str, link: TrackedLink, place: Channel) -> None:
    _pk, token = friend(place)
    other = friend(make.channel("다른 가게"))[1]
    wrong = {
        "flipped": token[:-1] + ("a" if token[-1] != "a" else "b"), "upper": token.upper(),
        "of another channel": other, "empty": "", "long": token * 700,
    }[way]  # fmt: skip
    answer = ask(f"/l/{link.code}/{wrong}")
    assert (answer.status_code, answer["Location"]) == (302, SHOP)
    assert (Click.objects.get().friend_id, "dg" in answer.cookies) == (None, False)


def test_with_another_key_links_already_sent_are_anonymous(
    link: TrackedLink, place: Channel, settings: Any
) -> None:
    _pk, token = friend(place)
    settings.DANGOL_PERSON_KEY = "another key, as after a loss of keys.env"
    assert ask(f"/l/{link.code}/{token}").status_code == 302
    assert Click.objects.get().friend_id is None


@pytest.mark.parametrize("value", ["1.2", "x" * 2000, "1.2:forged", "~~~", "\x00"])
def test_a_forged_cookie_says_nothing(value: str, link: TrackedLink, place: Channel) -> None:
    friend(place)
    client = Client()
    client.cookies["dg"] = value
    assert ask(f"/l/{link.code}", client).status_code == 302
    assert Click.objects.get().friend_id is None


def test_a_cookie_of_one_channel_says_nothing_in_another(link: TrackedLink, place: Channel) -> None:
    pk, token = friend(place)
    elsewhere = make.channel("다른 가게")
    other = TrackedLink.objects.create(channel=elsewhere, name="다른", target=SHOP)
    client = Client()
    ask(f"/l/{link.code}/{token}", client)
    ask(f"/l/{other.code}", client)
    assert list(Click.objects.order_by("pk").values_list("friend_id", flat=True)) == [pk, None]


def test_two_people_within_a_day_are_nobody_from_then_on(link: TrackedLink, place: Channel) -> None:
    client = Client()
    (one, his), (two, hers) = friend(place), friend(place)
    ask(f"/l/{link.code}/{his}", client)
    ask(f"/l/{link.code}/{hers}", client)
    ask(f"/l/{link.code}", client)
    seen = Click.objects.order_by("pk").values_list("friend_id", "shared")
    assert list(seen) == [(one, False), (two, True), (None, False)]


def test_the_browser_changes_hands_after_a_day(link: TrackedLink, place: Channel) -> None:
    client = Client()
    (_one, his), (two, hers) = friend(place), friend(place)
    with time_machine.travel(NOW, tick=False) as clock:
        ask(f"/l/{link.code}/{his}", client)
        clock.shift(dt.timedelta(days=1, minutes=1))
        ask(f"/l/{link.code}/{hers}", client)
        ask(f"/l/{link.code}", client)
    last = Click.objects.latest("pk")
    assert (last.friend_id, last.known_by) == (two, "cookie")
    assert not Click.objects.filter(shared=True).exists()


def test_a_cookie_ends_after_180_days(link: TrackedLink, place: Channel) -> None:
    client = Client()
    _pk, token = friend(place)
    with time_machine.travel(NOW, tick=False) as clock:
        ask(f"/l/{link.code}/{token}", client)
        client.cookies["dg"]["expires"] = ""
        clock.shift(dt.timedelta(days=181))
        ask(f"/l/{link.code}", client)
    assert Click.objects.latest("pk").friend_id is None


def test_a_merged_friend_is_the_one_he_became(link: TrackedLink, place: Channel) -> None:
    keep, _token = friend(place)
    drop, token = friend(place)
    client = Client()
    ask(f"/l/{link.code}/{token}", client)
    Friend.objects.filter(pk=drop).update(merged_into=keep)
    FriendIdentity.objects.filter(friend_id=drop).update(friend_id=keep)
    ask(f"/l/{link.code}/{token}")
    ask(f"/l/{link.code}", client)
    assert list(Click.objects.order_by("pk").values_list("friend_id", flat=True)) == [
        drop, keep, keep
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("agent", "visitor"),
    [
        (PHONE, "person"),
        ("Mozilla/5.0 (Linux; Android 15; SM-S928N) AppleWebKit/537.36 Chrome/131.0 Mobile "
         "Safari/537.36 NAVER(inapp; search; 1000; 12.9.1)", "person"),
        ("Mozilla/5.0 (Linux; Android 13; CUBOT KINGKONG) AppleWebKit/537.36 Chrome/120.0 Mobile",
         "person"),
        ("facebookexternalhit/1.1; kakaotalk-scrap/1.0; +https://devtalk.kakao.com/t/scrap/33984",
         "preview"),
        ("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "preview"),
        ("Twitterbot/1.0", "preview"),
        ("TelegramBot (like TwitterBot)", "preview"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "scanner"),
        ("curl/8.5.0", "scanner"),
        ("python-requests/2.32", "scanner"),
        ("Mozilla/5.0 HeadlessChrome/131.0", "scanner"),
        ("", "scanner"),
    ],
)  # fmt: skip
def test_programs_are_counted_apart(
    agent: str, visitor: str, link: TrackedLink, place: Channel
) -> None:
    pk, token = friend(place)
    answer = ask(f"/l/{link.code}/{token}", HTTP_USER_AGENT=agent)
    click = Click.objects.get()
    assert (answer.status_code, click.visitor) == (302, visitor)
    assert (click.friend_id, "dg" in answer.cookies) == (
        (pk, True) if visitor == "person" else (None, False)
    )


@pytest.mark.parametrize("header", ["HTTP_PURPOSE", "HTTP_SEC_PURPOSE", "HTTP_X_MOZ"])
def test_a_page_fetched_ahead_is_no_click(header: str, link: TrackedLink) -> None:
    ask(f"/l/{link.code}", **{header: "prefetch;prerender"})
    assert Click.objects.get().visitor == "preview"


def test_a_head_request_leads_on_and_is_no_person(link: TrackedLink) -> None:
    answer = Client().head(f"/l/{link.code}", HTTP_USER_AGENT=PHONE)  # type: ignore[arg-type]
    assert (answer.status_code, Click.objects.get().visitor) == (302, "scanner")


@pytest.mark.parametrize("method", ["post", "put", "delete", "options"])
def test_nothing_is_sent_to_a_link(method: str, link: TrackedLink) -> None:
    assert getattr(Client(), method)(f"/l/{link.code}").status_code == 405
    assert not Click.objects.exists()


@pytest.mark.parametrize(
    "code",
    ["nothing", "A" * 10_000, "x" * 10_000, "%00", "..%2f..", "'; DROP TABLE", "가나다", "_"],
)
def test_an_unknown_code_is_a_plain_page(
    code: str, link: TrackedLink, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(1):
        answer = ask(f"/l/{code}", HTTP_ACCEPT_LANGUAGE="ko")
    assert answer.status_code == 404
    assert "없는 링크입니다" in answer.content.decode()
    assert link.channel.name not in answer.content.decode()
    english = ask(f"/l/{code}", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "no such link" in english
    assert not Click.objects.exists()


@pytest.mark.parametrize("target", ["http://testserver/l/abc", "http://testserver/l/"])
def test_a_link_to_our_own_links_is_not_followed(target: str, link: TrackedLink) -> None:
    TrackedLink.objects.filter(pk=link.pk).update(target=target)
    assert ask(f"/l/{link.code}").status_code == 404


@pytest.mark.parametrize("query", ["?url=https://evil.example", "?next=//evil.example"])
def test_where_to_comes_from_the_row_alone(query: str, link: TrackedLink) -> None:
    assert ask(f"/l/{link.code}{query}")["Location"] == SHOP


@pytest.mark.parametrize("target", ["javascript:alert(1)", "data:text/html,x", "//evil.example"])
def test_no_row_leads_anywhere_but_to_the_web(target: str, link: TrackedLink) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        TrackedLink.objects.filter(pk=link.pk).update(target=target)


def test_a_closed_link_and_an_archived_channel_lead_on(link: TrackedLink, place: Channel) -> None:
    now = dt.datetime.now(dt.UTC)
    TrackedLink.objects.update(closed_at=now)
    Channel.objects.filter(pk=place.pk).update(closed_at=now)
    assert ask(f"/l/{link.code}")["Location"] == SHOP


AT = "2026-11-20T23:30:00+09:00"


@pytest.mark.parametrize(
    ("simulated", "key", "at", "taken"),
    [
        (True, "right", AT, True),
        (False, "right", AT, False),
        (True, "wrong", AT, False),
        (True, "", AT, False),
        (True, "right", "2999-01-01T00:00:00+00:00", False),
        (True, "right", "2026-11-20T23:30:00", False),
        (True, "right", "yesterday", False),
    ],
)
def test_simulated_time_is_for_simulated_channels_with_the_key(
    simulated: bool, key: str, at: str, taken: bool, link: TrackedLink, settings: Any
) -> None:
    settings.DANGOL_SIMULATOR_KEY = "right"
    Channel.objects.update(is_simulated=simulated)
    headers = {"HTTP_X_DANGOL_SIMULATED_AT": at, "HTTP_X_DANGOL_SIMULATOR_KEY": key}
    assert ask(f"/l/{link.code}", **headers).status_code == 302
    click = Click.objects.get()
    assert (click.at == dt.datetime.fromisoformat(AT)) == taken
    assert (click.day == dt.date(2026, 11, 20)) == taken


def test_without_a_key_nothing_is_simulated(link: TrackedLink, settings: Any) -> None:
    settings.DANGOL_SIMULATOR_KEY = ""
    Channel.objects.update(is_simulated=True)
    ask(f"/l/{link.code}", HTTP_X_DANGOL_SIMULATED_AT=AT, HTTP_X_DANGOL_SIMULATOR_KEY="")
    assert Click.objects.get().day > dt.date(2026, 11, 20)
