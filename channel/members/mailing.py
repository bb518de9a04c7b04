"""The invitation's mail. It goes to somebody without account, so it is no `Delivery`."""

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from channel.members.invitations import Invited, place_of

log = structlog.get_logger()
FILES = "django.core.mail.backends.filebased.EmailBackend"


def address_of(invited: Invited) -> str:
    return str(settings.PUBLIC_URL).rstrip("/") + invited.path


def mail_invitation(invited: Invited) -> bool:
    """Whether it went out for real: into files it does not, and the inviter copies the link."""
    place = place_of(invited.invitation)
    context = {"place": place, "by": invited.invitation.invited_by, "url": address_of(invited)}
    subject = _("[%(place)s] 함께 쓰자는 초대입니다") % {"place": place}
    try:
        send_mail(
            " ".join(subject.split()), render_to_string("mail/invitation.txt", context), None,
            [invited.invitation.email],
        )  # fmt: skip
    except OSError as error:  # smtplib's errors too; the link on the screen works all the same
        log.warning("invitation not mailed", error=str(error))
        return False
    return settings.EMAIL_BACKEND != FILES
