"""Compute every statement of a channel and keep what says something new."""

from collections.abc import Callable

from analytics.statements.costs import full_send, recent
from analytics.statements.facts import Facts
from analytics.statements.friends import friends, month
from analytics.statements.growth import growth, leaving
from analytics.statements.messages import messages
from analytics.statements.openers import ghosts, openers
from analytics.statements.selectors import load
from analytics.statements.typed import customers, opened_any, retained
from analytics.statements.unexplained import unexplained
from analytics.statements.weeks import weeks
from channel.figures.readings import append
from channel.models import Channel, Reading

GROUPS: tuple[Callable[[Facts], list[Reading]], ...] = (
    friends, month, recent, full_send, openers, ghosts, growth, leaving, opened_any, retained,
    customers, unexplained, messages, weeks,
)  # fmt: skip


def statements(facts: Facts) -> list[Reading]:
    return [reading for group in GROUPS for reading in group(facts)]


def refresh(channel: Channel) -> None:
    """Safe to run twice: a reading that says nothing new is not written again."""
    append(statements(load(channel)))
