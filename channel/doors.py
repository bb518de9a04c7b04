"""Doors that must cost little: answered before sessions, sign-in, CSRF and languages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from channel.connections.receiving import WEBHOOK, receive
from channel.links.following import follow


class FirstDoors:
    """Comes first among the middlewares; who asks for anything else goes on through the others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if path.startswith("/l/"):
            code, _slash, token = path[3:].rstrip("/").partition("/")
            return follow(request, code, token)
        if path == WEBHOOK:
            return receive(request)
        return self.get_response(request)
