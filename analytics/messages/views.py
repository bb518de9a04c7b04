from typing import Any

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from analytics import recompute
from analytics.messages import actions, paging, selectors
from analytics.messages.blocks import sentences
from analytics.messages.columns import COLUMNS
from analytics.messages.forms import (
    BENEFIT,
    EditForm,
    MessageFilter,
    MessageForm,
    initial_of,
)
from analytics.risk.actions import write_cause
from analytics.risk.forms import PRESETS, CauseForm
from channel.access import allows, channel_view
from channel.exports.files import exported
from channel.exports.tables import Table
from channel.imports.actions import RowsRefused
from channel.imports.messages import say
from channel.models import AuditEntry, Broadcast, Channel, Role

FEWEST, MOST = 2, 5


@require_GET
@channel_view()
def message_list(request: HttpRequest, channel: Channel) -> HttpResponseBase:
    """What was sent and what came of it; `?format=` answers with the same rows as a file."""
    form = MessageFilter(request.GET or None)
    wanted, sort = form.wanted(), paging.sort_of(request.GET)
    query = selectors.messages_of(channel, wanted)
    in_order = paging.in_order(query, sort)
    table = Table(_("메시지"), COLUMNS, selectors.all_rows(channel, in_order))
    if file := exported(request, table, channel):
        return file
    page = paging.page_of(query, request.GET, sort)
    context = {
        "channel": channel, "form": form, "page": page, "sort": sort,
        "rows": selectors.rows_of(channel, page.rows), "filtered": any(wanted.values()),
        "query": _rest(request.GET), "proposals": selectors.proposals(channel),
        "deleted": selectors.deleted(channel), "may_write": _may_write(channel),
    }  # fmt: skip
    return render(request, "analytics/messages/list.html", context)


def _rest(params: QueryDict) -> str:
    """The filters, for a link that only sorts otherwise."""
    kept = params.copy()
    for name in ("sort", "before", "after"):
        kept.pop(name, None)
    return f"{kept.urlencode()}&" if kept else ""


def _may_write(channel: Channel) -> bool:
    return allows(channel.role, Role.EDITOR)  # type: ignore[attr-defined]  # channel_view


@require_http_methods(["GET", "POST"])
@channel_view(Role.EDITOR)
def message_new(request: HttpRequest, channel: Channel) -> HttpResponse:
    form = MessageForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (done := _add(request, channel, form)):
        return done
    status = 422 if form.errors else 200
    context = {"channel": channel, "form": form}
    return render(request, "analytics/messages/form.html", context, status=status)


def _add(request: HttpRequest, channel: Channel, form: MessageForm) -> HttpResponse | None:
    """None when the import refused the row: its words stand beside the field then."""
    try:
        made, batch = actions.add_message(user=request.user, channel=channel, row=form.row())  # type: ignore[arg-type]  # channel_view
    except RowsRefused as refused:
        for problem in refused.problems:
            form.add_error(problem.field if problem.field in form.fields else None, say(problem))
        return None
    recompute.refresh(channel)
    if batch.new:
        notices.success(request, _("메시지를 넣었습니다. 자료에서 되돌릴 수 있습니다."))
    else:
        notices.info(
            request, _("같은 날 같은 제목의 메시지가 이미 있습니다. 다른 값은 '고치기'로 고치세요.")
        )
    return redirect("message", channel.slug, made.pk)


def _message(channel: Channel, pk: int) -> Broadcast:
    query = Broadcast.objects.select_related("result", "risk")
    return get_object_or_404(query, channel=channel, pk=pk)


@require_GET
@channel_view()
def message(request: HttpRequest, channel: Channel, pk: int) -> HttpResponse:
    page = selectors.message_page(channel, _message(channel, pk))
    context = {
        "channel": channel, "page": page, "row": page.row, "message": page.row.broadcast,
        "sentences": sentences(page.row), "may_write": _may_write(channel), "presets": PRESETS,
        "tags": _tags(page.row.broadcast),
    }  # fmt: skip
    return render(request, "analytics/messages/message.html", context)


def _tags(broadcast: Broadcast) -> list[dict[str, Any]]:
    """Each choice a button; the chosen one of a tag that may be unknown takes itself back."""
    yes_no = {flag: word for word, flag in BENEFIT.items()}
    fields = EditForm.base_fields
    now = {
        "content": broadcast.content or "", "audience": broadcast.audience,
        "benefit": yes_no[broadcast.benefit],
    }  # fmt: skip
    return [
        {
            "name": name, "label": fields[name].label, "now": now[name],
            "choices": [c for c in fields[name].choices if c[0]],  # type: ignore[attr-defined]
            "can_clear": name != "audience",
        }
        for name in now
    ]  # fmt: skip


@require_http_methods(["GET", "POST"])
@channel_view(Role.EDITOR)
def message_edit(request: HttpRequest, channel: Channel, pk: int) -> HttpResponse:
    broadcast = _message(channel, pk)
    form = EditForm(
        request.POST if request.method == "POST" else None, initial=initial_of(broadcast)
    )
    if form.is_valid():
        _change(request, channel, broadcast, form.values())
        return redirect("message", channel.slug, pk)
    context = {"channel": channel, "form": form, "message": broadcast}
    status = 422 if form.errors else 200
    return render(request, "analytics/messages/form.html", context, status=status)


def _change(
    request: HttpRequest, channel: Channel, broadcast: Broadcast, values: dict[str, Any]
) -> None:
    if actions.change_message(user=request.user, broadcast=broadcast, values=values):  # type: ignore[arg-type]  # channel_view
        recompute.refresh(channel)
        notices.success(request, _("고쳤습니다. 바뀐 숫자를 확인해 주세요."))


@require_POST
@channel_view()
def message_tags(request: HttpRequest, channel: Channel, pk: int) -> HttpResponse:
    """One tap: `content`, `audience` or `benefit` with its new value."""
    broadcast = _message(channel, pk)
    name = next((name for name in ("content", "audience", "benefit") if name in request.POST), "")
    if not name:
        return redirect("message", channel.slug, pk)
    value = request.POST[name]
    if value not in dict(EditForm.base_fields[name].choices):  # type: ignore[attr-defined]
        raise Http404
    stored = BENEFIT[value] if name == "benefit" else value or None
    _change(request, channel, broadcast, {name: stored})
    return redirect("message", channel.slug, pk)


@require_POST
@channel_view()
def message_note(request: HttpRequest, channel: Channel, pk: int) -> HttpResponse:
    broadcast = _message(channel, pk)
    form = CauseForm(request.POST)
    if form.is_valid():
        write_cause(user=request.user, broadcast=broadcast, text=form.cleaned_data["text"])  # type: ignore[arg-type]  # channel_view
        notices.success(request, _("적었습니다."))
    else:
        notices.error(request, " ".join(str(error) for error in form.errors["text"]))
    return redirect("message", channel.slug, pk)


@require_POST
@channel_view()
def message_delete(request: HttpRequest, channel: Channel, pk: int) -> HttpResponse:
    actions.delete_message(user=request.user, broadcast=_message(channel, pk))  # type: ignore[arg-type]  # channel_view
    recompute.refresh(channel)
    notices.success(request, _("지웠습니다. '최근에 지운 메시지'에서 되돌릴 수 있습니다."))
    return redirect("messages", channel.slug)


@require_POST
@channel_view()
def message_restore(request: HttpRequest, channel: Channel, entry_id: int) -> HttpResponse:
    entry = get_object_or_404(
        AuditEntry, channel=channel, pk=entry_id, verb__in=[selectors.DELETED, selectors.MERGED]
    )
    try:
        back = actions.restore(user=request.user, entry=entry)  # type: ignore[arg-type]  # channel_view
    except actions.TakenMeanwhile:
        notices.error(request, _("같은 메시지가 다시 들어와 있어 되돌리지 않았습니다."))
        return redirect("messages", channel.slug)
    recompute.refresh(channel)
    notices.success(request, _("되돌렸습니다."))
    return redirect("message", channel.slug, back.pk)


@require_POST
@channel_view()
def message_same(request: HttpRequest, channel: Channel) -> HttpResponse:
    """A person's answer to a proposal: `same=yes` joins the two, `no` leaves them apart."""
    pair = _chosen(request.POST)
    found = {b.pk: b for b in Broadcast.objects.filter(channel=channel, pk__in=pair)}
    if len(pair) == FEWEST == len(found):
        one, other = (found[pk] for pk in pair)
        if request.POST.get("same") == "yes":
            actions.merge_messages(user=request.user, one=one, other=other)  # type: ignore[arg-type]  # channel_view
            recompute.refresh(channel)
            notices.success(request, _("하나로 합쳤습니다. 아래에서 되돌릴 수 있습니다."))
        else:
            actions.keep_apart(user=request.user, one=one, other=other)  # type: ignore[arg-type]  # channel_view
            notices.success(request, _("서로 다른 메시지로 둡니다."))
    return redirect("messages", channel.slug)


def _chosen(params: QueryDict) -> list[int]:
    """Ids as they stand in the address, each once; what is no id is left out."""
    ids = [int(text) for text in params.getlist("id") if text.isascii() and text.isdigit()]
    return [pk for pk in dict.fromkeys(ids) if pk < 2**63]


@require_GET
@channel_view()
def message_compare(request: HttpRequest, channel: Channel) -> HttpResponse:
    chosen = _chosen(request.GET)
    rows = selectors.compared(channel, chosen[:MOST])
    if len(rows) < FEWEST:
        notices.info(request, _("두 개에서 다섯 개까지 골라 주세요."))
        return redirect(reverse("messages", args=[channel.slug]))
    context = {"channel": channel, "rows": rows, "too_many": len(chosen) > MOST}
    return render(request, "analytics/messages/compare.html", context)
