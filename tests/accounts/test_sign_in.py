"""Sign-up, sign-in, a lost password and the second factor, with mail into files."""

import base64
import hashlib
import hmac
import re
import struct
import time
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from channel.alerts.mail_files import newest_mails
from channel.models import User
from tests import make

pytestmark = pytest.mark.django_db
NEW = "violet-otter-rain-77"


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    """allauth counts tries per address in the cache."""
    cache.clear()


@pytest.fixture
def mail_folder(settings: Any, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    return tmp_path


def is_signed_in(client: Client) -> bool:
    return get_user(client).is_authenticated  # type: ignore[arg-type]


def sign_in(client: Client, password: str = make.PASSWORD) -> Any:
    form = {"login": "owner@mood.example", "password": password}
    return client.post(reverse("account_login"), form)


def totp(secret: str) -> str:
    """RFC 6238 with six digits and 30 seconds, computed by hand."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def test_sign_up_signs_in_at_once(client: Client, mail_folder: Path) -> None:
    form = {"email": "Kim@Mood.example", "password1": make.PASSWORD}
    assert client.post(reverse("account_signup"), form).status_code == 302
    assert is_signed_in(client)
    assert User.objects.get().email == "kim@mood.example"
    assert newest_mails()[0].to == "kim@mood.example"


@pytest.mark.parametrize("password", ["1234", "password", "owner@mood.example", "82910472810"])
def test_a_weak_password_is_refused(client: Client, password: str) -> None:
    client.post(reverse("account_signup"), {"email": "owner@mood.example", "password1": password})
    assert not User.objects.exists()


def test_sign_in_needs_the_right_password(client: Client) -> None:
    make.user()
    assert sign_in(client, "wrong").status_code == 200
    assert not is_signed_in(client)
    assert sign_in(client).status_code == 302
    assert is_signed_in(client)


def test_a_lost_password_is_reset_by_the_link_in_the_mail(
    client: Client, mail_folder: Path
) -> None:
    make.user()
    client.post(reverse("account_reset_password"), {"email": "owner@mood.example"})
    link = re.search(r"http://[^\s]+(/accounts/password/reset/key/\S+)", newest_mails()[0].body)
    assert link
    form_page = client.get(link[1])["Location"]
    client.post(form_page, {"password1": NEW, "password2": NEW})
    assert sign_in(Client(), NEW).status_code == 302
    assert client.get(link[1]).status_code == 200  # used up: it says so and offers no form


def test_a_reset_for_an_unknown_address_tells_nobody(client: Client, mail_folder: Path) -> None:
    response = client.post(reverse("account_reset_password"), {"email": "nobody@mood.example"})
    assert response["Location"] == reverse("account_reset_password_done")


def test_with_a_second_factor_the_password_alone_does_not_sign_in(client: Client) -> None:
    make.user()
    sign_in(client)
    asked = client.get(reverse("mfa_activate_totp"))["Location"]
    page = client.post(asked, {"password": make.PASSWORD}, follow=True)
    secret = page.context["form"].secret
    activated = client.post(reverse("mfa_activate_totp"), {"code": totp(secret)})
    assert activated.status_code == 302
    cache.clear()  # a code works once in its half minute; the test has no half minute to wait
    second = Client()
    assert sign_in(second)["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(second)
    second.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert not is_signed_in(second)
    second.post(reverse("mfa_authenticate"), {"code": totp(secret)})
    assert is_signed_in(second)


def test_signing_out_needs_a_post(client: Client) -> None:
    make.user()
    sign_in(client)
    client.get(reverse("account_logout"))
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)


def test_without_a_mail_server_a_second_factor_needs_no_confirmed_address(client: Client) -> None:
    form = {"email": "kim@mood.example", "password1": make.PASSWORD}
    client.post(reverse("account_signup"), form)
    asked = client.get(reverse("mfa_activate_totp"))["Location"]
    page = client.post(asked, {"password": make.PASSWORD}, follow=True)
    code = totp(page.context["form"].secret)
    assert client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302
