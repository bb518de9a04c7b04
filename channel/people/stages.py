"""Temporary tables through which rows of any number come in: made once a connection."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection


def fill(name: str, columns: str, rows: Iterable[Sequence[Any]]) -> str:
    """Empty the stage of that name, COPY the rows into it and say its name.

    Only inside a transaction, at whose end the stage is emptied.
    """
    with connection.cursor() as cursor:
        make(name, columns)
        with cursor.copy(f"COPY {name} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(f"ANALYZE {name}")  # the planner would think of the rows of last time
    return name


def make(name: str, columns: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE IF NOT EXISTS {name} ({columns}) ON COMMIT DELETE ROWS"
        )
        cursor.execute(f"TRUNCATE {name}")
    return name
