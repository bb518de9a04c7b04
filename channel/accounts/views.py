"""The list of channels, a channel's settings, several channels at once, one's own profile."""

from django.conf import settings as django_settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from channel.access import allows, channel_view, organisation_role, organisation_view
from channel.accounts import actions
from channel.accounts.forms import ChannelForm, OrganisationForm, ProfileForm, TableForm
from channel.accounts.pasted import read_table
from channel.accounts.portfolio import portfolio
from channel.members.selectors import demo_channel
from channel.models import Channel, Organisation, Role, User


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """A shop with one channel never sees a list; who was invited comes back to the invitation."""
    user: User = request.user  # type: ignore[assignment]
    rows = portfolio(user)
    if not rows and (token := request.session.get("invitation")):
        return redirect("invitation", token)
    mine = Organisation.objects.filter(
        members__user=user, members__channel=None, members__role=Role.OWNER
    )
    # Who only looks around in the demo has yet to find where one's own channel begins.
    guest = not mine and all(row.channel.is_demo for row in rows)
    if len(rows) == 1 and not guest:
        return redirect("dashboard", rows[0].channel.slug)
    context = {
        "rows": rows,
        "organisations": mine,
        "guest": guest,
        "demo": None if rows else demo_channel(),
    }
    return render(request, "accounts/home.html", context)


@require_http_methods(["GET", "POST"])
@channel_view(Role.VIEWER, write=Role.OWNER)
def settings(request: HttpRequest, channel: Channel) -> HttpResponse:
    form = ChannelForm(request.POST or None, instance=channel)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_channel(user=request.user, channel=channel, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("저장했습니다."))
            return redirect("channel_settings", channel.slug)
    # The form wrote what was typed into the instance; the frame shows what is stored.
    stored = Channel.objects.select_related("organisation").get(pk=channel.pk)
    context = {
        "channel": stored,
        "form": form,
        "may_edit": allows(channel.role, Role.OWNER),  # type: ignore[attr-defined]
        "owns_organisation": _owns(request, channel.organisation),
    }
    return render(request, "accounts/settings.html", context)


def _owns(request: HttpRequest, organisation: Organisation) -> bool:
    return allows(organisation_role(request.user, organisation), Role.OWNER)  # type: ignore[arg-type]


@require_POST
@channel_view(write=Role.OWNER, when_closed=True)
def close(request: HttpRequest, channel: Channel) -> HttpResponse:
    actions.close_channel(user=request.user, channel=channel)  # type: ignore[arg-type]
    messages.success(request, _("보관했습니다. 설정에서 언제든 다시 열 수 있습니다."))
    return redirect("channel_settings", channel.slug)


@require_POST
@channel_view(write=Role.OWNER, when_closed=True)
def reopen(request: HttpRequest, channel: Channel) -> HttpResponse:
    actions.reopen_channel(user=request.user, channel=channel)  # type: ignore[arg-type]
    messages.success(request, _("다시 열었습니다."))
    return redirect("channel_settings", channel.slug)


@require_http_methods(["GET", "POST"])
@organisation_view(Role.OWNER)
def channels(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """First the preview with problems by line, then, on a second press, the channels."""
    form, lines = TableForm(request.POST or None), []
    if request.method == "POST" and form.is_valid():
        try:
            lines = read_table(form.cleaned_data["table"], organisation)
            if "make" in request.POST:
                return _made(request, organisation, form.cleaned_data["table"])
        except ValidationError as error:
            form.add_error(None, error)
    context = {
        "organisation": organisation,
        "channels": organisation.channels.order_by("closed_at", "name"),
        "form": form,
        "lines": lines,
        "good": [line for line in lines if not line.problems],
        "name_form": OrganisationForm(initial={"name": organisation.name}),
    }
    return render(request, "accounts/channels.html", context)


def _made(request: HttpRequest, organisation: Organisation, table: str) -> HttpResponse:
    made = actions.create_channels(user=request.user, organisation=organisation, table=table)  # type: ignore[arg-type]
    messages.success(request, _("채널 %(count)s개를 만들었습니다.") % {"count": len(made)})
    return redirect("organisation_channels", organisation.slug)


@require_POST
@organisation_view(Role.OWNER)
def rename(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    form = OrganisationForm(request.POST)
    if form.is_valid():
        actions.rename_organisation(
            user=request.user, organisation=organisation, name=form.cleaned_data["name"]  # type: ignore[arg-type]
        )  # fmt: skip
        messages.success(request, _("저장했습니다."))
    else:
        messages.error(request, _("조직 이름은 1자에서 80자까지 쓸 수 있습니다."))
    return redirect("organisation_channels", organisation.slug)


@require_http_methods(["GET", "POST"])
@login_required
def me(request: HttpRequest) -> HttpResponse:
    user = User.objects.get(email=request.user.email)  # type: ignore[union-attr]
    form = ProfileForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        actions.edit_profile(user=user, **form.cleaned_data)
        with override(user.language):
            messages.success(request, _("저장했습니다."))
        response = redirect("me")
        response.set_cookie(django_settings.LANGUAGE_COOKIE_NAME, user.language)
        return response
    return render(request, "accounts/me.html", {"form": form})
