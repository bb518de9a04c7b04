"""News that travels up. Sent inside the writer's transaction: receivers write rows, nothing else."""

from django.dispatch import Signal

# sender=None, channel_ids: collection of int. Daily figures, messages or typed figures changed.
facts_changed = Signal()
