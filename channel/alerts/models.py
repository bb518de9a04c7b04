from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AlertQuerySet(models.QuerySet["Alert"]):
    def open(self) -> "AlertQuerySet":
        return self.filter(cleared_at=None)


class Alert(models.Model):
    """open → acknowledged → cleared. One open alert per place, kind and key."""

    class Level(models.TextChoices):
        INFO = "info", _("알림")
        WATCH = "watch", _("살펴보기")
        ALARM = "alarm", _("경보")

    organisation = models.ForeignKey("channel.Organisation", models.CASCADE)
    channel = models.ForeignKey("channel.Channel", models.CASCADE, null=True, blank=True)
    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=60, blank=True)
    level = models.CharField(max_length=10, choices=Level.choices)
    words_id = models.CharField(max_length=40)
    params = models.JSONField(default=dict, blank=True)
    figures = models.JSONField(default=list, blank=True, help_text="ids of the readings it names")
    opened_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True
    )
    snoozed_until = models.DateField(null=True, blank=True)
    note = models.CharField(_("원인"), max_length=300, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("알림")
        verbose_name_plural = _("알림")
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "channel", "kind", "key"],
                condition=Q(cleared_at=None),
                nulls_distinct=False,
                name="alert_open_once",
            )
        ]
        indexes = [models.Index(fields=["channel", "-opened_at"], name="alert_of_channel")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class AlertMute(models.Model):
    """No mail of this kind for this channel to this person, until a day or for good."""

    channel = models.ForeignKey("channel.Channel", models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    kind = models.CharField(max_length=30)
    until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("알림 끄기")
        verbose_name_plural = _("알림 끄기")
        constraints = [
            models.UniqueConstraint(fields=["channel", "user", "kind"], name="alert_mute_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id}"


class Delivery(models.Model):
    """One mail to one person. waiting → sent | failed; a row: no mail is lost or doubled."""

    class State(models.TextChoices):
        WAITING = "waiting", _("기다리는 중")
        SENDING = "sending", _("보내는 중")
        SENT = "sent", _("보냄")
        FAILED = "failed", _("못 보냄")
        UNKNOWN = "unknown", _("보냈는지 알 수 없음")

    channel = models.ForeignKey("channel.Channel", models.CASCADE, null=True, blank=True)
    alert = models.ForeignKey(Alert, models.CASCADE, null=True, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    key = models.CharField(
        max_length=80, unique=True, help_text="the same mail is never written twice"
    )
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("메일")
        verbose_name_plural = _("메일")
        indexes = [
            models.Index(fields=["not_before"], condition=Q(state="waiting"), name="delivery_due")
        ]

    def __str__(self) -> str:
        return self.subject
