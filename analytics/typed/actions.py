"""What a person does with a count read off a screen: keep, correct, remove."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from channel.audit.record import record
from channel.models import Channel, Origin, TypedFigure, User
from channel.signals import facts_changed


@transaction.atomic
def save_typed(
    *,
    user: User,
    channel: Channel,
    kind: str,
    as_of: dt.date,
    values: dict[str, Any],
    edited: TypedFigure | None = None,
) -> TypedFigure:
    """One row a kind and day: typing the day again corrects it, moving a row takes it along."""
    Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
    old = TypedFigure.objects.filter(channel=channel, kind=kind, as_of=as_of).first()
    if old and old.origin == Origin.PULL:
        raise ValidationError(
            _("이 날의 수는 카카오에서 이미 가져왔습니다. 다른 날을 적어 주세요.")
        )
    if edited and edited.as_of != as_of:
        edited.delete()
    kept, _new = TypedFigure.objects.update_or_create(
        channel=channel, kind=kind, as_of=as_of, defaults={"values": values, "typed_by": user}
    )
    before = _told(edited or old)
    record(
        channel, user, gettext_noop("읽은 수를 넣었습니다"), kept, before=before, after=_told(kept)
    )
    facts_changed.send(sender=None, channel_ids=[channel.pk])
    return kept


@transaction.atomic
def delete_typed(*, user: User, channel: Channel, typed: TypedFigure) -> None:
    record(channel, user, gettext_noop("읽은 수를 지웠습니다"), typed, before=_told(typed))
    typed.delete()
    facts_changed.send(sender=None, channel_ids=[channel.pk])


def _told(typed: TypedFigure | None) -> dict[str, Any]:
    return {"as_of": typed.as_of.isoformat(), **typed.values} if typed else {}
