"""월요일 10분: when a person wants to be reminded, and how far this week's visit has come."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from channel.clock import kst_day


class WeeklyReminder(models.Model):
    """Beat's tick mails it when `next_at` is past and sets the next week's in the same step."""

    channel = models.ForeignKey("channel.Channel", models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    weekday = models.PositiveSmallIntegerField(_("요일"), default=0)
    at_time = models.TimeField(_("시각"))
    next_at = models.DateTimeField()
    enabled = models.BooleanField(_("켜짐"), default=True)

    class Meta:
        verbose_name = _("월요일 알림")
        verbose_name_plural = _("월요일 알림")
        constraints = [
            models.UniqueConstraint(fields=["channel", "user"], name="weekly_reminder_once"),
            models.CheckConstraint(
                condition=models.Q(weekday__lte=6), name="weekly_reminder_weekday"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"], condition=models.Q(enabled=True), name="weekly_reminder_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.user_id}"

    @property
    def next_on(self) -> dt.date:
        return kst_day(self.next_at)


class WeeklyVisit(models.Model):
    """One week's ten minutes of a channel, resumable: the answers given so far."""

    channel = models.ForeignKey("channel.Channel", models.CASCADE)
    week_of = models.DateField(_("월요일"))
    answers = models.JSONField(default=dict, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("월요일 10분")
        verbose_name_plural = _("월요일 10분")
        constraints = [
            models.UniqueConstraint(fields=["channel", "week_of"], name="weekly_visit_once")
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.week_of}"
