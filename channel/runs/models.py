from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class RunQuerySet(models.QuerySet["Run"]):
    def due(self) -> "RunQuerySet":
        """Waiting and due, or running with a lease that its worker no longer renews."""
        now = timezone.now()
        return self.filter(
            Q(state=Run.State.WAITING, due_at__lte=now)
            | Q(state=Run.State.RUNNING, lease_until__lt=now)
        )


class Run(models.Model):
    """One long job. waiting → running → done | failed; waiting → cancelled; running → waiting
    when it is to be tried again. The row is the queue: Redis only wakes workers."""

    class State(models.TextChoices):
        WAITING = "waiting", _("기다리는 중")
        RUNNING = "running", _("하는 중")
        DONE = "done", _("끝남")
        FAILED = "failed", _("멈춤")
        CANCELLED = "cancelled", _("취소")

    kind = models.CharField(max_length=30)
    organisation = models.ForeignKey("channel.Organisation", models.CASCADE, null=True, blank=True)
    channel = models.ForeignKey("channel.Channel", models.CASCADE, null=True, blank=True)
    key = models.CharField(max_length=60, blank=True, help_text="two waiting runs never share it")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    due_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    # Attempts that ended well by putting the rest off; what counts against a run are the others.
    returned = models.PositiveIntegerField(default=0)
    error_kind = models.CharField(max_length=40, blank=True)
    error_words = models.CharField(max_length=300, blank=True)
    error_params = models.JSONField(default=dict, blank=True)
    inputs = models.JSONField(default=dict, blank=True)
    version = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("작업")
        verbose_name_plural = _("작업")
        ordering = ["-created_at"]
        constraints = [
            # a thing asked for twice before it began is one run
            models.UniqueConstraint(
                fields=["kind", "channel", "key"],
                condition=Q(state="waiting"),
                nulls_distinct=False,
                name="run_waiting_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=["waiting", "running"]),
                name="run_open",
            ),
            models.Index(fields=["channel", "-created_at"], name="run_of_channel"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} {self.state}"

    @property
    def percent(self) -> int | None:
        return None if not self.total else min(100, self.done * 100 // self.total)

    @property
    def tries(self) -> int:
        return self.attempts - self.returned

    def words(self) -> str:
        """The error in the reader's language. Its Korean text is what the row keeps."""
        params: dict[str, Any] = self.error_params
        return gettext(self.error_words) % params if self.error_words else ""
