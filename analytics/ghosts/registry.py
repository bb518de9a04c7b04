"""What this subject adds to the house: two kinds of runs, an alert, and words for the papers."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from analytics.ghosts import alarms, formulas, history
from analytics.ghosts.work import REFIT, WEEKS, refit, rescore
from channel.clock import today
from channel.models import GhostFit, Run
from channel.runs.registry import RunKind
from channel.runs.registry import register as register_run
from channel.runs.work import enqueue_for_each
from channel.signals import engagements_recorded

RESCORE = "ghost_scores"


def register() -> None:
    register_run(RunKind(REFIT, _("유령 친구 다시 계산"), work_refit))
    register_run(RunKind(WEEKS, _("지난주들의 유령 친구 추정"), work_weeks))
    register_run(RunKind(RESCORE, _("친구의 상태 맞추기"), work_rescore))
    alarms.register()
    formulas.register()
    engagements_recorded.connect(enqueue_rescore, dispatch_uid="ghosts")


def work_refit(run: Run) -> None:
    assert run.channel is not None
    refit(run.channel, run_id=run.pk)


def work_weeks(run: Run) -> None:
    assert run.channel is not None
    fit = GhostFit.objects.filter(channel=run.channel).order_by("-pk").first()
    if fit is not None and fit.verdict == GhostFit.Verdict.FITTED:
        history.weeks(run.channel, fit, today())


def work_rescore(run: Run) -> None:
    assert run.channel is not None
    rescore(run.channel)


def enqueue_rescore(sender: Any, channel_id: int, **_kwargs: Any) -> None:
    """One waiting run a channel, however many reactions come meanwhile."""
    if GhostFit.objects.filter(channel=channel_id).exists():
        enqueue_for_each(RESCORE, [channel_id])
