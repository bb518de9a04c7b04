"""Jobs a person can see: progress, what went wrong in words, again, and off."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from channel.access import allows, channel_view, organisation_view
from channel.exports.files import exported
from channel.exports.tables import Column, Table
from channel.models import Channel, Organisation, Role, Run
from channel.paging import page_of
from channel.runs import actions
from channel.runs.registry import kinds

COLUMNS = [
    Column(gettext_lazy("작업"), lambda run: label_of(run)),
    Column(gettext_lazy("채널"), lambda run: run.channel.name if run.channel else ""),
    Column(gettext_lazy("상태"), lambda run: run.get_state_display()),
    Column(gettext_lazy("만든 때"), lambda run: run.created_at),
    Column(gettext_lazy("시작한 때"), lambda run: run.started_at),
    Column(gettext_lazy("끝난 때"), lambda run: run.finished_at),
    Column(gettext_lazy("한 만큼"), lambda run: run.done),
    Column(gettext_lazy("전체"), lambda run: run.total),
    Column(gettext_lazy("문제"), lambda run: run.words()),
]

TONES = {
    Run.State.WAITING: "quiet", Run.State.RUNNING: "watch", Run.State.DONE: "good",
    Run.State.FAILED: "alarm", Run.State.CANCELLED: "grey",
}  # fmt: skip


def label_of(run: Run) -> str:
    """A kind that a later version dropped still has old rows; they show its name."""
    kind = kinds().get(run.kind)
    return str(kind.label) if kind else run.kind


@require_GET
@channel_view(Role.VIEWER)
def channel_jobs(request: HttpRequest, channel: Channel) -> HttpResponseBase:
    may_edit = allows(channel.role, Role.EDITOR)  # type: ignore[attr-defined]
    context = {"channel": channel, "may_edit": may_edit}
    return _jobs(request, channel, Run.objects.filter(channel=channel), context)


@require_GET
@organisation_view(Role.VIEWER)
def organisation_jobs(request: HttpRequest, organisation: Organisation) -> HttpResponseBase:
    theirs = Q(organisation=organisation) | Q(channel__organisation=organisation)
    context = {"organisation": organisation}
    return _jobs(request, organisation, Run.objects.filter(theirs), context)


def _jobs(
    request: HttpRequest,
    place: Channel | Organisation,
    runs: QuerySet[Run],
    context: dict[str, Any],
) -> HttpResponseBase:
    runs = runs.select_related("channel", "by")
    if (state := request.GET.get("state", "")) in Run.State.values:
        runs = runs.filter(state=state)
    table = Table(_("작업"), COLUMNS, _newest(runs))
    if file := exported(request, table, place):
        return file
    page = page_of(runs, request.GET, "created_at")
    for run in page.rows:
        run.label, run.tone = label_of(run), TONES[run.state]
    moving = any(run.state in (Run.State.WAITING, Run.State.RUNNING) for run in page.rows)
    context |= {"page": page, "state": state, "states": Run.State.choices, "moving": moving}
    return render(request, "runs/jobs.html", context)


def _newest(runs: QuerySet[Run]) -> Iterator[Run]:
    return runs.order_by("-created_at", "-pk").iterator(chunk_size=2000)


@require_POST
@channel_view(write=Role.EDITOR)
def retry(request: HttpRequest, channel: Channel, pk: int) -> HttpResponse:
    return _do(request, channel, pk, actions.retry_run, _("다시 시작했습니다."))


@require_POST
@channel_view(write=Role.EDITOR)
def cancel(request: HttpRequest, channel: Channel, pk: int) -> HttpResponse:
    return _do(request, channel, pk, actions.cancel_run, _("취소했습니다."))


def _do(
    request: HttpRequest, channel: Channel, pk: int, action: Callable[..., None], done: str
) -> HttpResponse:
    run = get_object_or_404(Run, pk=pk, channel=channel)
    try:
        action(user=request.user, run=run)
        messages.success(request, done)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("jobs", channel.slug)
