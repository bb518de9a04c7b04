"""The operator's console opens every table, changes only what it may, and reads mail files."""

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.mail import send_mail
from django.test import Client
from django.urls import reverse

from channel.labels import nameless
from channel.members import actions
from channel.models import (
    AuditEntry,
    Connection,
    ImportPart,
    Member,
    Role,
    Run,
    SyncCursor,
    User,
)
from channel.runs.work import enqueue
from tests import make

pytestmark = pytest.mark.django_db
MODELS = [
    model
    for app in ("channel", "analytics", "campaigns")
    for model in apps.get_app_config(app).get_models()
    if model is not ImportPart  # bytes of a file: nothing to read
]
READ_ONLY = ("reading", "auditentry", "importjournal", "delivery", "broadcastrisk", "alert")


@pytest.fixture
def operator() -> Client:
    client = Client()
    client.force_login(make.user("root@x.example", is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)
def test_every_table_can_be_listed_searched_and_filtered(operator: Client, model: Any) -> None:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    assert admin.site.is_registered(model)
    for query in ("", "?q=무드"):
        assert operator.get(reverse(name) + query).status_code == 200


@pytest.mark.parametrize("app", ["channel", "campaigns", "analytics", "personas", "content"])
def test_every_column_has_a_word(app: str) -> None:
    assert nameless(app) == []


@pytest.mark.parametrize(("language", "head"), [("ko", "이어진 실패"), ("en", "Failures in a row")])
def test_a_column_is_headed_in_the_language_of_its_reader(
    operator: Client, language: str, head: str
) -> None:
    User.objects.update(language=language)
    place = make.people().channel
    made = Connection.objects.create(
        organisation=place.organisation, kind=Connection.Kind.BUSINESS, name="카카오"
    )
    SyncCursor.objects.create(connection=made, kind="accounts", platform="moment")
    page = operator.get(reverse("admin:channel_synccursor_changelist"))
    assert head in page.content.decode()


@pytest.mark.parametrize("model", READ_ONLY)
def test_logs_and_results_cannot_be_added_or_changed(operator: Client, model: str) -> None:
    assert operator.get(reverse(f"admin:channel_{model}_add")).status_code == 403


@pytest.mark.parametrize("model", ["channel", "user", "pricerate", "organisation"])
def test_what_an_operator_writes_has_a_form(operator: Client, model: str) -> None:
    assert operator.get(reverse(f"admin:channel_{model}_add")).status_code == 200


def run_action(operator: Client, model: str, action: str, pk: int) -> None:
    address = reverse(f"admin:channel_{model}_changelist")
    operator.post(address, {"action": action, "_selected_action": [pk]})


def test_admin_actions_are_the_actions_of_the_screens(operator: Client) -> None:
    people = make.people()
    fresh = actions.invite(
        user=people.owner, place=people.channel, email="a@b.example", role=Role.VIEWER
    )
    run = enqueue("recompute", channel=people.channel)
    Run.objects.update(state=Run.State.FAILED)
    run_action(operator, "invitation", "revoke", fresh.invitation.pk)
    run_action(operator, "run", "retry", run.pk)
    fresh.invitation.refresh_from_db()
    run.refresh_from_db()
    assert fresh.invitation.revoked_at
    assert run.state == Run.State.WAITING
    by_root = AuditEntry.objects.filter(user__email="root@x.example")
    assert set(by_root.values_list("verb", flat=True)) == {
        "초대를 취소했습니다", "작업을 다시 시작했습니다",
    }  # fmt: skip


def test_looking_does_not_allow_to_act() -> None:
    people, client = make.people(), Client()
    staff = make.user("staff@x.example", is_staff=True)
    staff.user_permissions.add(Permission.objects.get(codename="view_member"))
    client.force_login(staff)
    run_action(client, "member", "remove", Member.objects.get(user=people.viewer).pk)
    assert Member.objects.filter(user=people.viewer).exists()


def test_mail_in_files_can_be_read(operator: Client, settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    send_mail("비밀번호", "여기를 누르세요 http://127.0.0.1/reset", None, ["kim@mood.example"])
    page = operator.get(reverse("admin:mail_files")).content.decode()
    assert "비밀번호" in page
    name = next(tmp_path.glob("*.log")).name
    page = operator.get(reverse("admin:mail_file", args=[name, 0])).content.decode()
    assert "여기를 누르세요" in page
    assert 'href="http://127.0.0.1/reset"' in page


@pytest.mark.parametrize("path", ["..log/0/", "keys.env/0/", "a.log/0/", "x.log/99999999999/"])
def test_nothing_but_mail_files_is_ever_opened(
    operator: Client, settings: Any, tmp_path: Path, path: str
) -> None:
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.EMAIL_FILE_PATH.mkdir()
    (tmp_path / "keys.env").write_text("SECRET_KEY=x")
    (settings.EMAIL_FILE_PATH / "keys.env").write_text("SECRET_KEY=x")
    (settings.EMAIL_FILE_PATH / "x.log").write_text("")
    assert operator.get(reverse("admin:mail_files") + path).status_code == 404


def test_staff_without_the_permission_cannot_read_mails() -> None:
    client = Client()
    client.force_login(make.user("staff@x.example", is_staff=True))
    assert client.get(reverse("admin:mail_files")).status_code == 403
    assert Client().get(reverse("admin:mail_files")).status_code == 302
