"""Imports of one channel, and of tables that name many channels, at the same addresses."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from channel.access import channel_view, organisation_view
from channel.imports import views
from channel.models import Role

_SCREENS: tuple[tuple[str, Callable[..., Any], str], ...] = (
    ("", views.imports, "imports"),
    ("<int:pk>/", views.show, "import"),
    ("<int:pk>/progress/", views.progress, "import_progress"),
    ("<int:pk>/answer/", views.answer, "import_answer"),
    ("<int:pk>/confirm/", views.confirm, "import_confirm"),
    ("<int:pk>/cancel/", views.cancel, "import_cancel"),
    ("<int:pk>/undo/", views.undo, "import_undo"),
    ("<int:pk>/retry/", views.retry, "import_retry"),
    ("<int:pk>/errors/", views.errors, "import_errors"),
)
_channel = channel_view(Role.VIEWER, write=Role.EDITOR)
_organisation = organisation_view(Role.VIEWER, write=Role.EDITOR)

urlpatterns: list[URLPattern] = [
    *(path(f"c/<slug:slug>/imports/{end}", _channel(view), name=name)
      for end, view, name in _SCREENS),
    *(path(f"o/<slug:slug>/imports/{end}", _organisation(view), name=f"organisation_{name}")
      for end, view, name in _SCREENS),
]  # fmt: skip
