"""What a person does with an alert, and with the mails it sends."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from channel.alerts.wording import title_of
from channel.audit.record import record
from channel.models import Alert, AlertMute, Channel, User


@transaction.atomic
def acknowledge_alert(*, user: User, alert: Alert) -> None:
    """Somebody saw to it. Of two who press at once the first is named."""
    seen = Alert.objects.open().filter(pk=alert.pk, acknowledged_at=None)
    if seen.update(acknowledged_at=timezone.now(), acknowledged_by=user):
        _record(alert, user, gettext_noop("알림을 확인했습니다"))


@transaction.atomic
def snooze_alert(*, user: User, alert: Alert, until: dt.date) -> None:
    """Out of the way until that day; it comes back by itself if it is still open then."""
    if Alert.objects.open().filter(pk=alert.pk).update(snoozed_until=until):
        verb = gettext_noop("알림을 미루었습니다")
        _record(alert, user, verb, after={"until": until.isoformat()})


@transaction.atomic
def note_cause(*, user: User, alert: Alert, note: str) -> None:
    """Also for alerts that have ended: the cause is often known later."""
    note = " ".join(note.split())[:300]
    current = Alert.objects.select_for_update(no_key=True).get(pk=alert.pk)
    if current.note == note:
        return
    Alert.objects.filter(pk=alert.pk).update(note=note)
    verb = gettext_noop("알림의 원인을 적었습니다")
    _record(alert, user, verb, before={"note": current.note}, after={"note": note})


@transaction.atomic
def set_mutes(*, user: User, channel: Channel, kinds: set[str]) -> None:
    """Which kinds send this person no mail for this channel. The alerts themselves stay."""
    mine = AlertMute.objects.filter(channel=channel, user=user)
    before = set(mine.values_list("kind", flat=True))
    if before == kinds:
        return
    mine.exclude(kind__in=kinds).delete()
    AlertMute.objects.bulk_create(
        [AlertMute(channel=channel, user=user, kind=kind) for kind in kinds - before],
        ignore_conflicts=True,
    )
    record(
        channel, user, gettext_noop("알림 메일을 바꾸었습니다"),
        before={"off": sorted(before)}, after={"off": sorted(kinds)},
    )  # fmt: skip


def _record(
    alert: Alert,
    user: User,
    verb: str,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:
    place = alert.channel or alert.organisation
    record(place, user, verb, title_of(alert.words_id, alert.params), before=before, after=after)
