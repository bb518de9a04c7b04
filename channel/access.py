"""Who may come in. Every view fetches its channel or organisation here, or is public by name."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from channel.models import Channel, Member, Organisation, Role, User

_RANK = {Role.VIEWER: 0, Role.APPROVER: 1, Role.EDITOR: 2, Role.OWNER: 3}


def allows(held: str | None, needed: str) -> bool:
    return held is not None and _RANK[Role(held)] >= _RANK[Role(needed)]


def role_in(user: User, channel: Channel) -> str | None:
    """The channel's own row wins over the organisation's: a role can be narrowed for one."""
    roles: dict[int | None, str] = dict(
        Member.objects.filter(user=user, organisation=channel.organisation_id).values_list(
            "channel", "role"
        )
    )
    return roles.get(channel.pk, roles.get(None))


def channel_for(user: User, slug: str, role: str = Role.VIEWER) -> Channel:
    """The channel; 404 for a stranger, who learns not even that it exists; 403 for a low role."""
    channel = Channel.objects.select_related("organisation").filter(slug=slug).first()
    held = role_in(user, channel) if channel else None
    if channel is None or held is None:
        raise Http404
    if not allows(held, role):
        raise PermissionDenied
    channel.role = held  # type: ignore[attr-defined]  # screens show what this role may do
    return channel


def organisation_role(user: User, organisation: Organisation) -> str | None:
    member = Member.objects.filter(user=user, organisation=organisation, channel=None).first()
    return member.role if member else None


def organisation_for(user: User, slug: str, role: str = Role.VIEWER) -> Organisation:
    member = (
        Member.objects.select_related("organisation")
        .filter(user=user, organisation__slug=slug, channel=None)
        .first()
    )
    if member is None:
        raise Http404
    if not allows(member.role, role):
        raise PermissionDenied
    member.organisation.role = member.role  # type: ignore[attr-defined]
    return member.organisation


def channel_view(
    role: str = Role.VIEWER, *, write: str = Role.EDITOR, when_closed: bool = False
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """The view gets the channel instead of its slug. Reading needs `role`, posting `write`.

    Nothing is written into a closed channel, but by a view that says so (`when_closed`).
    """

    def decorate(
        view: Callable[Concatenate[HttpRequest, Channel, ...], HttpResponseBase],
    ) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def checked(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            reads = request.method in ("GET", "HEAD")
            channel = channel_for(request.user, slug, role if reads else write)  # type: ignore[arg-type]
            if channel.closed_at and not reads and not when_closed:
                return _closed(request, channel)
            return view(request, channel, *args, **kwargs)

        return login_required(checked)

    return decorate


def _closed(request: HttpRequest, channel: Channel) -> HttpResponseBase:
    """Refused with how to open it again: whoever typed into it must not wonder where it went."""
    owns = allows(channel.role, Role.OWNER)  # type: ignore[attr-defined]  # channel_for
    context = {"channel": channel, "may_reopen": owns}
    return render(request, "accounts/closed.html", context, status=403)


def organisation_view(
    role: str = Role.VIEWER, *, write: str = Role.OWNER
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """As `channel_view`, for what belongs to the whole organisation."""

    def decorate(
        view: Callable[Concatenate[HttpRequest, Organisation, ...], HttpResponseBase],
    ) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def checked(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            needed = role if request.method in ("GET", "HEAD") else write
            return view(request, organisation_for(request.user, slug, needed), *args, **kwargs)  # type: ignore[arg-type]

        return login_required(checked)

    return decorate
