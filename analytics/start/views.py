from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from analytics import recompute
from analytics.start.actions import save_nine_numbers
from analytics.start.forms import FirstChannelForm, NineNumbersForm
from analytics.start.selectors import first_figures, typed_before, typed_messages
from channel.access import allows, channel_view
from channel.accounts.actions import create_organisation_with_channel
from channel.imports.actions import RowsRefused
from channel.imports.messages import say
from channel.links.address import is_reachable
from channel.models import Channel, Role


@require_http_methods(["GET", "POST"])
@login_required
def first_channel(request: HttpRequest) -> HttpResponse:
    """A name and a friend count are enough to start."""
    form = FirstChannelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_organisation_with_channel(user=request.user, **form.cleaned_data)  # type: ignore[arg-type]  # login_required
        except ValidationError as error:
            form.add_error(None, error)
        else:
            recompute.refresh(made)
            return redirect("start", made.slug)
    status = 422 if form.errors else 200
    context = {"form": form, "local": not is_reachable()}
    return render(request, "analytics/start/first_channel.html", context, status=status)


@require_http_methods(["GET", "POST"])
@channel_view()
def start(request: HttpRequest, channel: Channel) -> HttpResponse:
    """The doors, and the nine numbers behind the second of them."""
    shown = typed_messages(channel)
    known = typed_before(channel, shown)
    form = NineNumbersForm(
        request.POST if request.method == "POST" else None, shown=shown, initial=known
    )
    if request.method == "POST" and form.is_valid() and _saved(request, channel, form):
        recompute.refresh(channel)
        return redirect("start_results", channel.slug)
    status = 422 if form.errors else 200
    may_edit = allows(channel.role, Role.EDITOR)  # type: ignore[attr-defined]  # channel_view
    context = {"channel": channel, "form": form, "may_edit": may_edit}
    return render(request, "analytics/start/nine_numbers.html", context, status=status)


def _saved(request: HttpRequest, channel: Channel, form: NineNumbersForm) -> bool:
    """What contradicts the figures stored already is said in words, and nothing is stored."""
    [friends], [added, blocked] = form.fresh("friends"), form.fresh("added", "blocked")
    try:
        save_nine_numbers(
            user=request.user,  # type: ignore[arg-type]  # channel_view
            channel=channel,
            messages=form.messages(),
            friends=friends,
            added=added,
            blocked=blocked,
        )
    except RowsRefused as refused:
        for problem in refused.problems:
            form.add_error(None, say(problem))
        return False
    return True


@require_GET
@channel_view()
def start_results(request: HttpRequest, channel: Channel) -> HttpResponse:
    context = {"channel": channel, "figures": first_figures(channel)}
    return render(request, "analytics/start/results.html", context)
