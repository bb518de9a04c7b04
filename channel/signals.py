"""News that travels up, sent inside the writer's transaction: receivers write rows only."""

from django.dispatch import Signal

# sender=None, channel_ids: collection of int. Daily figures, messages or typed figures changed.
facts_changed = Signal()

# sender=None, channel_id: int. After the commit: somebody's reactions, send days or state changed.
engagements_recorded = Signal()
