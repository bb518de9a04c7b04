from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One row per change a person made: who, when, what, and the values before and after."""

    organisation = models.ForeignKey("channel.Organisation", models.CASCADE)
    channel = models.ForeignKey("channel.Channel", models.CASCADE, null=True, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    verb = models.CharField(_("한 일"), max_length=60)
    subject = models.CharField(_("대상"), max_length=200, blank=True)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("변경 기록")
        verbose_name_plural = _("변경 기록")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["channel", "-at"], name="audit_of_channel"),
            models.Index(fields=["organisation", "-at"], name="audit_of_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"
