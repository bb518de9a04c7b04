"""Links of a channel: made, edited, closed, handed out as QR code, and what came of them."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from channel.access import allows, channel_view
from channel.exports.files import csv_file, exported
from channel.exports.tables import Column, Table
from channel.links import actions
from channel.links.address import base_url, current_address, url_of
from channel.links.codes import TYPES, qr_code
from channel.links.forms import AddressForm, LinkForm, UtmForm
from channel.links.selectors import (
    LinkRow,
    PersonRow,
    days_of,
    in_parts,
    links_of,
    people_count,
    people_rows,
    rows_for_keys,
    rows_of,
)
from channel.models import Channel, PublicAddress, Role, TrackedLink
from channel.paging import page_of

PRINTED = 60


def _columns(base: str | None) -> list[Column]:
    return [
        Column(gettext_lazy("이름"), lambda row: row.link.name),
        Column(gettext_lazy("링크"), lambda row: url_of(row.link, base) if base else ""),
        Column(gettext_lazy("이동할 주소"), lambda row: row.link.target),
        Column(gettext_lazy("유입 경로"), lambda row: row.link.source and row.link.source.name),
        Column(gettext_lazy("메시지"), lambda row: row.link.broadcast and row.link.broadcast.title),
        Column(gettext_lazy("최근 30일 사람(회)"), lambda row: row.month),
        Column(gettext_lazy("사람(회)"), lambda row: row.people),
        Column(gettext_lazy("미리보기(회)"), lambda row: row.previews),
        Column(gettext_lazy("검사 프로그램(회)"), lambda row: row.scanners),
        Column(gettext_lazy("만든 때"), lambda row: row.link.created_at),
        Column(gettext_lazy("닫은 때"), lambda row: row.link.closed_at),
    ]


def _may(channel: Channel, role: str) -> bool:
    return allows(channel.role, role)  # type: ignore[attr-defined]  # channel_view


@require_GET
@channel_view()
def links(request: HttpRequest, channel: Channel) -> HttpResponseBase:
    base, show = base_url(channel), request.GET.get("show", "open")
    found = links_of(channel, show, request.GET.get("source", ""))
    in_order = found.order_by("-created_at", "-pk").iterator(chunk_size=1000)
    table = Table(_("링크"), _columns(base), in_parts(channel, in_order))
    if file := exported(request, table, channel):
        return file
    page = page_of(found, request.GET, "created_at")
    context = {
        "channel": channel, "base": base, "address": current_address(), "page": page,
        "rows": [_with_url(row, base) for row in rows_of(channel, page.rows)],
        "tabs": _tabs(show), "may_write": _may(channel, Role.EDITOR),
        "owns": _may(channel, Role.OWNER), "show": show, **_guide(channel),
    }  # fmt: skip
    return render(request, "links/links.html", context)


def _tabs(show: str) -> list[dict[str, Any]]:
    words = {"open": _("쓰는 링크"), "closed": _("닫은 링크")}
    return [{"text": text, "url": f"?show={key}", "current": key == show}
            for key, text in words.items()]  # fmt: skip


def _with_url(row: LinkRow, base: str | None) -> tuple[LinkRow, str]:
    return row, url_of(row.link, base) if base else ""


def _guide(channel: Channel) -> dict[str, str]:
    """What the person who installed this has to do, ready to be sent."""
    port = {"port": settings.PORT, "channel": channel.name}
    lines = [
        _("Dangol에서 링크와 QR을 쓰려면 밖에서 열리는 https 주소가 필요합니다."),
        _("1. 도메인 하나를 이 서버로 연결하고 인증서가 있는 프록시(nginx, Caddy 등)를 앞에 두세요."),
        _("2. 프록시가 %(port)s번 포트로 요청을 넘기고 X-Forwarded-Proto 머리글을 붙이게 하세요."),
        _("3. PUBLIC_URL과 CSRF_TRUSTED_ORIGINS에 그 주소를, ALLOWED_HOSTS에 이름을 넣고 다시 시작하세요."),
        _("4. '%(channel)s' 채널의 친구와 유입 > 링크·QR > 공개 주소에 그 주소를 넣으면 확인이 끝납니다."),
    ]  # fmt: skip
    return {"guide": "\n".join(line % port for line in lines)}


def _link(channel: Channel, pk: int) -> TrackedLink:
    found = TrackedLink.objects.select_related("channel", "source", "broadcast", "created_by")
    return get_object_or_404(found, channel=channel, pk=pk)


@require_http_methods(["GET", "POST"])
@channel_view(Role.EDITOR)
def link_new(request: HttpRequest, channel: Channel) -> HttpResponse:
    if base_url(channel) is None:
        return redirect("links", channel.slug)
    form = LinkForm(channel, request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.create_link(user=request.user, channel=channel, **form.values())  # type: ignore[arg-type]
        messages.success(request, _("링크를 만들었습니다. 인쇄하기 전에 한 번 열어 보세요."))
        return redirect("link", channel.slug, made.pk)
    context = {"channel": channel, "form": form}
    return render(request, "links/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@channel_view(Role.EDITOR)
def link_edit(request: HttpRequest, channel: Channel, pk: int) -> HttpResponse:
    link = _link(channel, pk)
    form = LinkForm(channel, request.POST or None, initial=LinkForm.initial_of(link))
    if request.method == "POST" and form.is_valid():
        actions.edit_link(user=request.user, link=link, **form.values())  # type: ignore[arg-type]
        messages.success(request, _("고쳤습니다. 이미 인쇄한 QR도 새 주소로 이어집니다."))
        return redirect("link", channel.slug, pk)
    context = {"channel": channel, "form": form, "link": link}
    return render(request, "links/form.html", context, status=422 if form.errors else 200)


@require_GET
@channel_view()
def link(request: HttpRequest, channel: Channel, pk: int) -> HttpResponse:
    shown, base = _link(channel, pk), base_url(channel)
    days = days_of(shown)
    context = {
        "channel": channel, "link": shown, "url": url_of(shown, base) if base else "",
        "row": rows_of(channel, [shown])[0], "days": days, "shared": sum(d.shared for d in days),
        "people": people_count(channel), "may_write": _may(channel, Role.EDITOR),
    }  # fmt: skip
    return render(request, "links/link.html", context)


@require_POST
@channel_view()
def link_close(request: HttpRequest, channel: Channel, pk: int) -> HttpResponse:
    actions.close_link(user=request.user, link=_link(channel, pk))  # type: ignore[arg-type]
    messages.success(request, _("닫았습니다. 이미 나간 링크는 계속 열립니다."))
    return redirect("link", channel.slug, pk)


@require_POST
@channel_view()
def link_reopen(request: HttpRequest, channel: Channel, pk: int) -> HttpResponse:
    actions.reopen_link(user=request.user, link=_link(channel, pk))  # type: ignore[arg-type]
    messages.success(request, _("다시 열었습니다."))
    return redirect("link", channel.slug, pk)


@require_GET
@channel_view()
def link_code(request: HttpRequest, channel: Channel, pk: int, kind: str) -> HttpResponse:
    """The QR code; `?download` names the file."""
    shown, base = _link(channel, pk), base_url(channel)
    if base is None or kind not in TYPES:
        raise Http404
    response = HttpResponse(qr_code(url_of(shown, base), kind), content_type=TYPES[kind])  # type: ignore[arg-type,index]
    name = f"{channel.name}_{shown.name}.{kind}".replace("/", "-")
    response["Content-Disposition"] = str(
        content_disposition_header("download" in request.GET, name)
    )
    return response


@require_GET
@channel_view()
def link_sheet(request: HttpRequest, channel: Channel) -> HttpResponse:
    """Codes to print and cut out: one link's (`?link=`), or those of all open links."""
    base = base_url(channel)
    found = links_of(channel).order_by("-created_at", "-pk")
    if (pk := request.GET.get("link", "")).isdecimal():
        found = links_of(channel, "all").filter(pk=min(int(pk), 2**63 - 1))
    shown = [(one, url_of(one, base)) for one in found[:PRINTED]] if base else []
    context = {"channel": channel, "shown": shown, "more": found.count() > PRINTED}
    return render(request, "links/sheet.html", context)


@require_POST
@channel_view()
def link_people(request: HttpRequest, channel: Channel, pk: int) -> HttpResponseBase:
    """A customer file with each friend's own link, for messages that fill in a column."""
    shown, base = _link(channel, pk), base_url(channel)
    if base is None:
        return redirect("links", channel.slug)
    typed = request.POST.get("keys", "").replace("\0", "").splitlines()
    keys = [key.strip() for key in typed if key.strip()]
    rows = rows_for_keys(channel, keys) if keys else people_rows(channel)
    count = len(keys) or people_count(channel)
    actions.note_people_file(user=request.user, link=shown, friends=count)  # type: ignore[arg-type]
    url = url_of(shown, base)

    def own(row: PersonRow) -> str:
        return f"{url}/{row.token}" if row.token else ""

    columns = [
        Column(gettext_lazy("아이디"), lambda row: row.value),
        Column(gettext_lazy("개인 링크"), own),
        Column(gettext_lazy("아이디 종류"), lambda row: row.kind),
        Column(gettext_lazy("발급한 곳"), lambda row: row.issuer),
    ]
    return csv_file(Table(_("개인 링크"), columns, rows), channel)


@require_http_methods(["GET", "POST"])
@channel_view(write=Role.OWNER)
def link_address(request: HttpRequest, channel: Channel) -> HttpResponse:
    address = current_address()
    allowed = _may(channel, Role.OWNER) and actions.may_set_address(request.user, channel)  # type: ignore[arg-type]
    start = address.url if address else settings.PUBLIC_URL if settings.HTTPS else ""
    form = AddressForm(request.POST or None, initial={"url": start})
    if request.method == "POST" and not allowed:
        messages.error(
            request, _("다른 조직이 확인한 주소입니다. 바꾸려면 설치 담당자에게 알려 주세요.")
        )
        return redirect("link_address", channel.slug)
    if request.method == "POST" and form.is_valid():
        actions.set_address(user=request.user, channel=channel, url=form.cleaned_data["url"])  # type: ignore[arg-type]
        messages.success(request, _("확인하고 있습니다. 몇 초 뒤에 결과가 나옵니다."))
        return redirect("link_address", channel.slug)
    context = {
        "channel": channel, "address": address, "form": form, "allowed": allowed,
        "waiting": bool(address and address.state == PublicAddress.State.WAITING),
        "trouble": FAULTS.get(address.error) if address else None, **_guide(channel),
    }  # fmt: skip
    return render(request, "links/address.html", context, status=422 if form.errors else 200)


FAULTS = {
    "name": gettext_lazy("이 이름을 찾을 수 없습니다. 도메인이 연결되었는지 확인해 주세요."),
    "inside": gettext_lazy("안에서만 쓰는 주소입니다. 밖의 사람은 열 수 없습니다."),
    "silent": gettext_lazy("응답이 없습니다. 서버와 인증서, 방화벽을 확인해 주세요."),
    "other": gettext_lazy("응답한 곳이 이 서버가 아닙니다. 프록시가 이리로 넘기는지 확인해 주세요."),
}  # fmt: skip


@require_GET
@channel_view()
def link_utm(request: HttpRequest, channel: Channel) -> HttpResponse:
    """For who has no public address: the shop's own statistics count, not we."""
    form = UtmForm(request.GET if "target" in request.GET else None)
    made = form.marked() if form.is_valid() else ""
    return render(request, "links/utm.html", {"channel": channel, "form": form, "made": made})
