"""Jobs a person can see, start again and call off."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from channel.models import AuditEntry, Run, User
from channel.runs.registry import RunError, RunKind, register
from channel.runs.work import drain, enqueue
from tests import make

pytestmark = pytest.mark.django_db


def fail(run: Run) -> None:
    raise RunError("broken", "파일을 읽지 못했습니다: %(file)s", {"file": "친구.csv"})


@pytest.fixture(autouse=True)
def _kinds() -> None:
    register(RunKind("broken", "망가진 작업", fail))  # type: ignore[arg-type]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, people: make.People, *args: Any) -> str:
    return reverse(name, args=[people.channel.slug, *args])


def failed(people: make.People) -> Run:
    run = enqueue("broken", channel=people.channel)
    drain()
    run.refresh_from_db()
    return run


def test_a_failed_job_says_why_in_words() -> None:
    people = make.people()
    failed(people)
    page = signed_in(people.viewer).get(url("jobs", people)).content.decode()
    assert "망가진 작업" in page
    assert "파일을 읽지 못했습니다: 친구.csv" in page
    assert "지금 다시 하기" not in page


def test_retry_puts_a_failed_job_back_into_the_queue_once() -> None:
    people = make.people()
    run, client = failed(people), signed_in(people.teammate)
    client.post(url("job_retry", people, run.pk))
    run.refresh_from_db()
    assert run.state == Run.State.WAITING
    drain()
    run.refresh_from_db()
    assert (run.state, run.attempts) == (Run.State.FAILED, 2)
    assert AuditEntry.objects.filter(verb="작업을 다시 시작했습니다").count() == 1


def test_retry_beside_the_same_waiting_job_says_so() -> None:
    people = make.people()
    run = failed(people)
    enqueue("broken", channel=people.channel)
    response = signed_in(people.owner).post(url("job_retry", people, run.pk), follow=True)
    assert "이미 기다리고 있습니다" in response.content.decode()


def test_a_job_that_began_after_the_page_was_read_is_not_cancelled() -> None:
    people = make.people()
    run = enqueue("broken", channel=people.channel)
    Run.objects.update(state=Run.State.RUNNING)
    response = signed_in(people.owner).post(url("job_cancel", people, run.pk), follow=True)
    assert "기다리는 작업만" in response.content.decode()
    assert Run.objects.get().state == Run.State.RUNNING


def test_a_waiting_job_is_cancelled() -> None:
    people = make.people()
    run = enqueue("broken", channel=people.channel)
    signed_in(people.owner).post(url("job_cancel", people, run.pk))
    assert Run.objects.get().state == Run.State.CANCELLED


def test_the_organisation_sees_jobs_of_all_its_channels_and_of_no_other() -> None:
    people = make.people()
    enqueue("broken", channel=people.channel)
    enqueue("broken", channel=make.channel("다른 조직"))
    address = reverse("organisation_jobs", args=[people.channel.organisation.slug])
    page = signed_in(people.owner).get(address).content.decode()
    assert page.count("<tbody>") == 1
    assert "다른 조직" not in page


@pytest.mark.parametrize("count", [2, 20])
def test_the_list_costs_the_same_for_any_number_of_jobs(
    count: int, django_assert_num_queries: Any
) -> None:
    people = make.people()
    for number in range(count):
        enqueue("broken", channel=people.channel, key=str(number))
    client = signed_in(people.owner)
    with django_assert_num_queries(6):
        client.get(url("jobs", people))


@pytest.mark.parametrize(("deaths", "state"), [(1, "done"), (10, "failed")])
def test_a_job_that_kills_its_workers_ends_with_words(deaths: int, state: str) -> None:
    register(RunKind("deadly", "위험한 작업", lambda run: None))  # type: ignore[arg-type]
    people = make.people()
    run = enqueue("deadly", channel=people.channel)
    lapsed = timezone.now() - dt.timedelta(minutes=1)
    Run.objects.update(state=Run.State.RUNNING, attempts=deaths, lease_until=lapsed)
    drain()
    run.refresh_from_db()
    assert (run.state, "10번 만에" in run.words()) == (state, state == "failed")


def test_a_job_given_up_holds_up_no_other_and_is_tried_again_when_a_person_asks() -> None:
    register(RunKind("deadly", "위험한 작업", lambda run: None))  # type: ignore[arg-type]
    people = make.people()
    run = enqueue("deadly", channel=people.channel)
    lapsed = timezone.now() - dt.timedelta(minutes=1)
    Run.objects.update(state=Run.State.RUNNING, attempts=10, lease_until=lapsed)
    enqueue("deadly", channel=people.channel, key="another")
    assert drain() == 1
    signed_in(people.teammate).post(url("job_retry", people, run.pk))
    drain()
    assert list(Run.objects.values_list("state", flat=True)) == ["done", "done"]
