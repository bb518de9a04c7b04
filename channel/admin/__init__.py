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
    sync,
)

__all__ = [
    "accounts", "connections", "facts", "ghosts", "imports", "links", "mail", "people", "results",
    "runs", "sync",
]  # fmt: skip
