"""What the product keeps of one person, where it can be read and how it is forgotten.

Every model with a column that names a person is registered, from its app's `AppConfig.ready()`::

    from channel.privacy import register

    register(Ticket, "friend_id", *rows_of(Ticket, "friend_id"))
"""

from channel.privacy.registry import register

__all__ = ["register"]
