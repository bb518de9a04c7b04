"""Members of a channel, and the page behind an invitation's link."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from channel.access import allows, channel_view, organisation_role
from channel.exports.files import exported
from channel.exports.tables import Column, Table
from channel.members import actions
from channel.members.forms import InviteForm, RoleForm
from channel.members.invitations import find_invitation, open_invitations, place_of, why_closed
from channel.members.mailing import address_of, mail_invitation
from channel.members.selectors import demo_channels, people_of, people_seen
from channel.models import Channel, Invitation, Member, Role

COLUMNS = [
    Column(gettext_lazy("이름"), lambda person: person.member.user.name),
    Column(gettext_lazy("이메일"), lambda person: person.member.user.email),
    Column(gettext_lazy("역할"), lambda person: person.role),
    Column(gettext_lazy("조직의 모든 채널"), lambda person: person.whole),
    Column(gettext_lazy("들어온 때"), lambda person: person.member.created_at),
]


def _owns(request: HttpRequest, channel: Channel) -> bool:
    return allows(organisation_role(request.user, channel.organisation), Role.OWNER)  # type: ignore[arg-type]


@require_GET
@channel_view(Role.VIEWER)
def members(request: HttpRequest, channel: Channel) -> HttpResponseBase:
    people = people_seen(request.user, channel)  # type: ignore[arg-type]
    if file := exported(request, Table(_("멤버"), COLUMNS, people), channel):
        return file
    return _page(request, channel, InviteForm(may_whole=_owns(request, channel)), people=people)


def _page(request: HttpRequest, channel: Channel, form: InviteForm, **context: Any) -> HttpResponse:
    invitations = open_invitations().filter(organisation=channel.organisation_id)
    context = {
        "channel": channel,
        "people": people_seen(request.user, channel),  # type: ignore[arg-type]
        "form": form,
        "roles": Role.choices,
        "invitations": invitations.filter(channel__in=[channel]) | invitations.filter(channel=None),
        "may_edit": allows(channel.role, Role.OWNER),  # type: ignore[attr-defined]
        "owns_organisation": _owns(request, channel),
        **context,
    }
    return render(request, "members/members.html", context)


@never_cache
@require_POST
@channel_view(write=Role.OWNER)
def invite(request: HttpRequest, channel: Channel) -> HttpResponse:
    """Answers with the page itself: the link is shown in this one answer and never again."""
    form = InviteForm(request.POST, may_whole=_owns(request, channel))
    if not form.is_valid():
        return _page(request, channel, form)
    place = channel.organisation if form.cleaned_data.get("whole") else channel
    email, role = form.cleaned_data["email"], form.cleaned_data["role"]
    try:
        invited = actions.invite(user=request.user, place=place, email=email, role=role)  # type: ignore[arg-type]
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, channel, form)
    mailed, link = mail_invitation(invited), address_of(invited)
    fresh = InviteForm(may_whole=_owns(request, channel))
    return _page(request, channel, fresh, link=link, mailed=mailed, invited=invited.invitation)


def _member_to_change(request: HttpRequest, channel: Channel, pk: int) -> Member:
    """Somebody of this channel. Who is there for the whole organisation needs its owner."""
    member = get_object_or_404(Member, pk=pk, organisation=channel.organisation_id)
    if member.channel_id not in (None, channel.pk):
        raise Http404
    if member.channel_id is None and not _owns(request, channel):
        raise PermissionDenied
    return member


@require_POST
@channel_view(write=Role.OWNER)
def change_role(request: HttpRequest, channel: Channel, pk: int) -> HttpResponse:
    member, form = _member_to_change(request, channel, pk), RoleForm(request.POST)
    if not form.is_valid():
        return redirect("members", channel.slug)
    role = form.cleaned_data["role"]
    if form.cleaned_data["here"] and member.channel_id is None:
        _try(request, actions.set_role_here, member=member, channel=channel, role=role)
    else:
        _try(request, actions.change_role, member=member, role=role)
    return redirect("members", channel.slug)


@require_POST
@channel_view(write=Role.OWNER)
def return_role(request: HttpRequest, channel: Channel, pk: int) -> HttpResponse:
    member = _member_to_change(request, channel, pk)
    if not _owns(request, channel):
        raise PermissionDenied
    _try(request, actions.return_role, member=member)
    return redirect("members", channel.slug)


@require_POST
@channel_view(write=Role.OWNER)
def remove(request: HttpRequest, channel: Channel, pk: int) -> HttpResponse:
    _try(request, actions.remove_member, member=_member_to_change(request, channel, pk))
    return redirect("members", channel.slug)


@require_POST
@channel_view(write=Role.VIEWER)
def leave(request: HttpRequest, channel: Channel) -> HttpResponse:
    mine = [person for person in people_of(channel) if person.member.user == request.user]
    if not _try(request, actions.remove_member, member=mine[0].member):
        return redirect("members", channel.slug)
    return redirect("home")


def _try(request: HttpRequest, action: Any, *, done: str = "", **kwargs: Any) -> bool:
    try:
        action(user=request.user, **kwargs)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return False
    messages.success(request, done or _("저장했습니다."))
    return True


@require_POST
@login_required
def visit_demo(request: HttpRequest) -> HttpResponse:
    """The demo is there for everybody with an account; the dashboard checks as for any member."""
    channels = list(demo_channels())
    if not channels:
        raise Http404
    for channel in channels:
        actions.visit_demo(user=request.user, channel=channel)  # type: ignore[arg-type]
    return redirect("dashboard", channels[0].slug)


@require_POST
@channel_view(write=Role.OWNER)
def revoke(request: HttpRequest, channel: Channel, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=pk, organisation=channel.organisation_id)
    if invitation.channel_id not in (None, channel.pk):
        raise Http404
    if invitation.channel_id is None and not _owns(request, channel):
        raise PermissionDenied
    actions.revoke_invitation(user=request.user, invitation=invitation)  # type: ignore[arg-type]
    return redirect("members", channel.slug)


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Open to whoever holds the link. A stranger signs up or in first and comes back here."""
    found = find_invitation(token)
    if found is None:
        raise Http404
    closed = why_closed(found)
    if not closed:
        request.session["invitation"] = token
    if request.method == "POST":
        return _accept(request, found)
    context = {"invitation": found, "place": place_of(found), "closed": closed}
    return render(request, "members/invitation.html", context)


@login_required
def _accept(request: HttpRequest, found: Invitation) -> HttpResponse:
    if not _try(request, actions.accept_invitation, invitation=found, done=_("들어왔습니다.")):
        return redirect(request.path)
    request.session.pop("invitation", None)
    return redirect("dashboard", found.channel.slug) if found.channel else redirect("home")
