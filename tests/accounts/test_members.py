"""Invitations, roles, and the owner who cannot go."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from channel.access import role_in
from channel.members import actions
from channel.members.invitations import Invited, find_invitation
from channel.models import AuditEntry, Invitation, Member, Role, User
from tests import make

pytestmark = pytest.mark.django_db


def invited(people: make.People, role: str = Role.EDITOR) -> Invited:
    return actions.invite(
        user=people.owner, place=people.channel, email="New@mood.example ", role=role
    )


def test_the_link_finds_the_invitation_and_its_token_is_not_stored() -> None:
    fresh = invited(make.people())
    assert find_invitation(fresh.token) == fresh.invitation
    assert fresh.token not in str(Invitation.objects.values().get())
    assert fresh.invitation.email == "new@mood.example"


def test_a_new_invitation_to_the_same_address_replaces_the_open_one() -> None:
    people = make.people()
    first, second = invited(people), invited(people)
    first.invitation.refresh_from_db()
    assert first.invitation.revoked_at
    assert second.invitation.revoked_at is None


@pytest.mark.parametrize("email", ["editor@mood.example", "viewer@mood.example"])
def test_a_member_is_not_invited_again(email: str) -> None:
    people = make.people()
    with pytest.raises(ValidationError, match="이미 함께"):
        actions.invite(user=people.owner, place=people.channel, email=email, role=Role.VIEWER)


def test_accepting_gives_the_role_in_that_channel_only() -> None:
    people, guest = make.people(), make.user("new@mood.example")
    other = make.channel("둘째", organisation=people.channel.organisation)
    actions.accept_invitation(user=guest, invitation=invited(people).invitation)
    assert role_in(guest, people.channel) == Role.EDITOR
    assert role_in(guest, other) is None
    assert AuditEntry.objects.filter(verb="초대를 받아들였습니다", user=guest).count() == 1


def test_of_two_who_accept_one_invitation_one_comes_in() -> None:
    people = make.people()
    fresh = invited(people)
    read_before = Invitation.objects.get(pk=fresh.invitation.pk)
    actions.accept_invitation(user=make.user("a@mood.example"), invitation=fresh.invitation)
    late = make.user("b@mood.example")
    with pytest.raises(ValidationError, match="이미 쓰인"):
        actions.accept_invitation(user=late, invitation=read_before)
    assert not Member.objects.filter(user=late).exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"revoked_at": timezone.now()}, "취소된"),
        ({"expires_at": timezone.now() - timedelta(seconds=1)}, "기한이 지난"),
    ],
)
def test_a_closed_invitation_says_why(change: dict[str, object], words: str) -> None:
    fresh = invited(make.people())
    Invitation.objects.update(**change)
    with pytest.raises(ValidationError, match=words):
        actions.accept_invitation(user=make.user("a@x.example"), invitation=fresh.invitation)


def test_an_invitation_never_takes_rights_away() -> None:
    people = make.people()
    fresh = invited(people, Role.VIEWER)
    actions.accept_invitation(user=people.owner, invitation=fresh.invitation)
    assert role_in(people.owner, people.channel) == Role.OWNER


def test_revoking_twice_leaves_one_audit_row() -> None:
    people = make.people()
    fresh = invited(people)
    for _again in range(2):
        actions.revoke_invitation(user=people.owner, invitation=fresh.invitation)
    assert AuditEntry.objects.filter(verb="초대를 취소했습니다").count() == 1


def member_of(user: User) -> Member:
    return Member.objects.get(user=user)


def test_the_last_owner_is_neither_demoted_nor_gone() -> None:
    people = make.people()
    owner = member_of(people.owner)
    with pytest.raises(ValidationError, match="한 사람은"):
        actions.change_role(user=people.owner, member=owner, role=Role.EDITOR)
    with pytest.raises(ValidationError, match="한 사람은"):
        actions.remove_member(user=people.owner, member=owner)


def test_two_owners_demoted_after_both_were_read_leave_one_owner() -> None:
    people = make.people()
    first, second = member_of(people.owner), member_of(people.teammate)
    actions.change_role(user=people.owner, member=second, role=Role.OWNER)
    read_before = Member.objects.get(pk=second.pk)
    actions.change_role(user=people.teammate, member=first, role=Role.VIEWER)
    with pytest.raises(ValidationError, match="한 사람은"):
        actions.change_role(user=people.owner, member=read_before, role=Role.VIEWER)


def test_who_leaves_the_organisation_leaves_its_channels_too() -> None:
    people = make.people()
    make.member(people.teammate, people.channel, Role.VIEWER, whole=False)
    member = Member.objects.get(user=people.teammate, channel=None)
    actions.remove_member(user=people.teammate, member=member)
    assert role_in(people.teammate, people.channel) is None
    assert AuditEntry.objects.get().verb == "나갔습니다"


def test_a_member_removed_by_somebody_else_meanwhile_is_said_so() -> None:
    people = make.people()
    member = member_of(people.viewer)
    Member.objects.filter(pk=member.pk).delete()
    with pytest.raises(ValidationError, match="이미 빠진"):
        actions.change_role(user=people.owner, member=member, role=Role.EDITOR)


def test_who_may_do_less_in_one_channel_does_not_gain_by_leaving_it() -> None:
    people = make.people()
    narrowed = make.member(people.teammate, people.channel, Role.VIEWER, whole=False)
    with pytest.raises(ValidationError, match="조직의 모든 채널"):
        actions.remove_member(user=people.teammate, member=narrowed)
    assert role_in(people.teammate, people.channel) == Role.VIEWER


def test_who_visits_the_demo_sees_it_and_nothing_else_of_its_organisation() -> None:
    demo, guest = make.channel(is_demo=True), make.user("guest@x.example")
    other = make.channel("둘째", organisation=demo.organisation)
    for _twice in range(2):
        actions.visit_demo(user=guest, channel=demo)
    assert role_in(guest, demo) == Role.VIEWER
    assert role_in(guest, other) is None
    assert AuditEntry.objects.get(user=guest).verb == actions.VISITED


def test_a_visit_to_the_demo_takes_nothing_from_its_owner() -> None:
    demo, owner = make.channel(is_demo=True), make.user()
    make.member(owner, demo)
    actions.visit_demo(user=owner, channel=demo)
    assert role_in(owner, demo) == Role.OWNER
    assert not AuditEntry.objects.exists()


def test_a_role_narrowed_for_one_channel_comes_back_from_the_organisation() -> None:
    people = make.people()
    other = make.channel("둘째", organisation=people.channel.organisation)
    actions.set_role_here(
        user=people.owner, member=member_of(people.teammate), channel=people.channel,
        role=Role.VIEWER,
    )  # fmt: skip
    assert role_in(people.teammate, people.channel) == Role.VIEWER
    assert role_in(people.teammate, other) == Role.EDITOR
    own = Member.objects.get(user=people.teammate, channel=people.channel)
    actions.return_role(user=people.owner, member=own)
    assert role_in(people.teammate, people.channel) == Role.EDITOR
    roles = [(entry.before["role"], entry.after["role"]) for entry in AuditEntry.objects.all()]
    assert roles == [("viewer", "editor"), ("editor", "viewer")]


def test_an_owner_does_not_lock_themselves_out_of_one_channel() -> None:
    people = make.people()
    with pytest.raises(ValidationError, match="자신의 역할"):
        actions.set_role_here(
            user=people.owner, member=member_of(people.owner), channel=people.channel,
            role=Role.VIEWER,
        )  # fmt: skip


def test_who_has_no_role_in_the_organisation_has_none_to_return_to() -> None:
    people = make.people()
    with pytest.raises(ValidationError, match="조직의 역할이 없는"):
        actions.return_role(user=people.owner, member=member_of(people.viewer))
    assert role_in(people.viewer, people.channel) == Role.VIEWER
