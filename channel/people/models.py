"""People the channel itself knows: who they are, what they did, and what is kept of it.

Tables that grow with friends or traffic point to each other by id without a database constraint,
so that they can be split by channel; a deleted channel still takes its rows along.
"""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from channel.figures.models import Written


def of_channel(**options: Any) -> Any:
    """The channel of a row in a table that grows: no constraint to check at each insert."""
    return models.ForeignKey("channel.Channel", models.CASCADE, db_constraint=False, **options)


class SendDay(models.Model):
    """A KST day with a message to all friends. Ordinals are dense in the order of days."""

    channel = models.ForeignKey("channel.Channel", models.CASCADE)
    day = models.DateField(_("보낸 날"))
    ordinal = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("발송일")
        verbose_name_plural = _("발송일")
        constraints = [
            models.UniqueConstraint(fields=["channel", "day"], name="send_day_key"),
            models.UniqueConstraint(
                fields=["channel", "ordinal"],
                name="send_day_ordinal",
                deferrable=models.Deferrable.DEFERRED,  # renumbering passes through doubles
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} #{self.ordinal}"


class CountedBroadcast(models.Model):
    """A message as the kept state knows it: `renumber` compares these rows with the messages.

    A message to some friends only has a row too: its clicks are no answer to another message.
    """

    channel = models.ForeignKey("channel.Channel", models.CASCADE, db_index=False)
    broadcast_id = models.BigIntegerField()
    day = models.DateField()
    full = models.BooleanField(help_text="sent to all friends")

    class Meta:
        verbose_name = _("발송일에 센 메시지")
        verbose_name_plural = _("발송일에 센 메시지")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "broadcast_id"], name="counted_broadcast_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.broadcast_id} {self.day}"


class Friend(Written):
    """One per person and channel as far as Kakao tells. A merged row stays and names the other.

    `trackable_from` is the day from which a reaction to a message would be seen; a person known
    only by a webhook's `added` has none. `returned_on` is the day of the first add after the last
    block: no message reached him in between, so his opportunities begin anew. What lists said stays
    beside what Kakao's notices say (channel.people.told): how he stands and since when, and the
    last block they told of; at the latest, where they had no day.
    """

    class Relation(models.TextChoices):
        UNKNOWN = "unknown", _("확인 전")
        ADDED = "added", _("친구")
        BLOCKED = "blocked", _("차단")

    class Trackable(models.TextChoices):
        TOKEN = "token", _("개인 링크")
        LOGIN = "login", _("카카오 로그인")
        CHAT = "chat", _("챗봇")
        IMPORT = "import", _("가져온 기록")

    channel = of_channel(db_index=False)
    joined_on = models.DateField(_("친구가 된 날"), null=True, blank=True)
    relation = models.CharField(
        _("관계"), max_length=8, choices=Relation.choices, default=Relation.UNKNOWN
    )
    relation_at = models.DateTimeField(null=True, blank=True)
    trackable_from = models.DateField(_("반응을 볼 수 있는 날"), null=True, blank=True)
    trackable_by = models.CharField(max_length=8, choices=Trackable.choices, null=True, blank=True)
    returned_on = models.DateField(_("다시 친구가 된 날"), null=True, blank=True)
    listed_relation = models.CharField(
        max_length=8, choices=Relation.choices, null=True, blank=True
    )
    listed_at = models.DateTimeField(null=True, blank=True)
    listed_block_at = models.DateTimeField(null=True, blank=True)
    listed_undated = models.BooleanField(default=False, db_default=False)
    source_id = models.BigIntegerField(null=True, blank=True)
    merged_into = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("확인된 친구")
        verbose_name_plural = _("확인된 친구")
        indexes = [
            # list pages and every walk over one channel's people
            models.Index(fields=["channel", "id"], name="friend_of_channel"),
            # the friends of one source
            models.Index(
                fields=["channel", "source_id", "id"],
                condition=Q(source_id__isnull=False),
                name="friend_by_source",
            ),
            # who was merged into one person
            models.Index(
                fields=["channel", "merged_into"],
                condition=Q(merged_into__isnull=False),
                name="friend_merged",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(trackable_from=None, trackable_by=None)
                | Q(trackable_from__isnull=False, trackable_by__isnull=False),
                name="friend_trackable_by_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class FriendMerge(models.Model):
    """Two rows that turned out to be one person: what moved, and what was said of the kept one."""

    channel = of_channel(db_index=False)
    kept_id = models.BigIntegerField()
    dropped_id = models.BigIntegerField()
    moved = models.JSONField(
        help_text="ids of identities, events, engagements and earlier merged rows"
    )
    before = models.JSONField(help_text="the kept row's own values")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("한 사람으로 합친 기록")
        verbose_name_plural = _("한 사람으로 합친 기록")
        constraints = [
            models.UniqueConstraint(fields=["channel", "dropped_id"], name="friend_merge_key")
        ]
        indexes = [
            # only the newest merge of a friend can be taken back
            models.Index(fields=["channel", "kept_id", "-id"], name="friend_merge_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.dropped_id} > {self.kept_id}"


class FriendIdentity(models.Model):
    """A name that Kakao or the shop has for a person. `issuer` is the Kakao app, the bot or ''."""

    class Kind(models.TextChoices):
        APP_USER = "app_user_id", _("앱 사용자 아이디")
        OPEN = "open_id", _("공개 아이디")
        PLUSFRIEND = "plusfriend", _("채널 사용자 키")
        BOT = "bot", _("봇 사용자 키")
        OWN = "own", _("가져온 고객 키")
        # HMAC of the token in this person's own links; shown to nobody
        TOKEN = "token", _("개인 링크")

    channel = of_channel(db_index=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    issuer = models.CharField(max_length=60, blank=True)
    value = models.CharField(max_length=100)
    friend_id = models.BigIntegerField()
    batch_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("친구의 아이디")
        verbose_name_plural = _("친구의 아이디")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "kind", "issuer", "value"], name="friend_identity_key"
            )
        ]
        indexes = [
            # the identities of one person: page, merge, deletion
            models.Index(fields=["channel", "friend_id"], name="friend_identity_of"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class FriendEvent(models.Model):
    """Kakao said that somebody added or blocked the channel. The latest `occurred_at` wins."""

    class Event(models.TextChoices):
        ADDED = "added", _("추가")
        BLOCKED = "blocked", _("차단")

    channel = of_channel(db_index=False)
    identity_id = models.BigIntegerField()
    friend_id = models.BigIntegerField(null=True, blank=True)
    event = models.CharField(max_length=8, choices=Event.choices)
    occurred_at = models.DateTimeField()
    delivery_key = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name = _("추가·차단 알림")
        verbose_name_plural = _("추가·차단 알림")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "identity_id", "event", "occurred_at"], name="friend_event_key"
            )
        ]
        indexes = [
            # adds and blocks of a channel's days
            models.Index(fields=["channel", "occurred_at"], name="friend_event_by_time"),
            # one person's history
            models.Index(fields=["channel", "friend_id"], name="friend_event_of"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.occurred_at}"


class Engagement(models.Model):
    """Who did what when. `key` is the writer's own id of it, so that nothing counts twice."""

    class Kind(models.TextChoices):
        CLICKED = "clicked", _("링크 클릭")
        CHATTED = "chatted", _("문의")
        ENTERED = "entered", _("응모")
        ANSWERED = "answered", _("설문")
        BOUGHT = "bought", _("구매")
        REDEEMED = "redeemed", _("쿠폰 사용")

    channel = of_channel(db_index=False)
    day = models.DateField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    key = models.CharField(max_length=64)
    friend_id = models.BigIntegerField()
    at = models.DateTimeField()
    broadcast_id = models.BigIntegerField(null=True, blank=True)
    source_id = models.BigIntegerField(null=True, blank=True)
    batch_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("반응")
        verbose_name_plural = _("반응")
        constraints = [
            models.UniqueConstraint(fields=["channel", "day", "kind", "key"], name="engagement_key")
        ]
        indexes = [
            # one person's reactions, and the recount, which walks friends in order and reads
            # nothing but this index
            models.Index(
                fields=["channel", "friend_id", "day"],
                include=["kind", "broadcast_id", "at"],
                name="engagement_of_friend",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


class FriendState(models.TextChoices):
    """Every friend is in exactly one. They count people the channel knows, never shares of all."""

    BLOCKED = "blocked", _("차단")
    UNKNOWN = "unknown", _("확인 전")
    NEW = "new", _("새 친구")
    GHOST = "ghost", _("유령 친구 추정")
    FAN = "fan", pgettext_lazy("친구의 상태", "단골")
    COOLING = "cooling", _("뜸해진 친구")


class PrunedReactions(models.Model):
    """What a friend's total and last reaction keep of raw reactions that were too old to stay.

    Usually one row a friend; two who were merged bring one each.
    """

    channel = of_channel(db_index=False)
    friend_id = models.BigIntegerField()
    total = models.PositiveIntegerField()
    last_at = models.DateTimeField()

    class Meta:
        verbose_name = _("지운 반응의 합계")
        verbose_name_plural = _("지운 반응의 합계")
        indexes = [models.Index(fields=["channel", "friend_id"], name="pruned_reactions_of")]

    def __str__(self) -> str:
        return f"{self.friend_id} {self.total}"


# Pages are found by it: who never reacted stands at the end.
NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
LAST_ENGAGED = Coalesce("last_engaged_at", Value(NEVER))


class FriendActivity(models.Model):
    """Kept state of one friend: bit i of the mask = engaged on send day `mask_ordinal` − i.

    A broadcast touches only those who react; a silent friend's row stays as it is, and his
    opportunities follow from the channel's newest ordinal. `from_ordinal` is the first send day
    after he became trackable or came back, null for who is not trackable.
    """

    channel = of_channel(db_index=False)
    friend_id = models.BigIntegerField()
    mask = models.BigIntegerField(default=0)
    mask_ordinal = models.PositiveIntegerField(default=0)
    from_ordinal = models.PositiveIntegerField(null=True, blank=True)
    last_engaged_at = models.DateTimeField(null=True, blank=True)
    engaged_total = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=FriendState.choices, default=FriendState.UNKNOWN)
    state_changed_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("친구의 상태")
        verbose_name_plural = _("친구의 상태")
        constraints = [
            models.UniqueConstraint(fields=["channel", "friend_id"], name="friend_activity_key"),
        ]
        indexes = [
            # the list of all, the last reaction first
            models.Index("channel", LAST_ENGAGED, "friend_id", name="friend_activity_last"),
            # counts and lists of one state
            *(
                models.Index(
                    "channel",
                    LAST_ENGAGED,
                    "friend_id",
                    condition=Q(state=state),
                    name=f"friend_activity_{state}",
                )
                for state in FriendState.values
            ),
        ]

    def __str__(self) -> str:
        return f"{self.friend_id} {self.state}"


class GhostFit(models.Model):
    """One fit of the ghost model, or why there is none. The newest of a channel is in use."""

    class Verdict(models.TextChoices):
        FITTED = "fitted", _("계산함")
        COLLECTING = "collecting", _("자료 모으는 중")
        INDISTINCT = "indistinct", _("구별할 수 없음")

    channel = models.ForeignKey("channel.Channel", models.CASCADE)
    run_id = models.BigIntegerField(null=True)
    as_of = models.DateField()
    ordinal = models.PositiveIntegerField(help_text="newest send day the fit knew")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    m = models.PositiveSmallIntegerField(default=10)
    friends = models.BigIntegerField(help_text="trackable friends with 5 or more messages")
    alpha = models.FloatField(null=True)
    beta = models.FloatField(null=True)
    gamma = models.FloatField(null=True)
    delta = models.FloatField(null=True)
    log_likelihood = models.FloatField(null=True)
    details = models.JSONField(default=dict, help_text="covariance, monotone map, reasons")
    version = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("유령 친구 계산")
        verbose_name_plural = _("유령 친구 계산")
        indexes = [models.Index(fields=["channel", "-id"], name="ghost_fit_newest")]

    def __str__(self) -> str:
        return f"{self.as_of} {self.verdict}"


class PatternScore(models.Model):
    """What the fit says of everybody with x reactions, the last at t, in n messages."""

    channel = models.ForeignKey("channel.Channel", models.CASCADE, db_index=False)
    run_id = models.BigIntegerField(help_text="id of the GhostFit")
    x = models.PositiveSmallIntegerField()
    t = models.PositiveSmallIntegerField()
    n = models.PositiveSmallIntegerField()
    friends = models.BigIntegerField()
    alive = models.FloatField()
    silent_raw = models.FloatField()
    silent = models.FloatField(help_text="after the monotone map; the flag reads this")
    silent_if_staying = models.FloatField(help_text="same fit, drop-out switched off")
    expected = models.FloatField()

    class Meta:
        verbose_name = _("유형별 가능성")
        verbose_name_plural = _("유형별 가능성")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "run_id", "x", "t", "n"], name="pattern_score_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.x}/{self.t}/{self.n}"


class GhostBackTest(models.Model):
    """What a fit said ahead of time, and what then happened over the same m send days."""

    channel = models.ForeignKey("channel.Channel", models.CASCADE)
    from_ordinal = models.PositiveIntegerField(help_text="newest send day the forecast knew")
    m = models.PositiveSmallIntegerField()
    as_of = models.DateField(help_text="day of that send day")
    friends = models.BigIntegerField()
    expected = models.FloatField(help_text="silent friends the forecast expected")
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    actual = models.BigIntegerField()
    details = models.JSONField(default=dict, help_text="groups, flagged, rates, outcomes")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("예측과 실제")
        verbose_name_plural = _("예측과 실제")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "from_ordinal", "m"], name="ghost_back_test_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.as_of} {self.m}"

    @property
    def known_on(self) -> dt.date:
        """The last day of which the forecast knew anything: the one before the next message."""
        return dt.date.fromisoformat(self.details["known"])
