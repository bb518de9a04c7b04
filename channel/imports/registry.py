"""Kinds and runs of this app, made known when Django starts."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from channel.imports import kinds, load, own_kinds, people_kinds, read, undo
from channel.imports.loads import (
    broadcasts,
    daily_friends,
    daily_sources,
    engagements,
    friends,
    people,
)
from channel.runs.registry import RunKind, register


def register_imports() -> None:
    kinds.register(replace(own_kinds.DAILY_FRIENDS, load=daily_friends.load))
    kinds.register(replace(own_kinds.DAILY_SOURCES, load=daily_sources.load))
    kinds.register(replace(own_kinds.BROADCASTS, load=broadcasts.load))
    for kind, load_ in (
        (people_kinds.FRIENDS, friends.load),
        (people_kinds.ENGAGEMENTS, engagements.load),
    ):
        kinds.register(replace(kind, load=load_, undo=people.take_back))
    register(RunKind("import_read", _("자료 읽기"), read.work))
    register(RunKind("import_load", _("자료 넣기"), load.work))
    register(RunKind("import_undo", _("자료 되돌리기"), undo.work))
