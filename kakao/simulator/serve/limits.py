"""Kakao's published limits: one call per so many seconds, per ad account or per app."""

import threading
import time
from collections.abc import Mapping

# Seconds between two calls. Reports of Keyword Ads: not published, a client speaks of 5 a second.
SECONDS: Mapping[str, float] = {
    "moment/adAccounts/pages": 1,
    "moment/adAccounts/report": 5,
    "moment/campaigns/report": 5,
    "moment/adGroups/report": 1,
    "moment/creatives/report": 5,
    "keyword/adAccounts/pages": 1,
    "keyword/adAccounts/report": 0.2,
    "keyword/campaigns/report": 0.2,
    "keyword/adGroups/report": 0.2,
    "keyword/keywords/report": 0.2,
}


class Limits:
    def __init__(self, scale: float) -> None:
        self.scale = scale
        self._lock = threading.Lock()
        self._last: dict[tuple[str, str], float] = {}

    def take(self, endpoint: str, who: str) -> tuple[float | None, float | None]:
        """Seconds since the last call let through (None for the first), and the seconds needed.

        Lets the call through, that is counts it, unless it comes too soon.
        """
        if endpoint not in SECONDS:
            return None, None
        need, now = SECONDS[endpoint] * self.scale, time.monotonic()
        with self._lock:
            last = self._last.get((endpoint, who))
            gap = None if last is None else now - last
            if gap is None or gap >= need:
                self._last[endpoint, who] = now
        return gap, need
