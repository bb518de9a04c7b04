"""What the pulls remember: where each stands, what each did, and when Kakao may be called again."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from channel.connections.models import Connection


class Platform(models.TextChoices):
    MOMENT = "moment", _("카카오모먼트")
    KEYWORD = "keyword", _("키워드광고")


class SyncKind(models.TextChoices):
    """What one cursor pulls. The order of the list is the order in which a first pull goes."""

    ACCOUNTS = "accounts", _("광고 계정 목록")
    ACCOUNT_DAYS = "account_days", _("계정별 하루")
    CAMPAIGN_DAYS = "campaign_days", _("캠페인별 하루")
    MESSAGES = "messages", _("메시지 결과")
    FRIEND_GROUPS = "friend_groups", _("친구그룹")
    NAMES = "names", _("캠페인·소재·키워드 이름")
    GROUP_DAYS = "group_days", _("광고그룹별 하루")
    CREATIVE_DAYS = "creative_days", _("소재별 하루")
    KEYWORD_DAYS = "keyword_days", _("키워드별 하루")


class SyncCursor(models.Model):
    """Where the pull of one kind of one account stands.

    due_at null: nothing to do until the schedule or a person asks. A failure moves due_at away;
    `place` is where inside the round it goes on, after a crash as well.
    """

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="cursors")
    kind = models.CharField(max_length=20, choices=SyncKind.choices)
    platform = models.CharField(max_length=10, choices=Platform.choices)
    account = models.CharField(max_length=40, blank=True, help_text="Kakao's id of the ad account")
    due_at = models.DateTimeField(null=True, blank=True)
    # Figures answered before this moment are asked for again while they may still change.
    round_at = models.DateTimeField(default=timezone.now)
    place = models.JSONField(default=dict, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    error_kind = models.CharField(max_length=20, blank=True)
    error_words = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("수집 위치")
        verbose_name_plural = _("수집 위치")
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "kind", "platform", "account"], name="sync_cursor_key"
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="sync_due")
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.kind} {self.account}"

    def words(self) -> str:
        return gettext(self.error_words) if self.error_words else ""


class SyncRun(models.Model):
    """One step of a pull and how it ended; append-only."""

    class State(models.TextChoices):
        DONE = "done", _("가져옴")
        WAITING = "waiting", _("한도를 기다림")
        FAILED = "failed", _("실패")

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="sync_runs")
    kind = models.CharField(max_length=20, choices=SyncKind.choices)
    platform = models.CharField(max_length=10, choices=Platform.choices)
    account = models.CharField(max_length=40, blank=True)
    start_on = models.DateField(null=True, blank=True)
    end_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices)
    error_kind = models.CharField(max_length=20, blank=True)
    error_reason = models.CharField(max_length=20, blank=True)
    error_words = models.CharField(max_length=300, blank=True)
    # Kakao's own words, endpoint and codes, for whoever has to ask Kakao about it.
    detail = models.CharField(max_length=400, blank=True)
    rows = models.PositiveIntegerField(default=0)
    revised = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("수집 기록")
        verbose_name_plural = _("수집 기록")
        indexes = [
            models.Index(fields=["connection", "-id"], name="sync_run_newest"),
            models.Index(fields=["at"], name="sync_run_at"),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.kind} {self.account} {self.state}"

    def words(self) -> str:
        return gettext(self.error_words) if self.error_words else ""


class RateGate(models.Model):
    """When Kakao may next be called for an account (or for the app as a whole) at an endpoint."""

    account = models.CharField(max_length=80)
    endpoint = models.CharField(max_length=60)
    next_at = models.DateTimeField()
    limited = models.PositiveSmallIntegerField(default=0, help_text="429s in a row")

    class Meta:
        verbose_name = _("호출 간격")
        verbose_name_plural = _("호출 간격")
        constraints = [
            models.UniqueConstraint(fields=["account", "endpoint"], name="rate_gate_key")
        ]

    def __str__(self) -> str:
        return f"{self.endpoint} {self.account}"
