"""The friends the channel itself knows: a list, one of them, and whether the estimate holds."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from analytics.friends import listing, same
from analytics.friends.forms import FriendFilter
from analytics.friends.known import known
from analytics.friends.listing import Wanted
from analytics.friends.person import find, person
from analytics.friends.trust import chart, trust
from channel.access import allows, channel_view
from channel.exports.files import exported
from channel.exports.tables import Column, Table
from channel.models import Channel, Role
from channel.people import actions
from channel.people.merging import CannotMerge
from channel.templatetags.figures import figure

COLUMNS = [
    Column(gettext_lazy("번호"), lambda row: row.pk),
    Column(gettext_lazy("아이디 끝자리"), lambda row: row.name),
    Column(gettext_lazy("상태"), lambda row: row.state_words),
    Column(gettext_lazy("친구가 된 날"), lambda row: row.joined_on),
    Column(gettext_lazy("반응을 볼 수 있는 날"), lambda row: row.trackable_from),
    Column(gettext_lazy("유입 경로"), lambda row: row.source),
    Column(gettext_lazy("마지막 반응"), lambda row: row.last_engaged_at),
    Column(gettext_lazy("반응(번)"), lambda row: row.engaged_total),
    Column(
        gettext_lazy("최근 60번 가운데 받은 메시지(번)"),
        lambda row: row.seen.n if row.counted else None,
    ),
    Column(
        gettext_lazy("최근 60번 가운데 반응 없이 지난 메시지(번)"),
        lambda row: row.seen.silent if row.counted else None,
    ),
    Column(gettext_lazy("앞으로 반응이 없을 가능성"), lambda row: row.silent),
]


@require_GET
@channel_view()
def friends(request: HttpRequest, channel: Channel) -> HttpResponseBase:
    wanted = Wanted.of(request.GET)
    table = Table(_("확인된 친구"), COLUMNS, listing.every(channel, wanted))
    if file := exported(request, table, channel):
        return file
    asked = request.GET.get("q", "").replace("\0", "").strip()
    page = None if asked else listing.page_of(channel, wanted, request.GET)
    context = {
        "channel": channel, "form": FriendFilter(channel, request.GET), "q": asked, "page": page,
        "rows": find(channel, asked) if asked else page.rows if page else [],
        "filtered": bool(wanted.state or wanted.source or asked), "known": known(channel),
        "may_write": allows(channel.role, Role.EDITOR),  # type: ignore[attr-defined]  # channel_view
    }  # fmt: skip
    return render(request, "analytics/friends/list.html", context)


@require_GET
@channel_view()
def friend(request: HttpRequest, channel: Channel, pk: int) -> HttpResponse:
    found = person(channel, pk)
    if found is None:
        kept = same.kept_one(channel, pk)
        if kept is None:
            raise Http404
        return redirect("friend", channel.slug, kept)
    context = {
        "channel": channel, "person": found, "row": found.row, "merged": same.merged(channel, pk),
        "may_write": allows(channel.role, Role.EDITOR),  # type: ignore[attr-defined]  # channel_view
        "may_own": allows(channel.role, Role.OWNER),  # type: ignore[attr-defined]  # channel_view
    }  # fmt: skip
    return render(request, "analytics/friends/friend.html", context)


@require_http_methods(["GET", "POST"])
@channel_view(Role.EDITOR, write=Role.EDITOR)
def friend_merge(request: HttpRequest, channel: Channel, pk: int) -> HttpResponse:
    """Look for the other row of one person, compare the two and make them one."""
    found = person(channel, pk)
    if found is None:
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    q, error = asked.get("q", "").replace("\0", "").strip(), None
    if request.method == "POST":
        error = _merge(request, channel, pk)
        if error is None:
            messages.success(request, _("두 친구를 한 사람으로 합쳤습니다."))
            return redirect("friend", channel.slug, pk)
    context = {
        "channel": channel, "row": found.row, "q": q, "error": error,
        "candidates": same.candidates(channel, pk, q),
    }  # fmt: skip
    return render(request, "analytics/friends/merge.html", context, status=422 if error else 200)


def _merge(request: HttpRequest, channel: Channel, pk: int) -> str | None:
    """Why not, in words; None where it is done."""
    drop = _dropped(request)
    if drop in (0, pk):
        return _("합칠 친구를 골라 주세요.")
    try:
        actions.merge(user=request.user, channel=channel, keep=pk, drop=drop)  # type: ignore[arg-type]
    except CannotMerge as refused:
        return str(same.REFUSED[refused.reason])
    return None


def _dropped(request: HttpRequest) -> int:
    """0 for what cannot be a friend's number."""
    text = request.POST.get("drop", "")
    return int(text) if text.isdecimal() and len(text) < 19 else 0


@require_POST
@channel_view(write=Role.EDITOR)
def friend_part(request: HttpRequest, channel: Channel, pk: int) -> HttpResponse:
    """The newest merge taken back."""
    try:
        actions.unmerge(user=request.user, channel=channel, keep=pk, drop=_dropped(request))  # type: ignore[arg-type]
        messages.success(request, _("다시 두 친구로 나눴습니다."))
    except CannotMerge as refused:
        messages.error(request, same.REFUSED[refused.reason])
    return redirect("friend", channel.slug, pk)


@require_GET
@channel_view()
def friends_trust(request: HttpRequest, channel: Channel) -> HttpResponse:
    """Whether what was foretold came true: back-tests, the calibration chart, the fit."""
    told = trust(channel)
    context = {
        "channel": channel, "trust": told, "known": known(channel),
        "head": [_("말한 가능성"), _("실제로 반응 없음"), _("친구")],
        "rows": [
            [figure(one.predicted, "share"), figure(one.actual, "share"), figure(one.n, "people")]
            for one in told.groups
        ],
    }  # fmt: skip
    return render(request, "analytics/friends/trust.html", context)


@require_GET
@channel_view()
def friends_chart(request: HttpRequest, channel: Channel) -> HttpResponse:
    return JsonResponse(chart(trust(channel)))
