"""Handing over and forgetting one person's data: the owner's, and asked before."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from channel.access import channel_view
from channel.clock import today
from channel.models import Channel, Friend, Role
from channel.privacy import actions
from channel.privacy.selectors import kept_of
from channel.privacy.tidy import periods


def _friend(channel: Channel, pk: int) -> Friend:
    return get_object_or_404(Friend, channel=channel, pk=min(pk, 2**63 - 1), merged_into=None)


@require_POST
@channel_view(write=Role.OWNER)
def export(request: HttpRequest, channel: Channel, pk: int) -> HttpResponse:
    friend = _friend(channel, pk)
    document = actions.export_person(user=request.user, channel=channel, friend=friend)  # type: ignore[arg-type]
    response = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 1})
    name = f"{channel.name}_{friend.pk}_{today():%Y%m%d}.json".replace("/", "-")
    response["Content-Disposition"] = str(content_disposition_header(True, name))
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "POST"])
@channel_view(Role.OWNER, write=Role.OWNER)
def erase(request: HttpRequest, channel: Channel, pk: int) -> HttpResponse:
    """What is kept of the person, the file of it, and its deletion after a tick and a press."""
    friend = _friend(channel, pk)
    if request.method == "POST" and request.POST.get("sure"):
        actions.erase_person(user=request.user, channel=channel, friend=friend)  # type: ignore[arg-type]
        messages.success(request, _("이 사람의 자료를 모두 지웠습니다."))
        return redirect("friends", channel.slug)
    context = {
        "channel": channel, "friend": friend, "kept": kept_of(friend),
        "unsure": request.method == "POST", "periods": periods(),
    }  # fmt: skip
    return render(request, "privacy/person.html", context, status=422 if context["unsure"] else 200)
