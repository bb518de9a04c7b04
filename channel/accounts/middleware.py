from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation


class LanguageOfUser:
    """A signed-in person's own language wins over the cookie and the browser's.

    The switch in the page's head writes it (views.switch_language), so mails follow the screen.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language  # type: ignore[attr-defined]
        return self.get_response(request)
