"""The block signal as kept rows. analytics.risk computes them, every app may read them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class BroadcastRisk(models.Model):
    """Blocks after one message against what was to be expected before it was sent."""

    class State(models.TextChoices):
        MISSING = "missing", _("자료 없음")
        LEARNING = "learning", _("기준 만드는 중")
        USUAL = "usual", _("평소 수준")
        SPIKE = "spike", _("이번 발송 급증")
        RISING = "rising", _("계속 늘어남")
        BOTH = "both", _("급증, 계속 늘어남")

    channel = models.ForeignKey("channel.Channel", models.CASCADE)
    broadcast = models.OneToOneField("channel.Broadcast", models.CASCADE, related_name="risk")
    state = models.CharField(max_length=10, choices=State.choices)
    raw_blocks = models.FloatField(_("이틀 동안 차단"), null=True)
    background = models.FloatField(_("평소 차단"), null=True)
    blocks = models.IntegerField(_("더 떠난 친구"), null=True)
    expected = models.FloatField(null=True)
    lower = models.FloatField(null=True)
    upper = models.FloatField(null=True)
    z = models.FloatField(null=True)
    ewma = models.FloatField(null=True)
    held = models.BooleanField(default=False)
    shared = models.BooleanField(default=False)
    provisional = models.BooleanField(default=False)
    # last six messages: blocks, expected, ratio, its lower bound
    recent = models.JSONField(default=dict)
    run_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("메시지의 차단 신호")
        verbose_name_plural = _("메시지의 차단 신호")
        indexes = [models.Index(fields=["channel", "state"], name="risk_by_state")]

    def __str__(self) -> str:
        return f"{self.broadcast_id} {self.state}"


class RiskBaseline(models.Model):
    """The fit the next message is held against, and from where a person let it start anew."""

    channel = models.OneToOneField("channel.Channel", models.CASCADE, related_name="risk_baseline")
    rate = models.FloatField(null=True)
    cv = models.FloatField(null=True)
    weekday_factor = models.JSONField(default=list)
    background = models.FloatField(null=True)
    n = models.IntegerField(default=0)
    power_blocks = models.IntegerField(null=True)
    starts_on = models.DateField(_("새 기준을 시작한 날"), null=True, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    fitted_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("차단 기준")
        verbose_name_plural = _("차단 기준")

    def __str__(self) -> str:
        return f"{self.channel_id}"
