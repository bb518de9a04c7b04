"""The operator's console: one module a subject."""

from channel.admin import accounts, facts, imports, mail, people, results, runs

__all__ = ["accounts", "facts", "imports", "mail", "people", "results", "runs"]
