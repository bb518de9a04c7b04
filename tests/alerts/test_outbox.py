"""Mail rows against a real SMTP server: sent once, retried when refused, never sent twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from channel.alerts.outbox import LOST_AFTER, claim, deliver, deliver_due, queue_mail
from channel.models import Delivery, Member
from tests import make
from tests.alerts import smtp

pytestmark = pytest.mark.django_db
State = Delivery.State


def use(settings: Any, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port


def waiting(people: make.People, key: str = "k") -> Delivery:
    queue_mail(user=people.owner, key=key, subject="제목\n둘", body="본문", channel=people.channel)
    return Delivery.objects.get(key=key)


def test_a_key_written_twice_is_one_mail(settings: Any) -> None:
    people = make.people()
    assert [queue_mail(user=people.owner, key="k", subject="s", body="b") for _i in "12"] == [
        True,
        False,
    ]
    with smtp.running() as server:
        use(settings, server.server_address[1])
        assert (deliver_due(), deliver_due()) == (1, 0)
    assert len(server.mails) == 1
    assert Delivery.objects.get().state == State.SENT


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({"after_data": "451 later"}, State.WAITING),
        ({"after_data": "554 no"}, State.FAILED),
        ({"recipient": "550 nobody here"}, State.FAILED),
        ({"recipient": "450 greylisted"}, State.WAITING),
        ({"greeting": "421 busy"}, State.WAITING),
        ({"after_data": "hang up"}, State.UNKNOWN),
    ],
)
def test_what_the_server_answers_decides(
    settings: Any, answers: dict[str, str], state: str
) -> None:
    mail = waiting(make.people())
    with smtp.running(**answers) as server:
        use(settings, server.server_address[1])
        deliver_due()
    mail.refresh_from_db()
    assert (mail.state, server.mails) == (state, [])
    assert mail.error


def test_no_server_at_all_is_tried_again_later_and_given_up_in_the_end(settings: Any) -> None:
    mail = waiting(make.people())
    with smtp.running() as server:
        use(settings, server.server_address[1])
    for _attempt in range(6):
        Delivery.objects.update(not_before=timezone.now())
        deliver_due()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (State.FAILED, 6)


def test_a_mail_whose_sender_was_killed_is_never_sent_again(settings: Any) -> None:
    mail = waiting(make.people())
    claim()
    Delivery.objects.update(not_before=timezone.now() - LOST_AFTER - timedelta(seconds=1))
    with smtp.running() as server:
        use(settings, server.server_address[1])
        assert deliver_due() == 0
    mail.refresh_from_db()
    assert (mail.state, server.mails) == (State.UNKNOWN, [])


def test_who_is_no_member_any_more_gets_nothing(settings: Any) -> None:
    people = make.people()
    waiting(people)
    Member.objects.filter(user=people.owner).delete()
    mail = claim()
    assert mail
    deliver(mail)
    assert Delivery.objects.get().state == State.FAILED


def test_a_claimed_mail_is_not_claimed_again() -> None:
    waiting(make.people())
    assert claim()
    assert claim() is None
