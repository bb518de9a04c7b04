"""Connections to Kakao: whose keys they are, for which channels they speak, and their state."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Connection(models.Model):
    """A credential set of one kind; its secrets are rows of `Secret`, never columns here.

    working ⇄ limited (waiting for Kakao's limit) ⇄ failing; any → needs_reconnect when the
    credentials died, until a person connects again; any ⇄ paused by a person.
    """

    class Kind(models.TextChoices):
        WEBHOOK = "webhook", _("실시간 친구 알림")
        BUSINESS = "business", _("카카오 비즈니스 인증")

    class State(models.TextChoices):
        WAITING = "waiting", _("첫 알림을 기다리는 중")
        WORKING = "working", _("작동 중")
        LIMITED = "limited", _("카카오 호출 한도를 기다리는 중")
        NEEDS_RECONNECT = "needs_reconnect", _("다시 연결해야 함")
        PAUSED = "paused", _("멈춤")
        FAILING = "failing", _("계속 실패하는 중")

    organisation = models.ForeignKey(
        "channel.Organisation", models.CASCADE, related_name="connections"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(_("이름"), max_length=80)
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    state_since = models.DateTimeField(default=timezone.now)
    state_words = models.CharField(max_length=300, blank=True)
    # The channels it may speak for. Ad accounts name their channel themselves.
    channels = models.ManyToManyField("channel.Channel", blank=True, related_name="connections")
    # SHA-256 of the primary admin key, and of the next one while a person rotates it (keys.py).
    key_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    next_key_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    options = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("연결")
        verbose_name_plural = _("연결")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="webhook") | Q(key_hash=None, next_key_hash=None),
                name="connection_keys_of_webhooks",
            )
        ]

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(models.Model):
    """A delivery as it came, committed before the answer. waiting → done | unknown | bad."""

    class State(models.TextChoices):
        WAITING = "waiting", _("기다리는 중")
        DONE = "done", _("처리함")
        UNKNOWN = "unknown", _("모르는 채널")
        BAD = "bad", _("읽을 수 없음")

    connection = models.ForeignKey(
        Connection, models.CASCADE, db_constraint=False, db_index=False, related_name="deliveries"
    )
    resource_id = models.CharField(max_length=100)
    body = models.BinaryField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    error = models.CharField(max_length=60, blank=True)
    public_id = models.CharField(max_length=40, blank=True)
    # due while it waits to be passed on to an earlier address
    relay_due_at = models.DateTimeField(null=True, blank=True)
    relay_attempts = models.PositiveSmallIntegerField(default=0)
    relayed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("받은 알림")
        verbose_name_plural = _("받은 알림")
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "resource_id"], name="webhook_delivery_once"
            )
        ]
        indexes = [
            # what is still to be processed, oldest first
            models.Index(fields=["id"], condition=Q(state="waiting"), name="webhook_waiting"),
            # of channels that nobody has connected yet
            models.Index(
                fields=["connection", "public_id"],
                condition=Q(state="unknown"),
                name="webhook_unknown",
            ),
            # what is still to be passed on
            models.Index(
                fields=["relay_due_at"],
                condition=Q(relay_due_at__isnull=False),
                name="webhook_relay",
            ),
            # the newest of a connection
            models.Index(fields=["connection", "-received_at"], name="webhook_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id}"
