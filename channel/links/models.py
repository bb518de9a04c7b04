"""Links of our own: a click is a committed row before the redirect is answered."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from channel.accounts.models import SLUG_ALPHABET
from channel.people.models import of_channel


def new_code() -> str:
    """Seven characters without look-alikes, short enough for print."""
    return "".join(secrets.choice(SLUG_ALPHABET) for _i in range(7))


class TrackedLink(models.Model):
    """open → closed. A closed link still leads on; it only counts no longer as ours to hand out."""

    channel = models.ForeignKey("channel.Channel", models.CASCADE)
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    name = models.CharField(_("이름"), max_length=80)
    target = models.URLField(_("이동할 주소"), max_length=2_000)
    source = models.ForeignKey("channel.Source", models.SET_NULL, null=True, blank=True)
    broadcast = models.ForeignKey("channel.Broadcast", models.SET_NULL, null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("추적 링크")
        verbose_name_plural = _("추적 링크")
        constraints = [
            # the redirect trusts its row
            models.CheckConstraint(
                condition=models.Q(target__regex=r"^https?://"), name="link_leads_to_the_web"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Click(models.Model):
    """One request of a link. Previews, prefetches and scanners are kept apart from people."""

    class Visitor(models.TextChoices):
        PERSON = "person", _("사람")
        PREVIEW = "preview", _("미리보기")
        SCANNER = "scanner", _("검사 프로그램")

    class Known(models.TextChoices):
        TOKEN = "token", _("개인 링크")
        COOKIE = "cookie", _("지난 방문")

    channel = of_channel(db_index=False)
    day = models.DateField()
    key = models.UUIDField()
    link_id = models.BigIntegerField()
    at = models.DateTimeField()
    friend_id = models.BigIntegerField(null=True, blank=True)
    known_by = models.CharField(max_length=6, choices=Known.choices, null=True, blank=True)
    visitor = models.CharField(max_length=8, choices=Visitor.choices, default=Visitor.PERSON)
    # a browser in which two people's links were opened within a day: its cookie was dropped
    shared = models.BooleanField(default=False, db_default=False)
    # claimed by processing: a click of a known friend becomes an engagement
    processed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("클릭")
        verbose_name_plural = _("클릭")
        constraints = [models.UniqueConstraint(fields=["channel", "day", "key"], name="click_key")]
        indexes = [
            # clicks of one link by day
            models.Index(fields=["channel", "link_id", "day"], name="click_of_link"),
            # what is still to be processed of a channel, oldest first
            models.Index(
                fields=["channel", "id"],
                condition=models.Q(processed_at=None),
                name="click_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.link_id} {self.at}"


class LinkDay(models.Model):
    """Clicks of a link on a KST day, kept: raw clicks are pruned, and one may be forgotten."""

    channel = of_channel(db_index=False)
    link_id = models.BigIntegerField()
    day = models.DateField()
    people = models.BigIntegerField(default=0)
    previews = models.BigIntegerField(default=0)
    scanners = models.BigIntegerField(default=0)
    shared = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("링크의 하루")
        verbose_name_plural = _("링크의 하루")
        constraints = [
            models.UniqueConstraint(fields=["channel", "link_id", "day"], name="link_day_key")
        ]

    def __str__(self) -> str:
        return f"{self.link_id} {self.day}"


class PublicAddress(models.Model):
    """The one address under which this installation can be reached from outside.

    waiting → checked | failed; a person's new entry starts again at waiting.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("확인하는 중")
        CHECKED = "checked", _("확인함")
        FAILED = "failed", _("열리지 않음")

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    url = models.URLField(_("공개 주소"), max_length=200)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    error = models.CharField(max_length=20, blank=True)
    organisation = models.ForeignKey("channel.Organisation", models.SET_NULL, null=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    entered_at = models.DateTimeField(auto_now=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("공개 주소")
        verbose_name_plural = _("공개 주소")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_public_address")]

    def __str__(self) -> str:
        return self.url
