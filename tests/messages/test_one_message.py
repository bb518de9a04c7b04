"""One message: typed, read, corrected, tagged, deleted and brought back."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.forms.models import model_to_dict
from django.test import Client
from django.urls import reverse

from analytics.recompute import refresh
from channel.figures.readings import latest
from channel.imports.actions import import_rows, undo_now
from channel.models import AuditEntry, AxisNote, Broadcast, BroadcastResult, ImportBatch
from tests import make
from tests.analytics.test_first_ten_minutes import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday")]
GOOD = {
    "title": "겨울 니트 입고", "sent_on": "2026-11-19", "time": "10:30", "audience": "all",
    "content": "product", "benefit": "yes", "sent": "18,000명", "opened": "6,120",
    "clicked": "240", "free_sends": "1,000",
}  # fmt: skip


@pytest.fixture
def sunday():  # type: ignore[no-untyped-def]
    with time_machine.travel(dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def people(client: Client) -> make.People:
    people = make.people()
    client.force_login(people.teammate)
    return people


def url(people: make.People, name: str, *args: Any) -> str:
    return reverse(name, args=[people.channel.slug, *args])


def kept(broadcast: Broadcast) -> list[dict[str, Any]]:
    """Everything that is stored of a message."""
    row = Broadcast.objects.get(pk=broadcast.pk)
    result = BroadcastResult.objects.get(broadcast=row)
    return [
        {**model_to_dict(one), "pk": one.pk, "at": one.updated_at, "batch": one.batch_id}
        for one in (row, result)
    ]


def test_a_typed_message_is_stored_and_shown_with_its_figures(
    client: Client, people: make.People
) -> None:
    page = words(client.post(url(people, "message_new"), GOOD, follow=True).content.decode())
    made = Broadcast.objects.get()
    assert (made.content, made.benefit, made.audience) == ("product", True, "all")
    assert made.sent_at == dt.datetime(2026, 11, 19, 1, 30, tzinfo=dt.UTC)
    assert (made.result.sent, made.result.opened, made.result.free_sends) == (18_000, 6_120, 1_000)
    assert "18,000명에게 보냈고 6,120명이 열었습니다" in page
    assert "280,500원" in page  # 17,000 × 15 × 1.1
    assert "늘어나는 중" in page


def test_a_typed_message_is_taken_back_like_an_import(client: Client, people: make.People) -> None:
    client.post(url(people, "message_new"), GOOD)
    undo_now(ImportBatch.objects.get(), by=people.teammate)
    refresh(people.channel)
    assert not Broadcast.objects.exists()
    assert latest(people.channel)["openers_low"].value is None


def test_the_same_message_is_not_made_twice(client: Client, people: make.People) -> None:
    for _time in range(2):
        page = client.post(url(people, "message_new"), GOOD, follow=True).content.decode()
    assert Broadcast.objects.count() == 1
    assert "이미 있습니다" in page


BAD = [
    ("title", "  ", "title"),
    ("title", "가" * 201, "title"),
    ("title", "a\x00b", "title"),
    ("sent_on", "", "sent_on"),
    ("sent_on", "2026-11-23", "sent_on"),
    ("sent_on", "2026-02-30", "sent_on"),
    ("sent_on", "1026-11-19", "sent_on"),
    ("time", "25:00", "time"),
    ("audience", "nobody", "audience"),
    ("content", "nonsense", "content"),
    ("benefit", "maybe", "benefit"),
    ("sent", "", "sent"),
    ("sent", "-5", "sent"),
    ("sent", "1.5", "sent"),
    ("sent", "많음", "sent"),
    ("sent", "999999999999", "sent"),
    ("opened", "18,001", "opened"),
    ("clicked", "-1", "clicked"),
    ("free_sends", "18,001", "free_sends"),
]


@pytest.mark.parametrize(("field", "text", "at"), BAD)
def test_bad_input_is_said_beside_its_field_and_keeps_the_rest(
    client: Client, people: make.People, field: str, text: str, at: str
) -> None:
    answer = client.post(url(people, "message_new"), {**GOOD, field: text})
    assert (answer.status_code, Broadcast.objects.count()) == (422, 0)
    assert list(answer.context["form"].errors) == [at]
    kept_field = "clicked" if field != "clicked" else "opened"
    assert f'value="{GOOD[kept_field]}"' in answer.content.decode()


def test_a_correction_is_audited_and_changes_the_figures(
    client: Client, people: make.People
) -> None:
    client.post(url(people, "message_new"), GOOD)
    made = Broadcast.objects.get()
    client.post(url(people, "message_edit", made.pk), {**GOOD, "opened": "6,412"})
    entry = AuditEntry.objects.latest("pk")
    assert (entry.before, entry.after) == ({"opened": 6_120}, {"opened": 6_412})
    page = words(client.get(url(people, "message", made.pk)).content.decode())
    assert "6,412명이 열었습니다" in page
    assert "열람 전 6,120명→후 6,412명" in page
    assert "열람은 7일 동안 늘어납니다." in page


def test_a_correction_of_nothing_leaves_no_trace(client: Client, people: make.People) -> None:
    client.post(url(people, "message_new"), GOOD)
    made, entries = Broadcast.objects.get(), AuditEntry.objects.count()
    client.post(url(people, "message_edit", made.pk), GOOD)
    assert AuditEntry.objects.count() == entries


def test_a_figure_taken_away_is_taken_back_everywhere(client: Client, people: make.People) -> None:
    client.post(url(people, "message_new"), GOOD)
    made = Broadcast.objects.get()
    client.post(
        url(people, "message_edit", made.pk), {**GOOD, "opened": "", "sent_on": "2026-11-18"}
    )
    page = client.get(url(people, "message", made.pk))
    figures = page.context["row"].figures
    assert (figures["opened"], figures["per_open"]) == (None, None)
    assert figures["cost"].as_of == dt.date(2026, 11, 18)
    assert "발송수와 열람수를 모두 넣으면" in page.content.decode()


def test_opens_without_sends_are_refused_in_a_correction(
    client: Client, people: make.People
) -> None:
    made = make.broadcast(people.channel)
    answer = client.post(url(people, "message_edit", made.pk), {**GOOD, "sent": ""})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["sent"])


def test_a_corrected_message_survives_the_undo_of_its_import(
    client: Client, people: make.People
) -> None:
    row = {"title": "니트", "sent_on": dt.date(2026, 11, 19), "sent": 100, "opened": 50}
    batch = import_rows(people.channel, "broadcasts", [row], by=people.owner, way="file")
    made = Broadcast.objects.get()
    client.post(url(people, "message_edit", made.pk), {**GOOD, "title": "니트"})
    undo_now(batch, by=people.owner)
    assert BroadcastResult.objects.get(broadcast=made).sent == 18_000


@pytest.mark.parametrize(
    ("posted", "field", "value"),
    [
        ({"content": "event"}, "content", "event"),
        ({"content": ""}, "content", None),
        ({"audience": "part"}, "audience", "part"),
        ({"benefit": "no"}, "benefit", False),
        ({"benefit": ""}, "benefit", None),
    ],
)
def test_a_tag_changes_by_one_tap(
    client: Client, people: make.People, posted: dict[str, str], field: str, value: Any
) -> None:
    client.post(url(people, "message_new"), GOOD)
    made = Broadcast.objects.get()
    client.post(url(people, "message_tags", made.pk), posted)
    assert getattr(Broadcast.objects.get(), field) == value
    assert AuditEntry.objects.latest("pk").after == {field: value}


@pytest.mark.parametrize(
    ("posted", "status"), [({"content": "x"}, 404), ({"audience": ""}, 404), ({}, 302)]
)
def test_no_other_tag_can_be_set(
    client: Client, people: make.People, posted: dict[str, str], status: int
) -> None:
    made = make.broadcast(people.channel)
    assert client.post(url(people, "message_tags", made.pk), posted).status_code == status
    assert Broadcast.objects.get().content is None


def test_a_part_costs_its_own_rate(client: Client, people: make.People) -> None:
    client.post(url(people, "message_new"), GOOD)
    made = Broadcast.objects.get()
    client.post(url(people, "message_tags", made.pk), {"audience": "part"})
    assert latest(people.channel, f"broadcast:{made.pk}")["cost"].value == 374_000  # × 20 × 1.1


def test_deleting_and_taking_that_back_restores_both_rows_exactly(
    client: Client, people: make.People
) -> None:
    client.post(url(people, "message_new"), GOOD)
    made = Broadcast.objects.get()
    before = kept(made)
    client.post(url(people, "message_delete", made.pk))
    assert not Broadcast.objects.exists()
    assert latest(people.channel, f"broadcast:{made.pk}")["opened"].value is None
    listed = client.get(url(people, "messages"))
    assert "최근에 지운 메시지" in listed.content.decode()
    [entry] = listed.context["deleted"]
    for _time in range(2):
        client.post(url(people, "message_restore", entry.pk))
    assert kept(made) == before
    assert latest(people.channel, f"broadcast:{made.pk}")["opened"].value == 6_120
    assert client.get(url(people, "messages")).context["deleted"] == []


def test_a_message_that_came_in_again_is_not_doubled(client: Client, people: make.People) -> None:
    client.post(url(people, "message_new"), GOOD)
    client.post(url(people, "message_delete", Broadcast.objects.get().pk))
    client.post(url(people, "message_new"), GOOD)
    [entry] = client.get(url(people, "messages")).context["deleted"]
    page = client.post(url(people, "message_restore", entry.pk), follow=True).content.decode()
    assert "되돌리지 않았습니다" in page
    assert Broadcast.objects.count() == 1


def test_only_deletions_of_this_channel_can_be_taken_back(
    client: Client, people: make.People
) -> None:
    client.post(url(people, "message_new"), GOOD)
    other = AuditEntry.objects.latest("pk")
    assert client.post(url(people, "message_restore", other.pk)).status_code == 404


def test_the_audit_page_reads_well_of_a_deletion(client: Client, people: make.People) -> None:
    client.post(url(people, "message_new"), GOOD)
    client.post(url(people, "message_delete", Broadcast.objects.get().pk))
    page = client.get(url(people, "audit")).content.decode()
    assert "channel.broadcast" not in page
    assert "상품" in page


def test_a_note_stands_at_the_day_of_the_message(client: Client, people: make.People) -> None:
    made = make.broadcast(people.channel)
    for text in ("품절", "", "가" * 61):
        client.post(url(people, "message_note", made.pk), {"text": text})
    assert [(n.day, n.text) for n in AxisNote.objects.all()] == [(make.DAY, "품절")]
    assert "품절" in client.get(url(people, "message", made.pk)).content.decode()


@pytest.mark.parametrize("name", ["message", "message_edit"])
def test_a_message_of_another_channel_is_not_found(
    client: Client, people: make.People, name: str
) -> None:
    foreign = make.broadcast(make.channel("옆집"))
    assert client.get(url(people, name, foreign.pk)).status_code == 404


# name, method, answer to owner, teammate, viewer
ROLES = [
    ("message", "get", 200, 200, 200),
    ("message_edit", "get", 200, 200, 403),
    ("message_edit", "post", 422, 422, 403),
    ("message_tags", "post", 302, 302, 403),
    ("message_note", "post", 302, 302, 403),
    ("message_delete", "post", 302, 302, 403),
]


@pytest.mark.parametrize(("name", "method", "owner", "teammate", "viewer"), ROLES)
def test_who_may_do_what(
    client: Client, people: make.People, name: str, method: str, owner: int, teammate: int,
    viewer: int,
) -> None:  # fmt: skip
    answers = {}
    for person in ("outsider", "viewer", "teammate", "owner"):
        client.force_login(getattr(people, person))
        made = make.broadcast(people.channel, title=f"{person} 니트")
        answers[person] = getattr(client, method)(url(people, name, made.pk)).status_code
    assert answers == {
        "outsider": 404, "viewer": viewer, "teammate": teammate, "owner": owner
    }  # fmt: skip
