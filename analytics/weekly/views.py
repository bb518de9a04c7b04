"""월요일 10분: one page of five steps, and the small answers it stores."""

import datetime as dt
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from analytics import recompute
from analytics.summary import boss_summary
from analytics.weekly import actions, selectors
from analytics.weekly.checks import checks
from analytics.weekly.forms import NewMessageForm, ReminderForm
from analytics.weekly.grid import DAYS, PERIOD, Grid, fill
from analytics.weekly.grid import check as checked
from analytics.weekly.models import WeeklyReminder, WeeklyVisit
from analytics.weekly.visits import draft_of, find_visit, grid_of, open_visit
from analytics.weekly.week import Week
from channel.access import allows, channel_view
from channel.clock import today
from channel.models import Channel, Reading, Role, User

STEPS = {
    1: ("figures", selectors.figures_step), 2: ("happened", selectors.happened_step),
    3: ("checks", selectors.checks_step), 4: ("sending", selectors.sending_step),
    5: ("report", selectors.report_step),
}  # fmt: skip
MAX_CELLS, MAX_LENGTH = 400, 200
CELLS = ("day:", "period:", "message:", "channel:", "new-")


@require_GET
@channel_view(Role.VIEWER)
def weekly(request: HttpRequest, channel: Channel) -> HttpResponse:
    """The step that was asked for, else the first that is not done: leaving loses nothing."""
    week = Week.told_on(today())
    may_edit = allows(channel.role, Role.EDITOR)  # type: ignore[attr-defined]  # set by channel_view
    visit = open_visit(channel, week, request.user) if may_edit else find_visit(channel, week)  # type: ignore[arg-type]
    _see_that_the_week_is_told(channel, week)
    return _page(request, channel, week, visit)


def _see_that_the_week_is_told(channel: Channel, week: Week) -> None:
    """On a Monday nothing may have been computed since the week ended."""
    told = Reading.objects.filter(channel=channel, measure="week_adds", as_of=week.last)
    if not told.exists():
        recompute.refresh(channel)


def _page(
    request: HttpRequest, channel: Channel, week: Week, visit: WeeklyVisit | None, **more: Any
) -> HttpResponse:
    step = more.pop("step", None) or selectors.step_of(request.GET.get("step", ""), visit)
    name, select = STEPS[step]
    user: User = request.user  # type: ignore[assignment]  # channel_view
    context = {
        "channel": channel, "week": week, "visit": visit, "step": step,
        "steps": selectors.steps(channel, visit, step),
        "may_edit": allows(channel.role, Role.EDITOR),  # type: ignore[attr-defined]
        **select(channel, week, visit, user),
    }  # fmt: skip
    if step == 1:
        context["new"] = NewMessageForm(initial=_new_message(visit, user))
    if step == 5:
        context["mailto"] = _mailto(week, context["summary"])
    status = 422 if "grid" in more else 200
    return render(request, f"analytics/weekly/{name}.html", {**context, **more}, status=status)


def _new_message(visit: WeeklyVisit | None, user: User) -> dict[str, str]:
    """What this person began to type of a message and did not store."""
    draft = draft_of(visit, user)
    return {n.removeprefix("new-"): text for n, text in draft.items() if n.startswith("new-")}


def _mailto(week: Week, summary: str) -> str:
    subject = _("채널 주간 요약 %(week)s") % {"week": week}
    return f"mailto:?subject={quote(subject)}&body={quote(summary)}"


def _draft(request: HttpRequest) -> dict[str, str]:
    """Only what differs from what the page printed, so that a draft never hides newer values."""
    # the lists of a new message name something before anybody chose
    left_out: tuple[str, ...] = () if NewMessageForm(request.POST).is_used else ("new-",)
    return {
        name: value
        for name, value in typed_by(request).items()
        if value.strip() != request.POST.get(f"shown-{name}", "") and not name.startswith(left_out)
    }


def typed_by(request: HttpRequest) -> dict[str, str]:
    """What stands in the cells of a posted grid."""
    cells = [(name, value) for name, value in request.POST.items() if name.startswith(CELLS)]
    return {name[:60]: str(value)[:MAX_LENGTH] for name, value in cells[:MAX_CELLS]}


@require_POST
@channel_view()
def save_figures(request: HttpRequest, channel: Channel) -> HttpResponse:
    week = Week.told_on(today())
    visit = open_visit(channel, week, request.user)  # type: ignore[arg-type]  # channel_view
    grid = checked(fill(_as_shown(grid_of(channel, week, visit), request), typed_by(request)))
    new = NewMessageForm(request.POST)
    if new.is_valid() and not grid.has_errors:
        grid = actions.save_figures(user=request.user, visit=visit, grid=grid, new=new)  # type: ignore[arg-type]
    if new.errors or grid.has_errors:
        actions.save_draft(user=request.user, visit=visit, typed=_draft(request))  # type: ignore[arg-type]
        return _page(request, channel, week, visit, step=1, grid=grid, new=new)
    recompute.refresh(channel)
    _say_what_is_left(request, grid_of(channel, week, visit))
    return redirect(reverse("weekly", args=[channel.slug]) + "?step=2")


def _as_shown(grid: Grid, request: HttpRequest) -> Grid:
    """What this person's page printed: a value somebody else stored meanwhile is not undone."""
    return grid.shown_as(shown_by(request))


def shown_by(request: HttpRequest) -> dict[str, str]:
    return {
        name.removeprefix("shown-"): str(value)
        for name, value in request.POST.items()
        if name.startswith("shown-")
    }


def _say_what_is_left(request: HttpRequest, grid: Grid) -> None:
    if grid.empty:
        words = ngettext(
            "넣었습니다. 빈칸 %(n)s개가 남았습니다.",
            "넣었습니다. 빈칸 %(n)s개가 남았습니다.",
            grid.empty,
        )
        messages.success(request, words % {"n": grid.empty})
    else:
        messages.success(request, _("넣었습니다. 빈칸이 없습니다."))


@require_POST
@channel_view()
def save_draft(request: HttpRequest, channel: Channel) -> HttpResponse:
    """The page sends what stands in the cells a moment after each change."""
    visit = open_visit(channel, Week.told_on(today()), request.user)  # type: ignore[arg-type]
    actions.save_draft(user=request.user, visit=visit, typed=_draft(request))  # type: ignore[arg-type]
    return HttpResponse(status=204)


@require_POST
@channel_view()
def answer(request: HttpRequest, channel: Channel) -> HttpResponse:
    """`mode` of the grid, `not_sent`, or a step that is done."""
    visit = open_visit(channel, Week.told_on(today()), request.user)  # type: ignore[arg-type]
    if request.POST.get("step") in {"2", "3", "4"}:
        step = int(request.POST["step"])
        actions.finish_step(visit=visit, step=step)
        return redirect(reverse("weekly", args=[channel.slug]) + f"?step={step + 1}")
    if any(name in request.POST for name in ("mode", "not_sent")):
        actions.save_draft(user=request.user, visit=visit, typed=_draft(request))  # type: ignore[arg-type]
    if request.POST.get("mode") in (DAYS, PERIOD):
        actions.answer(visit=visit, mode=request.POST["mode"])
    if "not_sent" in request.POST:
        actions.answer(visit=visit, not_sent=request.POST["not_sent"] == "yes")
    return redirect(reverse("weekly", args=[channel.slug]) + "?step=1")


@require_POST
@channel_view()
def check(request: HttpRequest, channel: Channel) -> HttpResponse:
    week = Week.told_on(today())
    visit = open_visit(channel, week, request.user)  # type: ignore[arg-type]
    key, said = request.POST.get("key", ""), request.POST.get("answer", "")
    known = {found.key for found in checks(channel, week, visit)}
    if key in known and said in actions.ANSWERS:
        actions.settle_check(user=request.user, visit=visit, key=key, answer=said, week=week)  # type: ignore[arg-type]
    return redirect(reverse("weekly", args=[channel.slug]) + "?step=3")


@require_POST
@channel_view()
def finish(request: HttpRequest, channel: Channel) -> HttpResponse:
    visit = open_visit(channel, Week.told_on(today()), request.user)  # type: ignore[arg-type]
    actions.finish_visit(user=request.user, visit=visit)  # type: ignore[arg-type]
    return redirect(reverse("weekly", args=[channel.slug]) + "?step=5")


@require_POST
@channel_view()
def undo(request: HttpRequest, channel: Channel) -> HttpResponse:
    visit = open_visit(channel, Week.told_on(today()), request.user)  # type: ignore[arg-type]
    if actions.undo_figures(user=request.user, visit=visit):  # type: ignore[arg-type]
        recompute.refresh(channel)
        messages.success(request, _("이번 주에 여기서 넣은 자료를 되돌렸습니다."))
    else:
        messages.info(request, _("되돌릴 것이 없습니다."))
    return redirect(reverse("weekly", args=[channel.slug]) + "?step=1")


@require_GET
@channel_view(Role.VIEWER)
def printed(request: HttpRequest, channel: Channel) -> HttpResponse:
    """The summary alone, for paper or a PDF."""
    week = Week.told_on(today())
    _see_that_the_week_is_told(channel, week)
    context = {"channel": channel, "week": week, "summary": boss_summary(channel, week.first)}
    return render(request, "analytics/weekly/print.html", context)


@require_http_methods(["GET", "POST"])
@channel_view(Role.VIEWER, write=Role.VIEWER)
def reminder(request: HttpRequest, channel: Channel) -> HttpResponse:
    """Everybody sets only their own; one tap from the first results posts Monday at nine."""
    kept = WeeklyReminder.objects.filter(channel=channel, user=request.user).first()  # type: ignore[misc]
    initial = {"enabled": True, "weekday": 0, "at_time": dt.time(9)}
    if kept:
        initial = {"enabled": kept.enabled, "weekday": kept.weekday, "at_time": kept.at_time}
    form = ReminderForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        kept = actions.set_reminder(user=request.user, channel=channel, **form.cleaned_data)  # type: ignore[arg-type]
        said = _("알려 드리겠습니다.") if kept.enabled else _("알리지 않습니다.")
        messages.success(request, said)
        return redirect("weekly_reminder", channel.slug)
    context = {"channel": channel, "form": form, "reminder": kept}
    status = 422 if form.is_bound else 200
    return render(request, "analytics/weekly/reminder.html", context, status=status)
