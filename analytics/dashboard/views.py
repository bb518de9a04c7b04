"""The channel's home."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from channel.access import channel_view
from channel.models import Channel, Role


@require_GET
@channel_view(Role.VIEWER)
def dashboard(request: HttpRequest, channel: Channel) -> HttpResponse:
    return render(request, "dashboard/empty.html", {"channel": channel})
