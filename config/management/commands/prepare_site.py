"""Everything between an answering database and a site that can be opened, in one process."""

import hashlib
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from analytics.recompute import enqueue_recompute
from channel.models import Channel, User

DEMO_EMAIL = "demo@dangol.example"


def static_stamp() -> str:
    """Return a value that changes with any static file: packing them takes seconds."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect_static() -> None:
    stamp, kept = static_stamp(), Path(settings.STATIC_ROOT) / ".stamp"
    if kept.exists() and kept.read_text() == stamp:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    kept.write_text(stamp)


def make_first_user() -> str | None:
    """Return the new password on the first start; later nobody can read it, only reset it."""
    if User.objects.exists():
        return None
    password = secrets.token_urlsafe(12)
    User.objects.create_superuser(DEMO_EMAIL, password)
    return password


def sign_in_line(*, demo: bool) -> str:
    """Say how to sign in."""
    if demo and (password := make_first_user()):
        return f"Sign-in: {DEMO_EMAIL} · password {password} (shown only this once)"
    if User.objects.filter(email=DEMO_EMAIL).exists():
        return (
            f"Sign-in: {DEMO_EMAIL} with the password of the first start "
            f'(a new one: make manage ARGS="changepassword {DEMO_EMAIL}")'
        )
    return "Sign-in: create your account on the first page"


class Command(BaseCommand):
    help = "Migrate, collect static files and make the first user."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="make the demo's person as well")

    def handle(self, *args: Any, **options: Any) -> None:
        migrate = lambda: call_command("migrate", interactive=False, verbosity=0)  # noqa: E731
        self.timed("Bringing the database up to date", migrate)
        self.timed("Collecting static files", collect_static)
        # A new version may tell what the old one did not; what is the same is not written again.
        enqueue_recompute(None, Channel.objects.open().values_list("pk", flat=True))
        self.stdout.write(sign_in_line(demo=options["demo"]))

    def timed(self, words: str, work: Callable[[], object]) -> None:
        begun = time.monotonic()
        self.stdout.write(f"{words} ... ", ending="")
        self.stdout.flush()
        work()
        self.stdout.write(f"{time.monotonic() - begun:.1f} s")
        self.stdout.flush()
