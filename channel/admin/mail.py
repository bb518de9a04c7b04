"""Mail rows, and the files mails went into while no mail server is set up."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from channel.admin.base import ReadOnlyAdmin
from channel.alerts.mail_files import find_mail, newest_mails
from channel.models import Delivery


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ("subject", "user", "channel", "state", "attempts", "error", "created_at",
                    "sent_at")  # fmt: skip
    list_select_related = ("user", "channel")
    list_filter = ("state", "created_at")
    search_fields = ("subject", "user__email", "channel__name")
    change_list_template = "admin/channel/delivery/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        return [
            path("files/", guarded(self.files), name="mail_files"),
            path("files/<str:name>/<int:number>/", guarded(self.file), name="mail_file"),
            *super().get_urls(),
        ]

    def _check(self, request: HttpRequest) -> None:
        """Mails hold links that reset passwords: being staff alone is not enough."""
        if not self.has_view_permission(request):
            raise PermissionDenied

    def files(self, request: HttpRequest) -> HttpResponse:
        self._check(request)
        context = {**self.admin_site.each_context(request), "title": _("메일 파일")}
        return render(request, "admin/mail_files.html", {**context, "mails": newest_mails()})

    def file(self, request: HttpRequest, name: str, number: int) -> HttpResponse:
        self._check(request)
        mail = find_mail(name, number)
        if mail is None:
            raise Http404
        context = {**self.admin_site.each_context(request), "title": mail.subject}
        return render(request, "admin/mail_file.html", {**context, "mail": mail})
