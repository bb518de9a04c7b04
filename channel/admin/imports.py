from django.contrib import admin

from channel.admin.base import ReadOnlyAdmin
from channel.models import ImportBatch, ImportJournal, ImportMapping, ImportProblem


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    list_display = ("filename", "kind", "organisation", "channel", "state", "new", "changed",
                    "same", "bad", "by", "created_at")  # fmt: skip
    list_select_related = ("organisation", "channel", "by")
    list_filter = ("state", "kind", "way", "created_at")
    search_fields = ("filename", "channel__name", "organisation__name", "by__email", "sha256")


@admin.register(ImportProblem)
class ImportProblemAdmin(ReadOnlyAdmin):
    """The row itself stays out of the list: it is somebody's figures, not the operator's."""

    list_display = ("batch", "line", "field", "code", "params")
    list_select_related = ("batch",)
    list_filter = ("code",)
    search_fields = ("batch__filename", "batch__channel__name", "code")
    show_full_result_count = False


@admin.register(ImportJournal)
class ImportJournalAdmin(ReadOnlyAdmin):
    list_display = ("batch", "table", "row_id", "last_id", "channel_id")
    list_select_related = ("batch",)
    list_filter = ("table",)
    search_fields = ("batch__filename",)
    show_full_result_count = False


@admin.register(ImportMapping)
class ImportMappingAdmin(admin.ModelAdmin):
    """Deleting one makes the next file of that shape ask again."""

    list_display = ("kind", "organisation", "header_hash", "used_at")
    list_select_related = ("organisation",)
    list_filter = ("kind",)
    search_fields = ("organisation__name", "header_hash")

    def has_add_permission(self, request: object) -> bool:
        return False
