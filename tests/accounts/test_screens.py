"""The screens of people and channels as a person meets them."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from channel.alerts.raising import raise_alert
from channel.members import actions
from channel.models import Channel, Invitation, Member, Reading, Role, User
from tests import make

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, place: Any, *args: Any) -> str:
    return reverse(name, args=[place.slug, *args])


def text(response: Any) -> str:
    return response.content.decode()


def test_a_shop_with_one_channel_goes_straight_to_it() -> None:
    people = make.people()
    response = signed_in(people.owner).get("/")
    assert response["Location"] == url("dashboard", people.channel)


def test_somebody_without_channels_is_told_how_to_begin() -> None:
    assert "관리하는 채널이 없습니다" in text(signed_in(make.user()).get("/"))


def test_the_members_page_narrows_a_role_for_one_channel_and_takes_it_back() -> None:
    people = make.people()
    client, place = signed_in(people.owner), people.channel
    whole = Member.objects.get(user=people.teammate)
    client.post(url("member_role", place, whole.pk), {"role": "viewer", "here": "1"})
    own = Member.objects.get(user=people.teammate, channel=place)
    assert own.role == Role.VIEWER
    assert url("member_return", place, own.pk) in text(client.get(url("members", place)))
    client.post(url("member_return", place, own.pk))
    assert list(Member.objects.filter(user=people.teammate)) == [whole]


def test_an_owner_of_one_channel_only_does_not_undo_what_the_organisation_narrowed() -> None:
    people = make.people()
    Member.objects.filter(user=people.viewer).update(role=Role.OWNER)
    own = make.member(people.teammate, people.channel, Role.VIEWER, whole=False)
    address = url("member_return", people.channel, own.pk)
    assert signed_in(people.viewer).post(address).status_code == 403


def test_the_demo_is_offered_only_where_there_is_one() -> None:
    client = signed_in(make.user())
    assert reverse("demo_visit") not in text(client.get("/"))
    make.channel(is_demo=True)
    assert reverse("demo_visit") in text(client.get("/"))


def test_nobody_visits_a_channel_that_is_no_demo() -> None:
    make.channel()
    assert signed_in(make.user()).post(reverse("demo_visit")).status_code == 404
    assert not Member.objects.exists()


def test_a_guest_of_the_demo_comes_finds_their_own_way_on_and_leaves() -> None:
    demo = make.channel("예시", is_demo=True)
    client = signed_in(make.user())
    assert client.post(reverse("demo_visit"))["Location"] == url("dashboard", demo)
    assert client.get(url("dashboard", demo)).status_code == 200
    assert reverse("first_channel") in text(client.get("/"))
    client.post(url("member_leave", demo))
    assert client.get(url("dashboard", demo)).status_code == 404


@pytest.mark.parametrize("name", ["members", "audit"])
def test_guests_of_the_demo_do_not_learn_of_each_other(name: str) -> None:
    demo, guest = make.channel("예시", is_demo=True), make.user("one@x.example")
    for person in (guest, make.user("two@x.example")):
        signed_in(person).post(reverse("demo_visit"))
    page = text(signed_in(guest).get(url(name, demo)))
    assert "one@x.example" in page
    assert "two@x.example" not in page


def many(people: make.People, count: int) -> None:
    for number in range(count):
        place = make.channel(f"지점 {number:02}", organisation=people.channel.organisation)
        make.daily(place, total=1000 + number)
        make.broadcast(place)
        Reading.objects.create(
            channel=place, subject="channel", measure="friends", as_of=make.DAY, unit="people",
            value=1000 + number, state="final", formula="friends",
        )  # fmt: skip


@pytest.mark.parametrize("count", [2, 20])
def test_the_portfolio_costs_the_same_for_any_number_of_channels(
    count: int, django_assert_num_queries: Any
) -> None:
    people = make.people()
    many(people, count)
    client = signed_in(people.owner)
    with django_assert_num_queries(8):
        page = text(client.get("/"))
    assert page.count("<tr>") == count + 2
    assert "1,001" in page


def test_channels_with_an_alarm_come_first_then_those_without_data() -> None:
    people = make.people()
    names = {}
    for name, day in (
        ("가", timezone.now().date()),
        ("나", make.DAY.replace(year=2020)),
        ("다", None),
    ):
        names[name] = make.channel(name, organisation=people.channel.organisation)
        if day:
            make.daily(names[name], day)
    raise_alert(names["가"].pk, "risk_spike", "1", words_id="both")
    people.channel.delete()
    page = text(signed_in(people.owner).get("/"))
    order = sorted(names, key=lambda name: page.index(f'/c/{names[name].slug}/">{name}<'))
    assert order == ["가", "다", "나"]


def test_a_closed_channel_leaves_the_list_and_comes_back() -> None:
    people = make.people()
    client = signed_in(people.owner)
    client.post(url("channel_close", people.channel))
    assert "관리하는 채널이 없습니다" in text(client.get("/"))
    assert "보관한 채널입니다" in text(client.get(url("channel_settings", people.channel)))
    client.post(url("channel_reopen", people.channel))
    assert client.get("/")["Location"] == url("dashboard", people.channel)


def test_settings_say_what_is_wrong_and_keep_what_was_typed() -> None:
    people = make.people()
    make.channel("먼저", public_id="_taken")
    form = {"name": "무드 옷장", "public_id": "_taken", "search_id": "", "category": ""}
    page = text(signed_in(people.owner).post(url("channel_settings", people.channel), form))
    assert "이미 등록되어 있습니다" in page
    assert 'value="_taken"' in page
    assert Channel.objects.get(pk=people.channel.pk).name == "무드옷장"


def test_settings_are_saved_from_a_page_address() -> None:
    people = make.people()
    form = {"name": "무드", "public_id": "https://pf.kakao.com/_abCde", "search_id": "mood"}
    signed_in(people.owner).post(url("channel_settings", people.channel), form)
    channel = Channel.objects.get(pk=people.channel.pk)
    assert (channel.name, channel.public_id, channel.search_id) == ("무드", "_abCde", "mood")


def test_a_pasted_table_is_previewed_and_then_made() -> None:
    people = make.people()
    client, address = (
        signed_in(people.owner), url("organisation_channels", people.channel.organisation),
    )  # fmt: skip
    form = {"table": "하나\t1,200\n둘\t많음"}
    page = text(client.post(address, form))
    assert "친구 수를 읽지 못했습니다: 많음" in page
    assert "문제없는 채널 1개 만들기" in page
    assert Channel.objects.count() == 2
    client.post(address, {**form, "make": "1"})
    assert Channel.objects.filter(name="하나").exists()


def test_the_link_of_an_invitation_is_shown_once() -> None:
    people = make.people()
    client = signed_in(people.owner)
    form = {"email": "new@mood.example", "role": "viewer"}
    page = text(client.post(url("member_invite", people.channel), form))
    link = page.split('id="invitation-link">')[1].split("<")[0]
    assert link.startswith("http://127.0.0.1:8000/i/")
    assert "/i/" not in text(client.get(url("members", people.channel)))
    assert link in mail.outbox[0].body


def test_a_channel_owner_cannot_touch_people_of_the_organisation() -> None:
    people = make.people()
    narrow = make.user("narrow@mood.example")
    make.member(narrow, people.channel, Role.OWNER, whole=False)
    member = Member.objects.get(user=people.teammate)
    status = signed_in(narrow).post(url("member_remove", people.channel, member.pk)).status_code
    assert status == 403
    form = {"email": "new@mood.example", "role": "viewer", "whole": "on"}
    signed_in(narrow).post(url("member_invite", people.channel), form)
    assert Invitation.objects.get().channel == people.channel


def test_members_of_another_channel_are_not_found() -> None:
    people = make.people()
    elsewhere = Member.objects.get(user=people.outsider)
    form = {"role": "viewer"}
    address = url("member_role", people.channel, elsewhere.pk)
    assert signed_in(people.owner).post(address, form).status_code == 404


def test_leaving_says_no_to_the_last_owner() -> None:
    people = make.people()
    response = signed_in(people.owner).post(url("member_leave", people.channel), follow=True)
    assert "소유자가 한 사람은 있어야 합니다" in text(response)


def test_an_invitation_is_kept_through_sign_up(client: Client) -> None:
    people = make.people()
    fresh = actions.invite(
        user=people.owner, place=people.channel, email="new@mood.example", role=Role.EDITOR
    )
    assert "계정 만들기" in text(client.get(fresh.path))
    form = {"email": "new@mood.example", "password1": make.PASSWORD}
    signed_up = client.post(reverse("account_signup"), form)
    assert signed_up.status_code == 302
    assert client.get("/")["Location"] == fresh.path
    assert client.post(fresh.path)["Location"] == url("dashboard", people.channel)
    assert client.get(url("dashboard", people.channel)).status_code == 200


def test_a_server_closed_to_sign_up_opens_for_an_invitation_only(
    client: Client, settings: Any
) -> None:
    settings.OPEN_SIGNUP = False
    people = make.people()
    form = {"email": "new@mood.example", "password1": make.PASSWORD}
    client.post(reverse("account_signup"), form)
    assert not User.objects.filter(email=form["email"]).exists()
    fresh = actions.invite(
        user=people.owner, place=people.channel, email=form["email"], role=Role.EDITOR
    )
    client.get(fresh.path)
    client.post(reverse("account_signup"), form)
    assert User.objects.filter(email=form["email"]).exists()


def test_a_revoked_invitation_opens_nothing(client: Client, settings: Any) -> None:
    settings.OPEN_SIGNUP = False
    people = make.people()
    fresh = actions.invite(
        user=people.owner, place=people.channel, email="n@m.example", role=Role.EDITOR
    )
    client.get(fresh.path)
    actions.revoke_invitation(user=people.owner, invitation=fresh.invitation)
    assert "취소된 초대입니다" in text(client.get(fresh.path))
    client.post(reverse("account_signup"), {"email": "n@m.example", "password1": make.PASSWORD})
    assert not User.objects.filter(email="n@m.example").exists()


def test_the_profile_changes_the_language_of_the_screens_and_the_mails() -> None:
    people = make.people()
    client = signed_in(people.owner)
    client.post(reverse("me"), {"name": "김 대리", "language": "en"})
    assert User.objects.get(pk=people.owner.pk).language == "en"
    assert 'lang="en"' in text(client.get(reverse("me")))


def test_changes_are_listed_with_before_and_after() -> None:
    people = make.people()
    member = Member.objects.get(user=people.teammate)
    actions.change_role(user=people.owner, member=member, role=Role.OWNER)
    page = text(signed_in(people.owner).get(url("audit", people.channel)))
    assert "역할을 바꾸었습니다" in page
    assert "<del>편집자</del>" in page
    assert "<ins>소유자</ins>" in page
    guest = signed_in(people.viewer).get(url("audit", people.channel))
    assert "역할을 바꾸었습니다" not in text(guest)


def test_a_closed_channel_takes_no_figures_until_it_is_opened_again(client: Client) -> None:
    people = make.people()
    client.force_login(people.owner)
    slug = people.channel.slug
    client.post(reverse("channel_close", args=[slug]))
    answer = client.post(reverse("start", args=[slug]), {"friends": "18,000"})
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "보관한 채널에는 아무것도 넣거나 바꿀 수 없습니다." in page
    assert reverse("channel_reopen", args=[slug]) in page
    client.post(reverse("channel_reopen", args=[slug]))
    assert client.post(reverse("start", args=[slug]), {"friends": "18,000"}).status_code == 302


def test_closing_asks_first(client: Client) -> None:
    people = make.people()
    client.force_login(people.owner)
    page = client.get(reverse("channel_settings", args=[people.channel.slug])).content.decode()
    assert 'data-dialog="close-channel"' in page
    assert "이 채널을 보관할까요?" in page
