from django.contrib import admin

import analytics.sync.admin  # noqa: F401  # registers itself
from analytics.models import WeeklyReminder, WeeklyVisit


@admin.register(WeeklyReminder)
class WeeklyReminderAdmin(admin.ModelAdmin):
    list_display = ("channel", "user", "weekday", "at_time", "next_at", "enabled")
    list_select_related = ("channel", "user")
    list_filter = ("enabled", "weekday")
    search_fields = ("channel__name", "user__email")
    autocomplete_fields = ("channel", "user")


@admin.register(WeeklyVisit)
class WeeklyVisitAdmin(admin.ModelAdmin):
    list_display = ("channel", "week_of", "started_by", "started_at", "finished_at")
    list_select_related = ("channel", "started_by")
    list_filter = ("week_of", ("finished_at", admin.EmptyFieldListFilter))
    search_fields = ("channel__name",)

    def has_add_permission(self, request: object) -> bool:
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        return False
