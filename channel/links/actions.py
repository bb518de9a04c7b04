"""What a person does with links, and with the address they are handed out under."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from channel.audit.record import record
from channel.broadcasts.models import fold_title
from channel.links.checking import CHECK_ADDRESS
from channel.models import Broadcast, Channel, PublicAddress, Source, TrackedLink, User
from channel.runs.work import enqueue


@transaction.atomic
def create_link(
    *,
    user: User,
    channel: Channel,
    name: str,
    target: str,
    source: str = "",
    broadcast: Broadcast | None = None,
) -> TrackedLink:
    link = TrackedLink.objects.create(
        channel=channel, name=name, target=target, source=_source(channel, source),
        broadcast=broadcast, created_by=user,
    )  # fmt: skip
    record(channel, user, gettext_noop("링크를 만들었습니다"), name, after=_told(link))
    return link


@transaction.atomic
def edit_link(
    *, user: User, link: TrackedLink, name: str, target: str, source: str, broadcast: Any
) -> None:
    """Printed codes stay: they lead to the new target from now on."""
    before = _told(link)
    link.name, link.target, link.broadcast = name, target, broadcast
    link.source = _source(link.channel, source)
    if _told(link) == before:
        return
    link.save(update_fields=["name", "target", "source", "broadcast"])
    verb = gettext_noop("링크를 고쳤습니다")
    record(link.channel, user, verb, name, before=before, after=_told(link))


@transaction.atomic
def close_link(*, user: User, link: TrackedLink) -> None:
    """Out of the way; who has it in hand is led on as before."""
    open_one = TrackedLink.objects.filter(pk=link.pk, closed_at=None)
    if open_one.update(closed_at=timezone.now()):
        record(link.channel, user, gettext_noop("링크를 닫았습니다"), link.name)


@transaction.atomic
def reopen_link(*, user: User, link: TrackedLink) -> None:
    closed = TrackedLink.objects.filter(pk=link.pk).exclude(closed_at=None)
    if closed.update(closed_at=None):
        record(link.channel, user, gettext_noop("링크를 다시 열었습니다"), link.name)


def note_people_file(*, user: User, link: TrackedLink, friends: int) -> None:
    """Personal links left the house: who took them and of how many people, never of whom."""
    verb = gettext_noop("개인 링크를 내려받았습니다")
    record(link.channel, user, verb, link.name, after={"friends": friends})


def may_set_address(user: User, channel: Channel) -> bool:
    """One address serves every organisation: it stays with whose owner entered it, and staff."""
    address = PublicAddress.objects.first()
    if address is None or address.state == PublicAddress.State.FAILED or user.is_staff:
        return True
    return address.organisation_id in (None, channel.organisation_id)


@transaction.atomic
def set_address(*, user: User, channel: Channel, url: str) -> None:
    """Enter the public address, or have the same one checked again."""
    before = PublicAddress.objects.first()
    PublicAddress.objects.update_or_create(
        pk=1,
        defaults={
            "url": url, "state": PublicAddress.State.WAITING, "error": "", "entered_by": user,
            "organisation_id": channel.organisation_id, "checked_at": None,
        },
    )  # fmt: skip
    record(
        channel, user, gettext_noop("공개 주소를 넣었습니다"), url,
        before={"url": before.url} if before else {}, after={"url": url},
    )  # fmt: skip
    enqueue(CHECK_ADDRESS, channel=channel)


def _source(channel: Channel, name: str) -> Source | None:
    name = " ".join(name.split())
    if not name:
        return None
    own = {"channel": channel, "kind": Source.Kind.OWN, "folded": fold_title(name)[:80]}
    return Source.objects.get_or_create(**own, defaults={"name": name})[0]


def _told(link: TrackedLink) -> dict[str, Any]:
    return {
        "name": link.name, "target": link.target, "source": link.source and link.source.name,
        "broadcast": link.broadcast and link.broadcast.title,
    }  # fmt: skip
