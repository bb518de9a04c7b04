"""The door through which everything that people did comes in."""

from channel.people.events import record_friend_events
from channel.people.recording import Recorded, record_engagements, record_staged
from channel.people.tracking import make_trackable

__all__ = [
    "Recorded", "make_trackable", "record_engagements", "record_friend_events", "record_staged"
]  # fmt: skip
