"""Ad accounts, what runs in them, and their daily figures as Kakao reported them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channel.figures.models import Written
from channel.models import Platform

# The settled figure of a day is the one that was read more than this many days after it.
PROVISIONAL_DAYS = 8


class AdLevel(models.TextChoices):
    ACCOUNT = "account", _("계정")
    CAMPAIGN = "campaign", _("캠페인")
    GROUP = "group", _("광고그룹")
    CREATIVE = "creative", _("소재")
    KEYWORD = "keyword", _("키워드")


class AdAccount(models.Model):
    """An ad account of Kakao. A person says which channel it advertises; its figures outlive
    its connection."""

    organisation = models.ForeignKey("channel.Organisation", models.CASCADE)
    connection = models.ForeignKey(
        "channel.Connection", models.SET_NULL, null=True, blank=True, related_name="ad_accounts"
    )
    platform = models.CharField(max_length=10, choices=Platform.choices)
    kakao_id = models.CharField(_("광고 계정 번호"), max_length=40)
    name = models.CharField(_("이름"), max_length=120)
    config = models.CharField(max_length=10, blank=True)
    channel = models.ForeignKey(
        "channel.Channel", models.SET_NULL, null=True, blank=True, verbose_name=_("채널")
    )
    wanted = models.BooleanField(_("가져오기"), default=True)
    # null: nobody said; the cost is then taken as Kakao tells it, without VAT
    vat_included = models.BooleanField(_("부가세 포함"), null=True, blank=True)
    history_from = models.DateField(_("가져올 첫날"))
    first_seen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("광고 계정")
        verbose_name_plural = _("광고 계정")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "platform", "kakao_id"], name="ad_account_key"
            ),
            # two organisations never pull the same account: Kakao counts its calls once
            models.UniqueConstraint(
                fields=["platform", "kakao_id"],
                condition=Q(connection__isnull=False),
                name="ad_account_pulled_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Named(models.Model):
    """Something of an ad account that has a name of its own."""

    account = models.ForeignKey(AdAccount, models.CASCADE)
    kakao_id = models.CharField(max_length=40)
    name = models.CharField(_("이름"), max_length=200, blank=True)
    config = models.CharField(max_length=10, blank=True, help_text="ON, OFF, DEL")
    first_seen_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name or self.kakao_id


# What Kakao's kinds of campaigns are called on its own screens; others show as they came.
CAMPAIGN_KINDS = {
    "TALK_BIZ_BOARD": _("비즈보드"), "DISPLAY": _("디스플레이"), "VIDEO": _("동영상"),
    "TALK_CHANNEL": _("톡채널"), "PERSONAL_MESSAGE": _("개인화 메시지"),
}  # fmt: skip


class AdCampaign(Named):
    """Reports may name campaigns that no list shows: those have no name."""

    kind = models.CharField(max_length=40, blank=True)
    goal = models.CharField(max_length=40, blank=True)
    objective_type = models.CharField(max_length=40, blank=True)
    objective_value = models.CharField(max_length=60, blank=True)
    daily_budget_won = models.BigIntegerField(null=True, blank=True)
    # null: the account's
    channel = models.ForeignKey("channel.Channel", models.SET_NULL, null=True, blank=True)

    class Meta:
        verbose_name = _("광고 캠페인")
        verbose_name_plural = _("광고 캠페인")
        constraints = [
            models.UniqueConstraint(fields=["account", "kakao_id"], name="ad_campaign_key")
        ]

    @property
    def kind_words(self) -> str:
        return str(CAMPAIGN_KINDS.get(self.kind, self.kind))


class AdGroup(Named):
    campaign = models.ForeignKey(AdCampaign, models.CASCADE)

    class Meta:
        verbose_name = _("광고그룹")
        verbose_name_plural = _("광고그룹")
        constraints = [models.UniqueConstraint(fields=["account", "kakao_id"], name="ad_group_key")]


class Creative(Named):
    group = models.ForeignKey(AdGroup, models.CASCADE)
    format = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("소재")
        verbose_name_plural = _("소재")
        constraints = [models.UniqueConstraint(fields=["account", "kakao_id"], name="creative_key")]


class Keyword(Named):
    group = models.ForeignKey(AdGroup, models.CASCADE)

    class Meta:
        verbose_name = _("키워드")
        verbose_name_plural = _("키워드")
        constraints = [models.UniqueConstraint(fields=["account", "kakao_id"], name="keyword_key")]


class AdDay(Written):
    """Figures of one object on one KST day, as Kakao wrote them; cost_won with or without VAT.

    A day without a row is a reported zero where `AdAnswer` says that Kakao answered, else a gap.
    """

    channel = models.ForeignKey("channel.Channel", models.SET_NULL, null=True, blank=True)
    account = models.ForeignKey(AdAccount, models.CASCADE)
    level = models.CharField(max_length=10, choices=AdLevel.choices)
    object_id = models.CharField(max_length=40)
    day = models.DateField()
    dimension = models.CharField(max_length=80, blank=True)
    campaign_id = models.CharField(max_length=40, blank=True, help_text="Kakao's id")
    impressions = models.BigIntegerField(_("노출"), null=True, blank=True)
    clicks = models.BigIntegerField(_("클릭"), null=True, blank=True)
    cost_won = models.BigIntegerField(_("비용"), null=True, blank=True)
    reach = models.BigIntegerField(_("도달"), null=True, blank=True)
    sent = models.BigIntegerField(_("발송"), null=True, blank=True)
    opened = models.BigIntegerField(_("열람"), null=True, blank=True)
    message_clicks = models.BigIntegerField(_("메시지 클릭"), null=True, blank=True)
    failed = models.BigIntegerField(_("발송 실패"), null=True, blank=True)
    friends_added = models.BigIntegerField(_("친구 추가"), null=True, blank=True)
    metrics = models.JSONField(default=dict, blank=True, help_text="everything as Kakao wrote it")
    provisional = models.BooleanField(_("아직 바뀔 수 있음"), default=False)

    class Meta:
        verbose_name = _("광고 하루")
        verbose_name_plural = _("광고 하루")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "level", "object_id", "day", "dimension"], name="ad_day_key"
            )
        ]
        indexes = [
            # the table of a channel, newest day first
            models.Index(fields=["channel", "level", "-day"], name="ad_day_of_channel"),
            # days of one level of an account, for its answers
            models.Index(fields=["account", "level", "day"], name="ad_day_of_account"),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.object_id} {self.day}"


class AdDayRevision(models.Model):
    """What a day said before Kakao changed it; append-only."""

    account = models.ForeignKey(AdAccount, models.CASCADE)
    ad_day = models.ForeignKey(AdDay, models.CASCADE, related_name="revisions")
    metrics = models.JSONField()
    replaced_at = models.DateTimeField()

    class Meta:
        verbose_name = _("바뀐 광고 수치")
        verbose_name_plural = _("바뀐 광고 수치")

    def __str__(self) -> str:
        return f"{self.ad_day_id}"


class AdAnswer(models.Model):
    """Kakao answered for this day of this level; an object without a row had a zero.

    A day without such a row, or which Kakao `refused`, is a gap. `doubts`: how often the day was
    asked for again because its sums differed from those of the level above.
    """

    account = models.ForeignKey(AdAccount, models.CASCADE, related_name="answers")
    level = models.CharField(max_length=10, choices=AdLevel.choices)
    day = models.DateField()
    rows = models.PositiveIntegerField(default=0)
    answered_at = models.DateTimeField()
    provisional = models.BooleanField()
    refused = models.BooleanField(default=False)
    doubts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("받은 날")
        verbose_name_plural = _("받은 날")
        constraints = [
            models.UniqueConstraint(fields=["account", "level", "day"], name="ad_answer_key")
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.day}"


class DiscoveredMetric(models.Model):
    """A key of Kakao's reports that we do not know. Nothing sums it until a person names it, for
    the ads of the organisation.
    """

    organisation = models.ForeignKey("channel.Organisation", models.CASCADE)
    platform = models.CharField(max_length=10, choices=Platform.choices)
    key = models.CharField(max_length=80)
    account = models.ForeignKey(AdAccount, models.SET_NULL, null=True)
    first_seen_at = models.DateTimeField(auto_now_add=True)
    name = models.CharField(_("이름"), max_length=60, blank=True)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)

    class Meta:
        verbose_name = _("새로 나타난 지표")
        verbose_name_plural = _("새로 나타난 지표")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "platform", "key"], name="discovered_metric_key"
            )
        ]

    def __str__(self) -> str:
        return self.key


class GroupReceivers(models.Model):
    """Which message's receivers a friend group was made of, where a person said so; null: of none.

    Kakao tells a group's name and count, not the message.
    """

    account = models.ForeignKey(AdAccount, models.CASCADE)
    kakao_id = models.CharField(max_length=40)
    broadcast = models.ForeignKey("channel.Broadcast", models.CASCADE, null=True, blank=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)

    class Meta:
        verbose_name = _("친구그룹의 메시지")
        verbose_name_plural = _("친구그룹의 메시지")
        constraints = [
            models.UniqueConstraint(fields=["account", "kakao_id"], name="group_receivers_key")
        ]

    def __str__(self) -> str:
        return self.kakao_id


class FriendGroup(models.Model):
    """An uploaded list or a message's receivers, and how many of them are friends on a day."""

    # made of the receivers of an earlier message
    RECEIVERS = "MESSAGE_RETARGET"

    account = models.ForeignKey(AdAccount, models.CASCADE)
    kakao_id = models.CharField(max_length=40)
    day = models.DateField()
    name = models.CharField(max_length=200)
    file_type = models.CharField(max_length=20)
    status = models.CharField(max_length=20)
    profile_id = models.CharField(max_length=40, blank=True)
    friends = models.BigIntegerField(_("친구 수"), null=True)
    made_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("친구그룹")
        verbose_name_plural = _("친구그룹")
        constraints = [
            models.UniqueConstraint(fields=["account", "kakao_id", "day"], name="friend_group_key")
        ]

    def __str__(self) -> str:
        return self.name
