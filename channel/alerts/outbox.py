"""Mail as rows: written with the news itself, sent once, and never again when nobody knows."""

import contextlib
import smtplib
from datetime import timedelta

import structlog
from celery import current_app
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop
from kombu.exceptions import OperationalError

from channel.access import role_in
from channel.models import Alert, Channel, Delivery, User

log = structlog.get_logger()
ATTEMPTS = 6
# Longer than any mail server lets us wait: who is still sending then was killed.
LOST_AFTER = timedelta(minutes=10)
NO_SERVER = gettext_noop("메일 서버에 연결하지 못했습니다. 다시 시도합니다.")
REFUSED = gettext_noop("메일 서버가 받지 않았습니다.")
NOT_A_MEMBER = gettext_noop("받는 사람이 더 이상 멤버가 아닙니다.")
NOBODY_KNOWS = gettext_noop("보내다가 끊겼습니다. 두 번 가지 않도록 다시 보내지 않습니다.")


def queue_mail(
    *,
    user: User,
    key: str,
    subject: str,
    body: str,
    channel: Channel | None = None,
    alert: Alert | None = None,
) -> bool:
    """One mail to one person inside the caller's transaction; False when that key was written."""
    mail = Delivery(
        user=user, key=key, subject=" ".join(subject.split())[:200], body=body, channel=channel,
        alert=alert, not_before=timezone.now(),
    )  # fmt: skip
    if Delivery.objects.filter(key=key).exists():
        return False
    Delivery.objects.bulk_create([mail], ignore_conflicts=True)
    transaction.on_commit(wake)
    return True


def wake() -> None:
    """Tell a worker that there is mail. Without Redis the next sweep finds the row."""
    with contextlib.suppress(OperationalError):
        current_app.send_task("channel.deliver_mail", retry=False)


def deliver_due(limit: int = 100) -> int:
    """Send what is due, and say how many were tried."""
    give_up_lost()
    for count in range(limit):
        mail = claim()
        if mail is None:
            return count
        deliver(mail)
    return limit


def claim() -> Delivery | None:
    """Take one due mail; whoever dies from here on leaves it `sending`, which is not due."""
    with transaction.atomic():
        due = Delivery.objects.filter(state=Delivery.State.WAITING, not_before__lte=timezone.now())
        mail = due.select_for_update(skip_locked=True).order_by("not_before").first()
        if mail is None:
            return None
        mail.state, mail.attempts = Delivery.State.SENDING, mail.attempts + 1
        mail.not_before = timezone.now()
        mail.save(update_fields=["state", "attempts", "not_before"])
        return mail


def give_up_lost() -> int:
    lost = Delivery.objects.filter(
        state=Delivery.State.SENDING, not_before__lt=timezone.now() - LOST_AFTER
    )
    return lost.update(state=Delivery.State.UNKNOWN, error=NOBODY_KNOWS)


def deliver(mail: Delivery) -> None:
    if mail.channel and (not mail.user.is_active or role_in(mail.user, mail.channel) is None):
        _set(mail, Delivery.State.FAILED, NOT_A_MEMBER)
        return
    connection = get_connection()
    try:
        connection.open()
    except OSError as error:  # smtplib's errors are OSErrors; nothing was handed over yet
        log.warning("no mail server", error=str(error))
        _try_later(mail, NO_SERVER)
        return
    try:
        message = EmailMessage(mail.subject, mail.body, to=[mail.user.email], connection=connection)
        # The row's own id: a mail that came twice after all can be told from two mails.
        message.extra_headers["Message-ID"] = f"<delivery-{mail.pk}@dangol>"
        message.send()
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
        _refused(mail, error)
    except Exception:
        log.exception("mail outcome unknown", delivery=mail.pk)
        _set(mail, Delivery.State.UNKNOWN, NOBODY_KNOWS)
    else:
        _set(mail, Delivery.State.SENT, sent_at=timezone.now())
    finally:
        connection.close()


def _refused(mail: Delivery, error: Exception) -> None:
    """The server answered, so nothing went out. 4xx asks to come again, 5xx means never."""
    code = getattr(error, "smtp_code", 0)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next(iter(error.recipients.values()))[0]
    if 400 <= code < 500:
        _try_later(mail, REFUSED)
    else:
        _set(mail, Delivery.State.FAILED, REFUSED)


def _try_later(mail: Delivery, why: str) -> None:
    if mail.attempts >= ATTEMPTS:
        _set(mail, Delivery.State.FAILED, why)
        return
    later = timezone.now() + timedelta(seconds=30 * 4 ** (mail.attempts - 1))
    _set(mail, Delivery.State.WAITING, why, not_before=later)


def _set(mail: Delivery, state: str, error: str = "", **fields: object) -> None:
    """Only while it is still ours: a mail given up as lost stays given up."""
    mine = Delivery.objects.filter(pk=mail.pk, state=Delivery.State.SENDING, attempts=mail.attempts)
    mine.update(state=state, error=error, **fields)
