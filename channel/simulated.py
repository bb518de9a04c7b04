"""The moment a request of the simulator stands for; real channels never see one."""

import datetime as dt
import hmac

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

AT, KEY = "HTTP_X_DANGOL_SIMULATED_AT", "HTTP_X_DANGOL_SIMULATOR_KEY"


def simulated_at(request: HttpRequest) -> dt.datetime | None:
    """The header's moment with the right key and not in the future, else None.

    The caller uses it for channels that are simulated only.
    """
    text, key = request.META.get(AT), settings.DANGOL_SIMULATOR_KEY
    if not text or not key:
        return None
    if not hmac.compare_digest(request.META.get(KEY, "").encode(), key.encode()):
        return None
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo and at <= timezone.now() else None
