from typing import Any

from channel.models import AuditEntry, Channel, Organisation, User


def record(
    place: Channel | Organisation,
    user: User | None,
    verb: str,
    subject: object = "",
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEntry:
    """Write the one audit row of an action, in the action's own transaction."""
    channel = place if isinstance(place, Channel) else None
    organisation_id = channel.organisation_id if channel else place.pk
    return AuditEntry.objects.create(
        organisation_id=organisation_id,
        channel=channel,
        user=user,
        verb=verb,
        subject=str(subject)[:200],
        before=before or {},
        after=after or {},
    )
