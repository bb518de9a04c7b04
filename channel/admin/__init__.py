"""The operator's console: one module a subject."""

from channel.admin import (
    accounts,
    connections,
    facts,
    ghosts,
    imports,
    links,
    mail,
    people,
    results,
    runs,
)

__all__ = [
    "accounts", "connections", "facts", "ghosts", "imports", "links", "mail", "people", "results",
    "runs",
]  # fmt: skip
