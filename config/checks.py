"""Explains a missing or unsafe setting before it costs somebody an hour."""

import base64
import binascii
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution
from django.core.exceptions import ImproperlyConfigured

LOCAL_HOSTS = {"127.0.0.1", "localhost", "::1", "[::1]"}
# Django's own limits for a secret key, so that both say the same.
SHORTEST_KEY, FEWEST_CHARACTERS = 50, 5


def secret_key() -> str:
    """Return the key; Django raises where it is empty, and we want to say what to do."""
    try:
        return str(settings.SECRET_KEY)
    except ImproperlyConfigured:
        return ""


def is_weak(key: str) -> bool:
    return len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_CHARACTERS


def is_fernet_key(key: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(key)) == 32
    except (binascii.Error, ValueError):
        return False


@register(Tags.security)
def check_keys(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Keys are made by the first start; who sets them in the environment sets all three."""
    hint = "Start once with `make run`, which makes keys.env, or set it as .env.example shows."
    found: list[CheckMessage] = []
    if is_weak(secret_key()):
        found.append(Error("SECRET_KEY is missing or too short.", hint=hint, id="dangol.E001"))
    if not settings.DANGOL_SECRET_KEYS or not all(map(is_fernet_key, settings.DANGOL_SECRET_KEYS)):
        words = "DANGOL_SECRET_KEYS is missing or not 32 bytes in base64: secrets cannot be kept."
        found.append(Error(words, hint=hint, id="dangol.E002"))
    if len(settings.DANGOL_PERSON_KEY) < 32:
        words = (
            "DANGOL_PERSON_KEY is missing or shorter than 32 characters. Links to persons are "
            "signed with it: with another key all links already sent become anonymous."
        )
        found.append(Error(words, hint=hint, id="dangol.E003"))
    return found


@register(Tags.security)
def check_address(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """An address that others can reach needs more than one that only this machine can."""
    found: list[CheckMessage] = []
    public = settings.HOST not in LOCAL_HOSTS or settings.HTTPS
    if public and settings.DEBUG:
        words = "DEBUG shows settings and code to everybody who can reach this address."
        found.append(Error(words, hint="Leave DEBUG unset.", id="dangol.E004"))
    if "*" in settings.ALLOWED_HOSTS:
        words = "ALLOWED_HOSTS accepts every name, so links in mails can be forged."
        found.append(Error(words, hint="Name the host names you serve.", id="dangol.E005"))
    if settings.HOST not in LOCAL_HOSTS and not settings.HTTPS:
        words = "Passwords travel unencrypted: HOST is public and PUBLIC_URL is not https."
        hint = "Put a proxy with a certificate in front and set PUBLIC_URL=https://…"
        found.append(Caution(words, hint=hint, id="dangol.W001"))
    return found
