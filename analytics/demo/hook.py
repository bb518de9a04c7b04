"""The demo's webhook connection: a key made here speaks for the demo channel alone."""

from channel.models import Channel, User

# Entries of the log that making the connection leaves.
HOOK_ROWS = 1


def connect(channel: Channel, owner: User) -> str:
    """A key under which deliveries for this channel are taken. Each call makes a new one."""
    raise NotImplementedError
