"""When Kakao is asked stands in rows: what an admin changes there, beat does, without a restart."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from channel.models import Connection, Run, SyncCursor
from tests import make
from tests.worker.processes import running_beat, running_worker, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.worker]
NAME = "Kakao: yesterday's figures"
# a cursor is due, and nobody listens where it would ask
NOWHERE = {f"KAKAO_{name}_URL": "http://127.0.0.1:9" for name in ("KAPI", "KAUTH", "MOMENT")}


def in_the_admin(client: Client, task: PeriodicTask, **changed: Any) -> None:
    """Open the form, change some of it, save."""
    address = reverse("admin:django_celery_beat_periodictask_change", args=[task.pk])
    form = client.get(address).context["adminform"].form
    shown = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in (shown | changed).items() if value not in (None, False)}
    answer = client.post(address, data)
    assert answer.status_code == 302, answer.context["errors"]


def test_a_change_in_the_admin_changes_the_next_run_without_a_restart(client: Client) -> None:
    people = make.people()
    client.force_login(make.user("root@x.example", is_staff=True, is_superuser=True))
    made = Connection.objects.create(
        organisation=people.channel.organisation, kind="business", name="연결", state="working"
    )
    cursor = SyncCursor.objects.create(connection=made, kind="campaign_days", platform="moment")
    PeriodicTask.objects.all().delete()
    never = CrontabSchedule.objects.create(
        minute="0", hour="4", day_of_month="29", month_of_year="2"
    )
    task = PeriodicTask.objects.create(
        name=NAME, task="analytics.start_sync", crontab=never,
        kwargs=json.dumps({"kinds": ["campaign_days"]}),
    )  # fmt: skip
    often = IntervalSchedule.objects.create(every=1, period="seconds")
    with running_worker(**NOWHERE), running_beat(**NOWHERE):
        # beat wrote the settings' ticks beside it: it holds the schedule as it was
        wait_until(lambda: PeriodicTask.objects.filter(name="wake pulls that are due").exists())
        assert not Run.objects.filter(kind="sync").exists()
        in_the_admin(client, task, crontab="", interval=often.pk)
        wait_until(lambda: Run.objects.filter(kind="sync", key=str(made.pk)).exists())
        cursor.refresh_from_db()
        assert cursor.due_at is not None
        in_the_admin(client, task, enabled=False, interval=often.pk, crontab="")
    task.refresh_from_db()
    assert not task.enabled
