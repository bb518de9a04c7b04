"""What logs and results have in common: everybody may look, nobody may rewrite history."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest


class ReadOnlyAdmin(admin.ModelAdmin):
    def has_operate_permission(self, request: HttpRequest) -> bool:
        """Actions do what a person could do on the screens; looking alone does not allow them."""
        name = f"{self.opts.app_label}.change_{self.opts.model_name}"
        return request.user.has_perm(name)  # type: ignore[union-attr]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def act_on_each(request: HttpRequest, rows: QuerySet[Any], action: Any, name: str) -> None:
    """Run a person's action for each row; what the action refuses is said row by row."""
    for row in rows:
        try:
            action(user=request.user, **{name: row})
        except ValidationError as error:
            messages.error(request, f"{row}: {' '.join(error.messages)}")
        else:
            messages.success(request, str(row))
