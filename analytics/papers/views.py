from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from analytics.papers.selectors import papers_of
from channel.access import channel_view
from channel.models import Channel


@require_GET
@channel_view()
def papers(request: HttpRequest, channel: Channel, reading_id: int) -> HttpResponse:
    """A page of its own, or (asked by htmx) what the shared dialog shows."""
    found = papers_of(channel, reading_id)
    part = getattr(request, "htmx", False)
    template = "analytics/papers/part.html" if part else "analytics/papers/page.html"
    return render(request, template, {"channel": channel, "papers": found})
