"""What a person does with a job: try it again now, or call it off before it begins."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from channel.audit.record import record
from channel.models import Run, User
from channel.runs.registry import get_kind
from channel.runs.work import wake


@transaction.atomic
def retry_run(*, user: User, run: Run) -> None:
    """failed → waiting, or waiting for later → now. Its attempts go on counting, so that a worker
    that comes back from the dead never takes the new try for its own."""
    again = Run.objects.filter(pk=run.pk, state__in=[Run.State.FAILED, Run.State.WAITING])
    try:
        with transaction.atomic():
            changed = again.update(
                state=Run.State.WAITING, due_at=timezone.now(), finished_at=None, lease_until=None
            )
    except IntegrityError as error:  # the same job was asked for anew meanwhile
        raise ValidationError(_("같은 작업이 이미 기다리고 있습니다.")) from error
    if not changed:
        raise ValidationError(_("이미 하고 있거나 끝난 작업입니다."))
    _record(run, user, gettext_noop("작업을 다시 시작했습니다"))
    transaction.on_commit(wake)


@transaction.atomic
def cancel_run(*, user: User, run: Run) -> None:
    waiting = Run.objects.filter(pk=run.pk, state=Run.State.WAITING)
    if not waiting.update(state=Run.State.CANCELLED, finished_at=timezone.now()):
        raise ValidationError(_("기다리는 작업만 취소할 수 있습니다."))
    _record(run, user, gettext_noop("작업을 취소했습니다"))


def _record(run: Run, user: User, verb: str) -> None:
    place = run.channel or run.organisation
    if place is not None:  # a job of the house itself has no place to note it
        record(place, user, verb, get_kind(run.kind).label)
