"""A person's own part of a link: who opens it is known, without a name in the address.

token = 16 base32 characters: a version, then 75 bits of HMAC-SHA256(key, channel, friend). It can
be made again at any time; kept is only a keyed digest of it, as one of the friend's identities, so
that a click finds its friend by one look into an index and the table gives no token away. The
digest is compared by the database: who guesses does not choose what is compared, so time tells
nothing. With another DANGOL_PERSON_KEY all links already sent become anonymous.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable

from django.conf import settings

from channel.models import FriendIdentity

VERSION = "a"
TOKEN = re.compile(f"{VERSION}[a-z2-7]{{15}}")
KIND = FriendIdentity.Kind.TOKEN


def _hmac(words: str) -> bytes:
    key = settings.DANGOL_PERSON_KEY.encode()
    return hmac.new(key, words.encode(), hashlib.sha256).digest()


def token_of(channel_id: int, friend_id: int) -> str:
    text = base64.b32encode(_hmac(f"token {channel_id} {friend_id}")).decode().lower()
    return VERSION + text[:15]


def digest_of(token: str) -> str | None:
    """What is kept of a token, or None for what cannot be one."""
    if not TOKEN.fullmatch(token):
        return None
    return _digest(token)


def _digest(token: str) -> str:
    return _hmac(f"digest {token}").hex()


def issue_tokens(channel_id: int, friend_ids: Iterable[int]) -> dict[int, str]:
    """Tokens by friend; from now on a click with one is known. The same again changes nothing."""
    tokens = {pk: token_of(channel_id, pk) for pk in friend_ids}
    FriendIdentity.objects.bulk_create(
        (
            FriendIdentity(
                channel_id=channel_id, kind=KIND, value=_digest(token), friend_id=pk
            )
            for pk, token in tokens.items()
        ),
        ignore_conflicts=True,
        batch_size=2000,
    )  # fmt: skip
    return tokens
