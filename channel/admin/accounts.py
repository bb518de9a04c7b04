from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from channel.accounts import actions as channels
from channel.admin.base import ReadOnlyAdmin, act_on_each
from channel.members import actions as members
from channel.models import AuditEntry, Channel, Invitation, Member, Organisation, Secret, User


class NewUserForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email",)


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """Our users have no user name: the fieldsets are our own."""

    add_form = NewUserForm
    ordering = ("email",)
    list_display = ("email", "name", "language", "is_staff", "is_active", "last_login")
    list_filter = ("is_staff", "is_active", "language", "date_joined")
    search_fields = ("email", "name")
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "password", "name", "language")}),
        (_("권한"), {"fields": ("is_active", "is_staff", "is_superuser", "groups",
                               "user_permissions")}),
        (_("때"), {"fields": ("last_login", "date_joined")}),
    )  # fmt: skip
    add_fieldsets = (
        (None, {"fields": ("email", "usable_password", "password1", "password2")}),
    )  # fmt: skip


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    list_display = ("name", "slug", "created_at")
    search_fields = ("name", "slug", "channels__name")
    list_filter = ("created_at",)


@admin.register(Channel)
class ChannelAdmin(admin.ModelAdmin):
    list_display = ("name", "organisation", "public_id", "is_demo", "created_at", "closed_at")
    list_select_related = ("organisation",)
    list_filter = ("is_demo", "is_simulated", ("closed_at", admin.EmptyFieldListFilter))
    search_fields = ("name", "slug", "public_id", "organisation__name")
    autocomplete_fields = ("organisation",)
    actions = ("close", "reopen")

    @admin.action(description=_("보관하기"))
    def close(self, request: HttpRequest, rows: QuerySet[Channel]) -> None:
        act_on_each(request, rows, channels.close_channel, "channel")

    @admin.action(description=_("다시 열기"))
    def reopen(self, request: HttpRequest, rows: QuerySet[Channel]) -> None:
        act_on_each(request, rows, channels.reopen_channel, "channel")


@admin.register(Member)
class MemberAdmin(ReadOnlyAdmin):
    """Roles change through the screens or the action below: an organisation keeps an owner."""

    list_display = ("user", "organisation", "channel", "role", "created_at")
    list_select_related = ("user", "organisation", "channel")
    list_filter = ("role", ("channel", admin.EmptyFieldListFilter))
    search_fields = ("user__email", "organisation__name", "channel__name")
    actions = ("remove",)

    @admin.action(description=_("멤버에서 빼기"), permissions=["operate"])
    def remove(self, request: HttpRequest, rows: QuerySet[Member]) -> None:
        act_on_each(request, rows, members.remove_member, "member")


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ("email", "organisation", "channel", "role", "invited_by", "created_at",
                    "expires_at", "accepted_at", "revoked_at")  # fmt: skip
    list_select_related = ("organisation", "channel", "invited_by")
    list_filter = ("role", ("accepted_at", admin.EmptyFieldListFilter),
                   ("revoked_at", admin.EmptyFieldListFilter), "expires_at")  # fmt: skip
    search_fields = ("email", "organisation__name", "channel__name")
    exclude = ("token_hash",)
    actions = ("revoke",)

    @admin.action(description=_("초대 취소"), permissions=["operate"])
    def revoke(self, request: HttpRequest, rows: QuerySet[Invitation]) -> None:
        act_on_each(request, rows, members.revoke_invitation, "invitation")


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "verb", "subject", "user", "organisation", "channel")
    list_select_related = ("user", "organisation", "channel")
    list_filter = ("at",)
    search_fields = ("verb", "subject", "user__email", "channel__name", "organisation__name")
    date_hierarchy = "at"


@admin.register(Secret)
class SecretAdmin(ReadOnlyAdmin):
    """That there is one and since when; what it says is shown to nobody."""

    list_display = ("name", "organisation", "updated_at")
    list_select_related = ("organisation",)
    fields = ("organisation", "name", "updated_at")
