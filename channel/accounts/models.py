"""Who may see what: people, organisations, their channels, roles and invitations."""

import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SLUG_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_slug() -> str:
    """Eight characters without look-alikes: an address says nothing about name or number."""
    return "".join(secrets.choice(SLUG_ALPHABET) for _i in range(8))


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=(email or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("이메일"), unique=True)
    name = models.CharField(_("이름"), max_length=60, blank=True)
    language = models.CharField(
        _("언어"), max_length=5, default="ko", choices=[("ko", "한국어"), ("en", "English")]
    )
    is_staff = models.BooleanField(_("관리자 화면 사용"), default=False)
    is_active = models.BooleanField(_("사용 중"), default=True)
    date_joined = models.DateTimeField(_("가입한 때"), default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        verbose_name = _("사용자")
        verbose_name_plural = _("사용자")

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return str(self)


class Organisation(models.Model):
    """A shop or an agency. A shop has one and never notices it."""

    name = models.CharField(_("이름"), max_length=80)
    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("조직")
        verbose_name_plural = _("조직")

    def __str__(self) -> str:
        return self.name


class ChannelQuerySet(models.QuerySet["Channel"]):
    def open(self) -> "ChannelQuerySet":
        return self.filter(closed_at=None)

    def for_user(self, user: Any) -> "ChannelQuerySet":
        """Channels the person may at least look at."""
        whole = Member.objects.filter(user=user, channel=None).values("organisation")
        single = Member.objects.filter(user=user).exclude(channel=None).values("channel")
        return self.filter(Q(organisation__in=whole) | Q(pk__in=single))


class Channel(models.Model):
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="channels")
    name = models.CharField(_("채널 이름"), max_length=80)
    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    public_id = models.CharField(
        _("채널 URL의 아이디"), max_length=40, null=True, blank=True, unique=True
    )
    search_id = models.CharField(_("검색용 아이디"), max_length=40, blank=True)
    category = models.CharField(_("업종"), max_length=40, blank=True)
    is_demo = models.BooleanField(_("예시 자료"), default=False)
    is_simulated = models.BooleanField(_("시뮬레이션"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(_("보관한 때"), null=True, blank=True)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        verbose_name = _("채널")
        verbose_name_plural = _("채널")
        constraints = [
            models.UniqueConstraint(
                "organisation", "name", name="channel_name_once_per_organisation"
            ),
            models.CheckConstraint(
                condition=Q(public_id=None) | Q(public_id__regex=r"^_[A-Za-z0-9]{2,38}$"),
                name="channel_public_id_shape",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    OWNER = "owner", _("소유자")
    EDITOR = "editor", _("편집자")
    APPROVER = "approver", _("승인자")
    VIEWER = "viewer", _("보기만")


class Member(models.Model):
    """A role in one channel, or (channel empty) in every channel of the organisation."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="members")
    channel = models.ForeignKey(
        Channel, models.CASCADE, null=True, blank=True, related_name="members"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("역할"), max_length=10, choices=Role.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("멤버")
        verbose_name_plural = _("멤버")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=Q(channel=None),
                name="member_once_per_organisation",
            ),
            models.UniqueConstraint(
                fields=["channel", "user"],
                condition=Q(channel__isnull=False),
                name="member_once_per_channel",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="member_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class Invitation(models.Model):
    """open → accepted | revoked | expired. The link's token is kept only as a hash."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    channel = models.ForeignKey(Channel, models.CASCADE, null=True, blank=True)
    email = models.EmailField(_("이메일"))
    role = models.CharField(_("역할"), max_length=10, choices=Role.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("초대")
        verbose_name_plural = _("초대")

    def __str__(self) -> str:
        return self.email
