"""The admin keys of webhooks: found by their hash, compared in constant time, never kept plain.

A key is long and random, so a plain hash gives nothing away. The key itself is a `Secret`, which
only the relay reads.
"""

import hashlib

from channel.connections.models import Connection
from channel.models import Secret

SLOTS = ("key", "next_key")


def hash_of(key: str) -> str:
    return hashlib.sha256(key.strip().encode()).hexdigest()


def key_in(header: str) -> str:
    """The key of `Authorization: KakaoAK <key>`, empty for anything else."""
    scheme, _space, key = header.partition(" ")
    return key.strip() if scheme.lower() == "kakaoak" and len(key) <= 200 else ""


def secret_name(connection: Connection, slot: str) -> str:
    return f"connection {connection.pk} {slot}"


def put_key(connection: Connection, slot: str, key: str) -> None:
    """Keep a key in a slot; an empty one forgets what was there."""
    name = secret_name(connection, slot)
    setattr(connection, f"{slot}_hash", hash_of(key) if key else None)
    if not key:
        Secret.objects.filter(organisation=connection.organisation_id, name=name).delete()
        return
    where = {"organisation_id": connection.organisation_id, "name": name}
    secret = Secret.objects.filter(**where).first() or Secret(**where)
    secret.seal(key.strip())
    secret.save()


def secret_of(connection: Connection, slot: str) -> str:
    """The key itself, empty where there is none. Raises SecretUnreadable when it cannot be read."""
    name = secret_name(connection, slot)
    found = Secret.objects.filter(organisation=connection.organisation_id, name=name).first()
    return found.reveal() if found else ""
