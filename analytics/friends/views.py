"""The friends the channel itself knows: a list, one of them, and whether the estimate holds."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from analytics.friends import listing
from analytics.friends.forms import FriendFilter
from analytics.friends.known import known
from analytics.friends.listing import Wanted
from analytics.friends.person import find, person
from analytics.friends.trust import chart, trust
from channel.access import allows, channel_view
from channel.exports.files import exported
from channel.exports.tables import Column, Table
from channel.models import Channel, Role
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
        lambda row: row.seen.n if row.trackable_from else None,
    ),
    Column(
        gettext_lazy("최근 60번 가운데 반응 없이 지난 메시지(번)"),
        lambda row: row.seen.silent if row.trackable_from else None,
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
        raise Http404
    context = {
        "channel": channel, "person": found, "row": found.row,
        "may_own": allows(channel.role, Role.OWNER),  # type: ignore[attr-defined]  # channel_view
    }  # fmt: skip
    return render(request, "analytics/friends/friend.html", context)


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
