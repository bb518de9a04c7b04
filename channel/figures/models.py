"""What is counted: daily figures, typed figures, and readings with their papers."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Origin(models.TextChoices):
    """Where a fact came from. Precedence where two speak of one field: pull > file > typed."""

    TYPED = "typed", _("직접 입력")
    FILE = "file", _("파일")
    PULL = "pull", _("자동 수집")
    WEBHOOK = "webhook", _("실시간 알림")


class Written(models.Model):
    """Every fact names its last writer, so that undo touches only what it wrote itself."""

    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.FILE)
    batch_id = models.BigIntegerField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


def _not_negative(name: str, *fields: str) -> models.CheckConstraint:
    condition = Q()
    for field in fields:
        condition &= Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": 0})
    return models.CheckConstraint(condition=condition, name=name)


class DailyFriends(Written):
    """Friends at the end of a KST day, and those who came and left on it. Null is a gap."""

    channel = models.ForeignKey("channel.Channel", models.CASCADE)
    day = models.DateField(_("날짜"))
    total = models.BigIntegerField(_("친구 수"), null=True, blank=True)
    added = models.BigIntegerField(_("추가"), null=True, blank=True)
    blocked = models.BigIntegerField(_("차단"), null=True, blank=True)
    provisional = models.BooleanField(_("아직 바뀔 수 있음"), default=False)

    class Meta:
        verbose_name = _("일별 친구")
        verbose_name_plural = _("일별 친구")
        constraints = [
            models.UniqueConstraint(fields=["channel", "day"], name="daily_friends_key"),
            _not_negative("daily_friends_counts", "total", "added", "blocked"),
        ]

    def __str__(self) -> str:
        return f"{self.day}"


class PeriodFriends(Written):
    """A stretch of days for which Kakao showed only sums, or a count before and after.

    It never overrides days: a day's own row wins, the period fills where days are missing.
    """

    channel = models.ForeignKey("channel.Channel", models.CASCADE)
    first_day = models.DateField()
    last_day = models.DateField()
    added = models.BigIntegerField(null=True, blank=True)
    blocked = models.BigIntegerField(null=True, blank=True)
    total_before = models.BigIntegerField(null=True, blank=True)
    total_after = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("기간별 친구")
        verbose_name_plural = _("기간별 친구")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "first_day", "last_day"], name="period_friends_key"
            ),
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day")), name="period_friends_order"
            ),
            _not_negative(
                "period_friends_counts", "added", "blocked", "total_before", "total_after"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} ~ {self.last_day}"


class Source(models.Model):
    """Where friends come from: Kakao's own categories, later our links, QR codes, events."""

    class Kind(models.TextChoices):
        KAKAO = "kakao", _("카카오의 갈래")
        OWN = "own", _("우리가 만든 갈래")

    channel = models.ForeignKey("channel.Channel", models.CASCADE)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.KAKAO)
    name = models.CharField(_("이름"), max_length=80)
    folded = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("유입 경로")
        verbose_name_plural = _("유입 경로")
        constraints = [
            models.UniqueConstraint(fields=["channel", "kind", "folded"], name="source_key")
        ]

    def __str__(self) -> str:
        return self.name


class SourceDay(Written):
    """Adds a source reported for a KST day."""

    channel = models.ForeignKey("channel.Channel", models.CASCADE)
    # Grows with traffic: the reference is by id, without a constraint, so that it can be split.
    source = models.ForeignKey(Source, models.DO_NOTHING, db_constraint=False)
    day = models.DateField()
    reported = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("경로별 하루")
        verbose_name_plural = _("경로별 하루")
        constraints = [
            models.UniqueConstraint(fields=["channel", "source", "day"], name="source_day_key"),
            _not_negative("source_day_counts", "reported"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.day}"


class TypedFigure(models.Model):
    """A count of Kakao's own: N1 to N3 of the product's guide, read off its screens by a person or
    pulled. Where both speak of one day the pulled one stays.
    """

    class Kind(models.TextChoices):
        N1 = "n1", _("최근 5번 가운데 한 번이라도 연 친구")
        N2 = "n2", _("지난 메시지를 받은 사람 가운데 지금 친구")
        N3 = "n3", _("구매 고객 가운데 친구")

    channel = models.ForeignKey("channel.Channel", models.CASCADE)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    as_of = models.DateField(_("읽은 날"))
    values = models.JSONField(default=dict)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.TYPED)
    typed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    typed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("직접 읽은 수")
        verbose_name_plural = _("직접 읽은 수")
        constraints = [
            models.UniqueConstraint(fields=["channel", "kind", "as_of"], name="typed_figure_key")
        ]

    def __str__(self) -> str:
        return f"{self.kind.upper()} {self.as_of}"


class ReadingQuerySet(models.QuerySet["Reading"]):
    def newest(self) -> "ReadingQuerySet":
        """The reading that is shown for each subject, measure and day; older ones are history."""
        key = ("channel_id", "subject", "measure", "as_of")
        return self.order_by(*key, "-pk").distinct(*key)


class Reading(models.Model):
    """A computed or reported figure with everything one needs to defend it. Append-only."""

    class State(models.TextChoices):
        FINAL = "final", _("확정")
        PROVISIONAL = "provisional", _("아직 바뀔 수 있음")
        ESTIMATE = "estimate", _("추정")
        FORECAST = "forecast", _("예상")
        MISSING = "missing", _("없음")

    channel = models.ForeignKey("channel.Channel", models.CASCADE)
    subject = models.CharField(max_length=60, help_text="channel, broadcast:12, source:3 …")
    measure = models.CharField(max_length=60)
    as_of = models.DateField()
    value = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    level = models.FloatField(null=True)
    unit = models.CharField(max_length=10)
    n = models.BigIntegerField(null=True)
    state = models.CharField(max_length=12, choices=State.choices)
    source = models.CharField(max_length=120, blank=True)
    formula = models.CharField(max_length=60, help_text="id of the formula text in the papers")
    inputs = models.JSONField(default=dict)
    gaps = models.JSONField(default=list)
    run_id = models.BigIntegerField(null=True)
    stale = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("수치")
        verbose_name_plural = _("수치")
        indexes = [
            # newest() of one channel, and the history of one figure
            models.Index(
                fields=["channel", "subject", "measure", "as_of", "-id"], name="reading_newest"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="missing", value=None)
                | Q(state__in=["final", "provisional", "estimate", "forecast"]),
                name="reading_missing_has_no_value",
            ),
        ]

    FORMULA_FIELDS: ClassVar[tuple[str, ...]] = (
        "value", "low", "high", "level", "unit", "n", "state", "source", "formula", "inputs", "gaps"
    )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.subject} {self.measure} {self.as_of}"

    def says_the_same_as(self, other: "Reading") -> bool:
        def told(reading: Reading) -> list[Any]:
            return [getattr(reading, field) for field in self.FORMULA_FIELDS]

        return told(self) == told(other)


class AxisNote(models.Model):
    """A note on the time axis: an event, a sell-out, a change of Kakao's platform."""

    channel = models.ForeignKey("channel.Channel", models.CASCADE)
    day = models.DateField(_("날짜"))
    text = models.CharField(_("메모"), max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("시간축 메모")
        verbose_name_plural = _("시간축 메모")
        constraints = [
            models.UniqueConstraint(fields=["channel", "day", "text"], name="axis_note_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.text}"
