"""An own channel whose simulated files go through the import like anybody's."""

import time
from pathlib import Path

from django.apps import apps
from django.utils import timezone

from channel.imports import actions
from channel.models import Channel, ImportBatch, Organisation, Run, User
from channel.runs.work import work_off as run_now
from kakao.simulator import World

IMPORT = "import_"
PATIENCE_SECONDS = 900


def own_channel(made: World, owner: str) -> Channel:
    """In an organisation named `owner`, which goes with it."""
    organisation = Organisation.objects.create(name=owner)
    return Channel.objects.create(organisation=organisation, name=made.channel, is_simulated=True)


def bring_in(place: Channel, file: Path, kind: str = "") -> None:
    """What follows from the facts is left waiting, so that it is done once for several files.

    Raises RuntimeError where a question is left or a row is bad: our own files have neither.
    """
    person, _new = User.objects.get_or_create(email="measure@example.invalid")
    with file.open("rb") as content:
        batch = actions.start_import(
            place, by=person, chunks=iter(lambda: content.read(2**20), b""), filename=file.name,
            kind=kind,
        )  # fmt: skip
    work_off(place, IMPORT)
    batch.refresh_from_db()
    if batch.state != ImportBatch.State.READY:
        raise RuntimeError(f"{file.name}: {batch.state} {batch.questions}")
    actions.confirm(batch, by=person)
    work_off(place, IMPORT)
    batch.refresh_from_db()
    if batch.state != ImportBatch.State.DONE or batch.bad:
        raise RuntimeError(f"{file.name}: {batch.state}, {batch.bad} bad rows")


def work_off(place: Channel, kinds: str = "") -> None:
    """The channel's own runs whose kind begins so, beside a worker that may take some of them."""
    runs = Run.objects.filter(channel=place, kind__startswith=kinds)
    until = time.monotonic() + PATIENCE_SECONDS
    while run := runs.filter(state__in=["waiting", "running"]).order_by("due_at", "pk").first():
        fields = {"state": "running", "attempts": 1, "started_at": timezone.now()}
        if runs.filter(pk=run.pk, state="waiting").update(**fields):
            run.refresh_from_db()
            run_now(run)
        elif time.monotonic() > until:
            raise RuntimeError(f"{run} did not end")
        else:
            time.sleep(0.1)


def clear(place: Channel) -> None:
    """Its rows of the tables that grow, at once in the database instead of row by row here."""
    for model in apps.get_models():
        field = next((f for f in model._meta.get_fields() if f.name == "channel"), None)
        if field is not None and getattr(field, "db_constraint", True) is False:
            grown = model._default_manager.filter(channel=place)
            grown._raw_delete(grown.db)


def remove(place: Channel) -> None:
    """The channel with its organisation, which is its own."""
    clear(place)
    place.organisation.delete()
