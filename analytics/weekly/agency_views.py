"""월요일 10분 of an organisation: rows to fill, what happened in each channel, one text."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from analytics import recompute
from analytics.weekly.agency import (
    agency_grid,
    batch_text,
    channel_week,
    save_agency_figures,
    untold,
)
from analytics.weekly.grid import Grid, check, fill
from analytics.weekly.views import shown_by, typed_by
from analytics.weekly.week import Week
from channel.access import allows, organisation_view
from channel.clock import today
from channel.imports.actions import RowsRefused
from channel.imports.messages import say
from channel.models import Channel, Organisation, Role


@require_http_methods(["GET", "POST"])
@organisation_view(Role.VIEWER, write=Role.EDITOR)
def weekly(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    week = Week.told_on(today())
    channels = list(Channel.objects.open().filter(organisation=organisation).order_by("name"))
    grid = agency_grid(channels, week)
    if request.method == "POST":
        grid = _saved(request, organisation, grid)
        if not grid.has_errors:
            for channel in _changed(channels, grid):
                recompute.refresh(channel)
            messages.success(request, _("넣었습니다."))
            return redirect("organisation_weekly", organisation.slug)
    if waiting := untold(channels, week):
        recompute.enqueue_recompute(None, waiting)
    rows = [channel_week(channel, week) for channel in channels]
    context = {
        "organisation": organisation, "week": week, "grid": grid, "rows": rows,
        "summary": batch_text(rows),
        "may_edit": allows(organisation.role, Role.EDITOR),  # type: ignore[attr-defined]
    }  # fmt: skip
    status = 422 if grid.has_errors else 200
    return render(request, "analytics/weekly/agency.html", context, status=status)


def _changed(channels: list[Channel], grid: Grid) -> list[Channel]:
    """The rest is as it was, and twenty-five channels take a while."""
    changed = {row.key for row in grid.friends if row.is_changed}
    return [channel for channel in channels if f"channel:{channel.pk}" in changed]


def _saved(request: HttpRequest, organisation: Organisation, grid: Grid) -> Grid:
    grid = check(fill(grid.shown_as(shown_by(request)), typed_by(request)))
    if grid.has_errors:
        return grid
    try:
        save_agency_figures(user=request.user, place=organisation, grid=grid)  # type: ignore[arg-type]
    except RowsRefused as refused:
        return replace(grid, errors=[say(problem) for problem in refused.problems])
    return grid
