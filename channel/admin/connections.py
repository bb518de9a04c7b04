"""Connections to Kakao and what they delivered. Keys are shown to nobody."""

from django.contrib import admin

from channel.admin.base import ReadOnlyAdmin
from channel.models import Connection, WebhookDelivery


@admin.register(Connection)
class ConnectionAdmin(ReadOnlyAdmin):
    list_display = ("name", "organisation", "kind", "state", "state_since", "removed_at")
    list_select_related = ("organisation",)
    list_filter = ("kind", "state", ("removed_at", admin.EmptyFieldListFilter))
    search_fields = ("name", "organisation__name")
    exclude = ("key_hash", "next_key_hash")


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnlyAdmin):
    """Bodies name persons by their ids, so they stay out of the list."""

    list_display = ("id", "connection", "resource_id", "received_at", "state", "error", "public_id")
    list_select_related = ("connection",)
    list_filter = ("state", "received_at")
    search_fields = ("resource_id__exact", "public_id__exact")
    exclude = ("body",)
    show_full_result_count = False
