"""Kinds of long jobs. The owning app registers its own in `AppConfig.ready()`."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from channel.runs.models import Run


@dataclass(frozen=True)
class RunKind:
    """`work` may be called again after a crash at any point and must leave the same rows."""

    name: str
    label: "_StrPromise"
    work: "Callable[[Run], None]"
    attempts: int = 3


class RunError(Exception):
    """Ends a run with words for a person. `temporary` tries it again later."""

    def __init__(
        self,
        kind: str,
        words: str,
        params: dict[str, Any] | None = None,
        *,
        temporary: bool = False,
    ) -> None:
        super().__init__(kind)
        self.kind, self.words, self.params, self.temporary = kind, words, params or {}, temporary


class Later(Exception):
    """Ends a turn of a run that is not done: it goes on at `due_at`, and no worker waits for it."""

    def __init__(self, due_at: dt.datetime) -> None:
        super().__init__(due_at)
        self.due_at = due_at


_kinds: dict[str, RunKind] = {}


def register(kind: RunKind) -> None:
    _kinds[kind.name] = kind


def get_kind(name: str) -> RunKind:
    return _kinds[name]


def kinds() -> dict[str, RunKind]:
    return dict(_kinds)
