"""Kinds of alerts and the words they may say. The owning app registers in `AppConfig.ready()`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Words:
    """Korean msgids with `%(name)s` places. `title` is the mail's subject and the list's line."""

    title: str
    body: str


@dataclass(frozen=True)
class AlertKind:
    """`cleared` names the words shown once the alert has ended; empty shows the day only."""

    name: str
    label: "_StrPromise"
    owner: str
    level: str
    mails: bool = True
    cleared: str = ""


_kinds: dict[str, AlertKind] = {}
_words: dict[str, Words] = {}


def register_kind(kind: AlertKind) -> None:
    _kinds[kind.name] = kind


def register_words(**texts: Words) -> None:
    _words.update(texts)


def get_kind(name: str) -> AlertKind:
    return _kinds[name]


def get_words(words_id: str) -> Words:
    return _words[words_id]


def kinds() -> list[AlertKind]:
    return list(_kinds.values())
