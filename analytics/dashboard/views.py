"""The channel's home, its week in words, and its trends."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from analytics.dashboard import trends
from analytics.dashboard.selectors import home
from analytics.dashboard.trends import TRENDS, Trend
from analytics.summary import boss_summary
from analytics.weekly.week import Week
from channel.access import channel_view
from channel.clock import today
from channel.models import Channel


@require_GET
@channel_view()
def dashboard(request: HttpRequest, channel: Channel) -> HttpResponse:
    found = home(channel, request.user)  # type: ignore[arg-type]  # channel_view
    if found is None:
        return render(request, "dashboard/empty.html", {"channel": channel})
    return render(request, "dashboard/home.html", {"channel": channel, "home": found})


@require_GET
@channel_view()
def summary(request: HttpRequest, channel: Channel) -> HttpResponse:
    """The last week in words to take along; asked by htmx, what the shared dialog shows."""
    text = boss_summary(channel, Week.told_on(today()).first)
    part = getattr(request, "htmx", False)
    template = "dashboard/summary_part.html" if part else "dashboard/summary.html"
    return render(request, template, {"channel": channel, "text": text})


def _trend(measure: str) -> Trend:
    if measure not in TRENDS:
        raise Http404
    return TRENDS[measure]


@require_GET
@channel_view()
def trend(request: HttpRequest, channel: Channel, measure: str) -> HttpResponse:
    chosen = _trend(measure)
    weeks = trends.weeks(channel, chosen)
    home_url = reverse("dashboard", args=[channel.slug])
    context = {
        "crumbs": [{"text": _("홈"), "url": home_url}], "channel": channel, "trend": chosen, "weeks": weeks[::-1], "fewest": trends.FEWEST,
        "notes": trends.notes(channel, weeks),
        "drawn": sum(week.figure.value is not None for week in weeks) >= trends.FEWEST,
    }  # fmt: skip
    return render(request, "dashboard/trend.html", context)


@require_GET
@channel_view()
def chart(request: HttpRequest, channel: Channel, measure: str) -> HttpResponse:
    return JsonResponse(trends.chart(channel, _trend(measure)))
