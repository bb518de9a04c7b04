"""The operator's console: one module a subject."""

from channel.admin import accounts, facts, imports, mail, people, results, runs, sync

__all__ = ["accounts", "facts", "imports", "mail", "people", "results", "runs", "sync"]
