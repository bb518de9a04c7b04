"""Mails that went into files because no mail server is set up: found, read, never changed."""

import datetime as dt
import email
import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from django.conf import settings

# Django's file backend ends each message with this line; a file holds one connection's mails.
LINE = re.compile(rb"^-{79}\n", re.MULTILINE)
NAME = re.compile(r"[\w-]+\.log")
FILES = 200


@dataclass(frozen=True)
class FiledMail:
    """`name` and `number` are its address: the n-th message of a file."""

    name: str
    number: int
    at: dt.datetime
    to: str
    subject: str
    body: str


def folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)


def newest_mails() -> list[FiledMail]:
    """The mails of the newest files, the newest on top."""
    files = sorted(folder().glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)
    return [mail for file in files[:FILES] for mail in reversed(_mails_in(file))]


def find_mail(name: str, number: int) -> FiledMail | None:
    """None for a name that is no mail file: nothing outside the folder is ever opened."""
    file = folder() / name
    if not NAME.fullmatch(name) or not file.is_file():
        return None
    mails = _mails_in(file)
    return mails[number] if 0 <= number < len(mails) else None


def _mails_in(file: Path) -> list[FiledMail]:
    at = dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC)
    raw = [part for part in LINE.split(file.read_bytes()) if part.strip()]
    return [_read(file.name, number, at, part) for number, part in enumerate(raw)]


def _read(name: str, number: int, at: dt.datetime, raw: bytes) -> FiledMail:
    message = email.message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    text = message.get_body(preferencelist=("plain", "html"))
    body = str(text.get_content()) if text else ""
    return FiledMail(name, number, at, str(message["To"]), str(message["Subject"]), body)
