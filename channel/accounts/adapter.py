from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from channel.members.invitations import find_invitation, why_closed


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """A server may close sign-up; an invitation still opens it for the one it was made for."""
        invitation = find_invitation(request.session.get("invitation", ""))
        return settings.OPEN_SIGNUP or (invitation is not None and not why_closed(invitation))

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Our users have no user name; the e-mail address is the name."""
