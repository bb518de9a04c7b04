"""The operator's console: one module a subject."""

from channel.admin import accounts, facts, imports, mail, results, runs

__all__ = ["accounts", "facts", "imports", "mail", "results", "runs"]
