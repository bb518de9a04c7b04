"""An id of a person where people or logs only have to tell rows apart."""

from collections.abc import MutableMapping
from typing import Any

SHOWN = 4
# names under which code of ours or a library's may log an id of a person
PERSONAL = frozenset(
    {"app_user_id", "open_id", "plusfriend_user_key", "bot_user_key", "identity", "token"}
)


def masked(value: object) -> str:
    """The last four characters; of anything shorter than eight none."""
    text = str(value)
    return f"…{text[-SHOWN:]}" if len(text) >= 2 * SHOWN else "…"


def mask_log(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A structlog processor."""
    for name in PERSONAL & event.keys():
        event[name] = masked(event[name])
    return event
