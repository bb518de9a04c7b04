"""Nothing that changed is left uncomputed, and an older computation never has the last word."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from analytics import recompute
from channel.models import Channel, Run
from channel.runs.work import claim
from channel.signals import facts_changed
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(work):  # type: ignore[no-untyped-def]
    """Run it on a connection of its own, as another process would."""

    def closed() -> object:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(closed).result()


def test_a_waiting_run_is_not_begun_before_the_facts_it_waits_for_are_committed() -> None:
    place = make.channel()
    facts_changed.send(sender=None, channel_ids=[place.pk])
    with transaction.atomic():
        facts_changed.send(sender=None, channel_ids=[place.pk])
        assert elsewhere(claim) is None
    assert Run.objects.get().state == Run.State.WAITING


def test_two_computations_of_one_channel_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    place, begun, seen = make.channel(), threading.Event(), []

    def step(channel: Channel) -> None:
        seen.append("in")
        begun.set()
        threading.Event().wait(0.3)
        seen.append("out")

    monkeypatch.setattr(recompute, "STEPS", [step])
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(elsewhere, lambda: recompute.refresh(place))
        begun.wait(10)
        recompute.refresh(place)
        first.result()
    assert seen == ["in", "out", "in", "out"]
