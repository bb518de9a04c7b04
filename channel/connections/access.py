"""Who may handle a connection: its keys, its options and the address it passes deliveries on to
concern every channel it speaks for."""

from channel.access import allows, organisation_role, role_in
from channel.connections.models import Connection
from channel.models import Role, User


def owns(user: User, connection: Connection) -> bool:
    """Owner of each of its channels; of one without channels, of the organisation."""
    places = list(connection.channels.all())
    if not places:
        return allows(organisation_role(user, connection.organisation), Role.OWNER)
    return all(allows(role_in(user, place), Role.OWNER) for place in places)
