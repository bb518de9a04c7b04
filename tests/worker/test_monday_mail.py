"""Monday's mail as it really goes: beat ticks, a worker claims, a file of mail, its link opens."""

import datetime as dt
import email
import email.policy
import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from analytics.weekly.models import WeeklyReminder
from channel.clock import today
from channel.models import Delivery
from tests import make
from tests.worker.processes import running_beat, running_worker, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.worker]


def test_beat_and_worker_mail_a_link_that_opens_the_page(tmp_path: Path, client: Client) -> None:
    make.prices()
    people = make.people()
    WeeklyReminder.objects.create(
        channel=people.channel, user=people.owner, weekday=today().weekday(),
        at_time=dt.time(0, 0), next_at=timezone.now() - dt.timedelta(minutes=1),
    )  # fmt: skip
    settings = {"EMAIL_URL": f"filemail:///{tmp_path}", "REMINDER_TICK_SECONDS": "1"}
    with running_worker(**settings), running_beat(**settings):
        wait_until(lambda: Delivery.objects.filter(state=Delivery.State.SENT).exists())
    [file] = tmp_path.iterdir()
    mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert str(mail["Subject"]).strip() == "[무드옷장] 월요일 10분, 빈칸 15개"
    assert mail["To"] == people.owner.email
    found = re.search(r"http://[^/]+(/c/\S+)", mail.get_content())
    assert found
    client.force_login(people.owner)
    assert "월요일 10분" in client.get(found[1]).content.decode()
    assert Delivery.objects.count() == 1
