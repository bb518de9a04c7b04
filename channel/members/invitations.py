"""Find an invitation by the link somebody holds. The token itself is nowhere in the database."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channel.models import Channel, Invitation, Organisation

OPEN_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Invited:
    """A fresh invitation and the token of its link, known only in this moment."""

    invitation: Invitation
    token: str

    @property
    def path(self) -> str:
        return reverse("invitation", args=[self.token])


def new_token() -> str:
    return secrets.token_urlsafe(24)


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def find_invitation(token: str) -> Invitation | None:
    found = Invitation.objects.select_related("organisation", "channel", "invited_by")
    return found.filter(token_hash=hash_token(token)).first()


def open_invitations() -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()
    )


def place_of(invitation: Invitation) -> Channel | Organisation:
    return invitation.channel or invitation.organisation


def why_closed(invitation: Invitation) -> str:
    """Words for the person who holds the link; empty while it is open."""
    if invitation.accepted_at:
        return str(_("이미 쓰인 초대입니다. 한 초대는 한 번만 쓸 수 있습니다."))
    if invitation.revoked_at:
        return str(_("취소된 초대입니다. 보낸 분에게 새 초대를 부탁하세요."))
    if invitation.expires_at <= timezone.now():
        return str(_("기한이 지난 초대입니다. 보낸 분에게 새 초대를 부탁하세요."))
    return ""
