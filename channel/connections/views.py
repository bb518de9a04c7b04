"""Connections of a channel: connect, look at what comes, exchange keys, pause, remove."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from channel.access import allows, channel_view
from channel.connections import actions, selectors
from channel.connections.access import owns
from channel.connections.forms import ConnectForm, NextKeyForm, OptionsForm
from channel.connections.models import Connection
from channel.connections.quiet import quiet_days
from channel.connections.receiving import WEBHOOK
from channel.links.address import base_url
from channel.models import Channel, Role


@require_GET
@channel_view()
def connections(request: HttpRequest, channel: Channel) -> HttpResponse:
    context = {
        "channel": channel, "connections": selectors.connections_of(channel),
        "joinable": _joinable(request, channel), "coverage": selectors.coverage(channel),
        "quiet": quiet_days(channel), **_address(channel),
        "may_own": allows(channel.role, Role.OWNER),  # type: ignore[attr-defined]  # channel_view
    }  # fmt: skip
    return render(request, "connections/list.html", context)


def _joinable(request: HttpRequest, channel: Channel) -> list[Connection]:
    return [one for one in selectors.others_of(channel) if owns(request.user, one)]  # type: ignore[arg-type]


def _address(channel: Channel) -> dict[str, str]:
    """Where Kakao would deliver to, empty until the public address was checked."""
    base = base_url(channel)
    return {"hook_url": f"{base}{WEBHOOK}" if base else ""}


@require_http_methods(["GET", "POST"])
@channel_view(Role.OWNER, write=Role.OWNER)
def connect(request: HttpRequest, channel: Channel) -> HttpResponse:
    form = ConnectForm(request.POST or None, initial={"name": channel.name})
    if form.is_valid():
        try:
            made = actions.connect_webhook(
                user=request.user, channel=channel, **form.cleaned_data  # type: ignore[arg-type]
            )  # fmt: skip
        except ValidationError as error:
            form.add_error("key", error)
        else:
            messages.success(request, _("연결했습니다. 이제 카카오 콘솔에 주소를 등록하세요."))
            return redirect("connection", channel.slug, made.pk)
    status = 422 if form.errors else 200
    context = {"channel": channel, "form": form, **_address(channel)}
    return render(request, "connections/connect.html", context, status=status)


def _found(channel: Channel, pk: int) -> Connection:
    return get_object_or_404(selectors.connections_of(channel), pk=pk)


def _owned(request: HttpRequest, channel: Channel, pk: int) -> Connection:
    found = _found(channel, pk)
    if not owns(request.user, found):  # type: ignore[arg-type]
        raise PermissionDenied
    return found


@require_http_methods(["GET", "POST"])
@channel_view(Role.VIEWER, write=Role.OWNER)
def connection(request: HttpRequest, channel: Channel, pk: int) -> HttpResponse:
    posted = request.method == "POST"
    found = _owned(request, channel, pk) if posted else _found(channel, pk)
    form = OptionsForm(request.POST or None, initial={"name": found.name, **found.options})
    if posted and form.is_valid():
        actions.change_options(
            user=request.user, channel=channel, connection=found, **form.cleaned_data  # type: ignore[arg-type]
        )  # fmt: skip
        messages.success(request, _("바꾸었습니다."))
        return redirect("connection", channel.slug, pk)
    return _page(request, channel, found, form=form)


def _page(request: HttpRequest, channel: Channel, found: Connection, **more: Any) -> HttpResponse:
    whole = owns(request.user, found)  # type: ignore[arg-type]
    context = {
        "channel": channel, "connection": found, "next_form": NextKeyForm(),
        "form": OptionsForm(initial={"name": found.name, **found.options}),
        "deliveries": selectors.newest_deliveries(found, channel, whole=whole),
        "may_leave": allows(channel.role, Role.OWNER),  # type: ignore[attr-defined]
        "may_own": whole, "kept_days": settings.KEEP_WEBHOOK_DAYS, **_address(channel), **more,
    }  # fmt: skip
    refused = any(form.errors for form in (context["form"], context["next_form"]))  # type: ignore[attr-defined]
    return render(request, "connections/show.html", context, status=422 if refused else 200)


@require_POST
@channel_view(Role.OWNER, write=Role.OWNER)
def connection_keys(request: HttpRequest, channel: Channel, pk: int) -> HttpResponse:
    found, form = _owned(request, channel, pk), NextKeyForm(request.POST)
    if form.is_valid():
        try:
            actions.change_keys(
                user=request.user, channel=channel, connection=found, **form.cleaned_data  # type: ignore[arg-type]
            )  # fmt: skip
            return redirect("connection", channel.slug, pk)
        except ValidationError as error:
            form.add_error("next_key", error)
    # What was refused is not kept, and not shown as if it were.
    return _page(request, channel, _found(channel, pk), next_form=form)


def _posted(
    act: Callable[..., None], words: Callable[[], str], *, whole: bool = True, **said: Any
) -> Any:
    """`whole`: concerns every channel of the connection."""

    @require_POST
    @channel_view(Role.OWNER, write=Role.OWNER)
    def view(request: HttpRequest, channel: Channel, pk: int) -> HttpResponse:
        found = _owned(request, channel, pk) if whole else _found(channel, pk)
        act(user=request.user, channel=channel, connection=found, **said)
        messages.success(request, words())
        return redirect("connections", channel.slug)

    return view


connection_pause = _posted(
    actions.pause,
    lambda: (
        _("멈추었습니다. 그동안 오는 알림은 %(days)s일 동안 보관합니다.")
        % {"days": settings.KEEP_WEBHOOK_DAYS}
    ),
    on=True,
)
connection_resume = _posted(actions.pause, lambda: _("다시 시작했습니다."), on=False)
connection_leave = _posted(actions.leave, lambda: _("이 채널을 연결에서 뺐습니다."), whole=False)
connection_remove = _posted(
    actions.remove, lambda: _("연결을 지웠습니다. 센 숫자는 그대로 있습니다.")
)


@require_POST
@channel_view(Role.OWNER, write=Role.OWNER)
def connection_join(request: HttpRequest, channel: Channel, pk: int) -> HttpResponse:
    found = get_object_or_404(selectors.others_of(channel), pk=pk)
    if not owns(request.user, found):  # type: ignore[arg-type]
        raise Http404  # who may not join it does not learn of it either
    actions.join(user=request.user, channel=channel, connection=found)  # type: ignore[arg-type]
    return redirect(reverse("connections", args=[channel.slug]))


@require_GET
@channel_view()
def connection_guide(request: HttpRequest, channel: Channel) -> HttpResponse:
    """A text for the developer who has the Kakao app."""
    return render(request, "connections/guide.html", {"channel": channel, **_address(channel)})
