"""Who is let in, as what, and who goes. An organisation always keeps an owner."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from channel.access import allows, role_in
from channel.audit.record import record
from channel.members.invitations import (
    OPEN_FOR,
    Invited,
    hash_token,
    new_token,
    open_invitations,
    place_of,
    why_closed,
)
from channel.models import Channel, Invitation, Member, Organisation, Role, User

VISITED = gettext_noop("예시 채널을 둘러보기 시작했습니다")
LEFT = gettext_noop("나갔습니다")


@transaction.atomic
def invite(*, user: User, place: Channel | Organisation, email: str, role: str) -> Invited:
    """A new link for that address. An older open one to the same place stops working."""
    email = email.strip().lower()
    organisation = place.organisation if isinstance(place, Channel) else place
    channel = place if isinstance(place, Channel) else None
    if _is_member(email, organisation, channel):
        raise ValidationError({"email": _("이미 함께 쓰는 사람입니다.")})
    now, token = timezone.now(), new_token()
    same = open_invitations().filter(organisation=organisation, channel=channel, email=email)
    same.update(revoked_at=now)
    invitation = Invitation.objects.create(
        organisation=organisation, channel=channel, email=email, role=role, invited_by=user,
        token_hash=hash_token(token), expires_at=now + OPEN_FOR,
    )  # fmt: skip
    record(place, user, gettext_noop("초대했습니다"), email, after={"role": role})
    return Invited(invitation, token)


def _is_member(email: str, organisation: Organisation, channel: Channel | None) -> bool:
    held = Member.objects.filter(organisation=organisation, user__email=email)
    return held.filter(channel__in=[channel] if channel else []).exists() or (
        held.filter(channel=None).exists()
    )


@transaction.atomic
def revoke_invitation(*, user: User, invitation: Invitation) -> None:
    taken_back = open_invitations().filter(pk=invitation.pk).update(revoked_at=timezone.now())
    if taken_back:
        record(place_of(invitation), user, gettext_noop("초대를 취소했습니다"), invitation.email)


@transaction.atomic
def accept_invitation(*, user: User, invitation: Invitation) -> None:
    """Once only: of two who hold the link, the database lets one in."""
    accepted = open_invitations().filter(pk=invitation.pk).update(accepted_at=timezone.now())
    if not accepted:
        invitation.refresh_from_db()
        raise ValidationError(why_closed(invitation))
    before = _give_role(user, invitation)
    verb = gettext_noop("초대를 받아들였습니다")
    after = {"role": invitation.role, "invited": invitation.email, "as": user.email}
    record(place_of(invitation), user, verb, user, before={"role": before}, after=after)


def _give_role(user: User, invitation: Invitation) -> str | None:
    """Never take away: who may do more already keeps it. Returns the role held before."""
    own = Member.objects.filter(organisation=invitation.organisation, user=user)
    rows: dict[int | None, str] = dict(own.values_list("channel", "role"))
    held = rows.get(invitation.channel_id, rows.get(None))
    if not allows(held, invitation.role):
        Member.objects.update_or_create(
            organisation=invitation.organisation, channel=invitation.channel, user=user,
            defaults={"role": invitation.role},
        )  # fmt: skip
    return held


@transaction.atomic
def visit_demo(*, user: User, channel: Channel) -> None:
    """Look at the demo, and at nothing else of its organisation. Again changes nothing."""
    if role_in(user, channel) is not None:
        return
    member, came = Member.objects.get_or_create(
        organisation=channel.organisation, channel=channel, user=user,
        defaults={"role": Role.VIEWER},
    )  # fmt: skip
    if came:
        record(channel, user, VISITED, user, after={"role": member.role})


@transaction.atomic
def change_role(*, user: User, member: Member, role: str) -> None:
    member = _locked(member)
    before = member.role
    if before == role:
        return
    if role != Role.OWNER:
        _keep_an_owner(member)
    member.role = role
    member.save(update_fields=["role"])
    verb = gettext_noop("역할을 바꾸었습니다")
    after = {"role": role}
    record(_place(member), user, verb, member.user, before={"role": before}, after=after)


@transaction.atomic
def set_role_here(*, user: User, member: Member, channel: Channel, role: str) -> None:
    """Another role in this one channel for who is in all of them; the organisation's row stays."""
    member = _locked(member)
    if member.user_id == user.pk:
        raise ValidationError(_("자신의 역할은 이 채널에서만 따로 바꿀 수 없습니다."))
    before = role_in(member.user, channel)
    if before == role:
        return
    Member.objects.update_or_create(
        organisation=channel.organisation, channel=channel, user=member.user,
        defaults={"role": role},
    )  # fmt: skip
    verb = gettext_noop("이 채널의 역할을 따로 정했습니다")
    record(channel, user, verb, member.user, before={"role": before}, after={"role": role})


@transaction.atomic
def return_role(*, user: User, member: Member) -> None:
    """The organisation's role counts in the channel again."""
    member = _locked(member)
    whole = Member.objects.filter(
        organisation=member.organisation_id, channel=None, user=member.user_id
    ).first()
    if member.channel is None or whole is None:
        raise ValidationError(_("조직의 역할이 없는 사람입니다."))
    Member.objects.filter(pk=member.pk).delete()
    verb, before = gettext_noop("조직의 역할로 되돌렸습니다"), {"role": member.role}
    record(member.channel, user, verb, member.user, before=before, after={"role": whole.role})


@transaction.atomic
def remove_member(*, user: User, member: Member) -> None:
    """Who leaves the organisation leaves all of its channels; who leaves one keeps the others."""
    member = _locked(member)
    _keep_an_owner(member)
    _gain_nothing(member)
    gone = Member.objects.filter(pk=member.pk)
    if member.channel_id is None:
        gone = Member.objects.filter(organisation=member.organisation_id, user=member.user_id)
    gone.delete()
    left = user.pk == member.user_id
    verb = LEFT if left else gettext_noop("멤버에서 뺐습니다")
    record(_place(member), user, verb, member.user, before={"role": member.role})


def _locked(member: Member) -> Member:
    """The row as it is now. The organisation's lock makes two demotions come one by one."""
    Organisation.objects.select_for_update(no_key=True).get(pk=member.organisation_id)
    found = Member.objects.select_related("organisation", "channel", "user")
    current = found.filter(pk=member.pk).first()
    if current is None:
        raise ValidationError(_("이미 빠진 멤버입니다."))
    return current


def _keep_an_owner(member: Member) -> None:
    whole = member.channel_id is None and member.role == Role.OWNER
    others = Member.objects.filter(
        organisation=member.organisation_id, channel=None, role=Role.OWNER
    ).exclude(pk=member.pk)
    if whole and not others.exists():
        raise ValidationError(
            _("소유자가 한 사람은 있어야 합니다. 먼저 다른 사람을 소유자로 바꾸세요.")
        )


def _gain_nothing(member: Member) -> None:
    """Without its own row in a channel a person has there what the organisation gives."""
    if member.channel_id is None:
        return
    whole = Member.objects.filter(
        organisation=member.organisation_id, channel=None, user=member.user_id
    ).first()
    if whole and whole.role != member.role and allows(whole.role, member.role):
        raise ValidationError(
            _("조직의 모든 채널에 들어 있는 사람이라 이 채널에서만 뺄 수는 없습니다.")
        )


def _place(member: Member) -> Channel | Organisation:
    return member.channel or member.organisation
