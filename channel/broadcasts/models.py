"""Messages to the channel's friends: what was planned and sent, and what came of it."""

import unicodedata

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from channel.figures.models import Written


def fold_title(title: str) -> str:
    """NFKC, one space, case folded: the same title however a file spells it."""
    return " ".join(unicodedata.normalize("NFKC", title).casefold().split())


class BroadcastQuerySet(models.QuerySet["Broadcast"]):
    def done(self) -> "BroadcastQuerySet":
        return self.filter(state__in=[Broadcast.State.SENT, Broadcast.State.REPORTED])

    def full(self) -> "BroadcastQuerySet":
        return self.filter(audience=Broadcast.Audience.ALL)

    def newest_first(self) -> "BroadcastQuerySet":
        return self.order_by("-sent_on", "-sent_at", "-pk")


class Broadcast(Written):
    """planned → sent → reported, or cancelled. Links may point to it before it is sent."""

    class State(models.TextChoices):
        PLANNED = "planned", _("계획")
        SENT = "sent", _("발송 완료")
        REPORTED = "reported", _("결과 있음")
        CANCELLED = "cancelled", _("취소")

    class Audience(models.TextChoices):
        ALL = "all", _("전체")
        PART = "part", _("일부")

    class Content(models.TextChoices):
        PRODUCT = "product", _("상품")
        INFO = "info", _("정보")
        BENEFIT = "benefit", _("혜택")
        EVENT = "event", _("이벤트")
        STORY = "story", _("이야기")
        NOTICE = "notice", _("안내")

    channel = models.ForeignKey("channel.Channel", models.CASCADE)
    kakao_id = models.CharField(_("카카오 메시지 번호"), max_length=60, null=True, blank=True)
    title = models.CharField(_("제목"), max_length=200)
    folded_title = models.CharField(max_length=200)
    sent_on = models.DateField(_("보낸 날"))
    nth_of_day = models.PositiveSmallIntegerField(default=1)
    sent_at = models.DateTimeField(_("보낸 때"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.REPORTED)
    audience = models.CharField(
        _("대상"), max_length=4, choices=Audience.choices, default=Audience.ALL
    )
    content = models.CharField(
        _("내용"), max_length=10, choices=Content.choices, null=True, blank=True
    )
    benefit = models.BooleanField(_("혜택"), null=True, blank=True)
    message_type = models.CharField(_("유형"), max_length=40, blank=True)

    objects = BroadcastQuerySet.as_manager()

    class Meta:
        verbose_name = _("메시지")
        verbose_name_plural = _("메시지")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "kakao_id"],
                condition=Q(kakao_id__isnull=False),
                name="broadcast_kakao_key",
            ),
            models.UniqueConstraint(
                fields=["channel", "sent_on", "folded_title", "nth_of_day"],
                name="broadcast_natural_key",
            ),
        ]
        indexes = [models.Index(fields=["channel", "-sent_on"], name="broadcast_newest")]

    def __str__(self) -> str:
        return self.title


class BroadcastResult(Written):
    """What is known now of a message's result. Its earlier values are readings."""

    channel = models.ForeignKey("channel.Channel", models.CASCADE)
    broadcast = models.OneToOneField(Broadcast, models.CASCADE, related_name="result")
    as_of = models.DateField(_("기준일"))
    sent = models.BigIntegerField(_("발송"), null=True, blank=True)
    opened = models.BigIntegerField(_("열람(명)"), null=True, blank=True)
    clicked = models.BigIntegerField(_("클릭(회)"), null=True, blank=True)
    failed = models.BigIntegerField(_("실패"), null=True, blank=True)
    impressions = models.BigIntegerField(_("노출(회)"), null=True, blank=True)
    free_sends = models.BigIntegerField(_("무료 발송"), default=0)
    blocks_48h = models.BigIntegerField(_("48시간 차단"), null=True, blank=True)

    class Meta:
        verbose_name = _("메시지 결과")
        verbose_name_plural = _("메시지 결과")
        constraints = [
            models.CheckConstraint(
                condition=Q(opened__isnull=True) | Q(sent__isnull=True) | Q(opened__lte=F("sent")),
                name="result_opened_of_sent",
            ),
            models.CheckConstraint(
                condition=Q(sent__isnull=True) | Q(free_sends__lte=F("sent")),
                name="result_free_of_sent",
            ),
            models.CheckConstraint(
                condition=(Q(sent=None) | Q(sent__gte=0))
                & (Q(opened=None) | Q(opened__gte=0))
                & (Q(clicked=None) | Q(clicked__gte=0))
                & Q(free_sends__gte=0),
                name="result_counts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.broadcast_id}"
