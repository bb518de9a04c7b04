"""A shop's own key of a person (a member number, say) is kept as a keyed digest only.

The same key in two channels gives two digests. With another DANGOL_PERSON_KEY, files no longer
find the friends they made; the system check says so before.
"""

import hashlib
import hmac

from django.conf import settings


def own_key(channel_id: int, text: str) -> str:
    """64 hexadecimal digits; spaces around the key are nobody's."""
    words = f"own {channel_id} {text.strip()}".encode()
    return hmac.new(settings.DANGOL_PERSON_KEY.encode(), words, hashlib.sha256).hexdigest()


def kept_as(channel_id: int, text: str) -> list[str]:
    """Every form in which an identity that a person typed may be kept."""
    return [text.strip(), own_key(channel_id, text)]


def shown(value: str) -> str:
    """An identity's last four characters: enough to tell two rows apart, not to look anybody up."""
    return f"…{value[-4:]}"
