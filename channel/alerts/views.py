"""Alerts of a channel: open ones, those that ended, and which of them send mail."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from channel.access import allows, channel_view
from channel.alerts import actions
from channel.alerts.forms import SNOOZE_DAYS, MailsForm, NoteForm, SnoozeForm
from channel.alerts.kinds import get_kind, kinds
from channel.alerts.wording import body_of, title_of
from channel.clock import today
from channel.exports.files import exported
from channel.exports.tables import Column, Table
from channel.models import Alert, AlertMute, Channel, Role
from channel.paging import page_of

COLUMNS = [
    Column(gettext_lazy("언제"), lambda alert: alert.opened_at),
    Column(gettext_lazy("종류"), lambda alert: str(get_kind(alert.kind).label)),
    Column(gettext_lazy("정도"), lambda alert: alert.get_level_display()),
    Column(gettext_lazy("알림"), lambda alert: title_of(alert.words_id, alert.params)),
    Column(gettext_lazy("내용"), lambda alert: body_of(alert.words_id, alert.params)),
    Column(gettext_lazy("확인한 사람"), lambda alert: str(alert.acknowledged_by or "")),
    Column(gettext_lazy("원인"), lambda alert: alert.note),
    Column(gettext_lazy("해제된 때"), lambda alert: alert.cleared_at),
]
TONES = {Alert.Level.ALARM: "alarm", Alert.Level.WATCH: "watch", Alert.Level.INFO: "quiet"}


@require_GET
@channel_view(Role.VIEWER)
def alerts(request: HttpRequest, channel: Channel) -> HttpResponseBase:
    found = _listed(channel, request.GET.get("show", "open"))
    if (kind := request.GET.get("kind", "")) in {kind.name for kind in kinds()}:
        found = found.filter(kind=kind)
    table = Table(_("알림"), COLUMNS, found.iterator(chunk_size=2000))
    if file := exported(request, table, channel):
        return file
    page = page_of(found, request.GET, "opened_at")
    for alert in page.rows:
        _dress(alert)
    context = {"channel": channel, "page": page, "kind": kind, "kinds": kinds(),
               "snoozes": SNOOZE_DAYS, "tabs": _tabs(request, channel),
               "may_edit": allows(channel.role, Role.EDITOR)}  # type: ignore[attr-defined]  # fmt: skip
    return render(request, "alerts/alerts.html", context)


def _listed(channel: Channel, show: str) -> QuerySet[Alert]:
    found = Alert.objects.filter(channel=channel).select_related("acknowledged_by")
    resting = Q(cleared_at=None, snoozed_until__gt=today())
    if show == "history":
        return found.exclude(cleared_at=None)
    if show == "snoozed":
        return found.filter(resting)
    return found.open().exclude(resting)


def _tabs(request: HttpRequest, channel: Channel) -> list[dict[str, Any]]:
    now = request.GET.get("show", "open")
    words = {"open": _("확인할 알림"), "snoozed": _("미룬 알림"), "history": _("지난 알림")}
    return [
        {"text": text, "url": f"?show={show}", "current": show == now,
         "count": _listed(channel, show).count() if show == "open" else None}
        for show, text in words.items()
    ]  # fmt: skip


def _dress(alert: Any) -> None:
    kind = get_kind(alert.kind)
    alert.title, alert.tone = title_of(alert.words_id, alert.params), TONES[alert.level]
    alert.body, alert.label = body_of(alert.words_id, alert.params), kind.label
    alert.cleared_words = body_of(kind.cleared, {}) if alert.cleared_at and kind.cleared else ""


def _alert(channel: Channel, pk: int) -> Alert:
    return get_object_or_404(Alert.objects.select_related("channel"), pk=pk, channel=channel)


@require_POST
@channel_view(write=Role.EDITOR)
def acknowledge(request: HttpRequest, channel: Channel, pk: int) -> HttpResponse:
    actions.acknowledge_alert(user=request.user, alert=_alert(channel, pk))  # type: ignore[arg-type]
    messages.success(request, _("확인했습니다."))
    return redirect("alerts", channel.slug)


@require_POST
@channel_view(write=Role.EDITOR)
def snooze(request: HttpRequest, channel: Channel, pk: int) -> HttpResponse:
    form, alert = SnoozeForm(request.POST), _alert(channel, pk)
    if form.is_valid():
        until = today() + timedelta(days=form.cleaned_data["days"])
        actions.snooze_alert(user=request.user, alert=alert, until=until)  # type: ignore[arg-type]
        messages.success(request, _("미루었습니다. 그날까지 해제되지 않으면 다시 보여 드립니다."))
    return redirect("alerts", channel.slug)


@require_POST
@channel_view(write=Role.EDITOR)
def note(request: HttpRequest, channel: Channel, pk: int) -> HttpResponse:
    form, alert = NoteForm(request.POST), _alert(channel, pk)
    if form.is_valid():
        actions.note_cause(user=request.user, alert=alert, note=form.cleaned_data["note"])  # type: ignore[arg-type]
        messages.success(request, _("원인을 적어 두었습니다."))
    else:
        messages.error(request, _("원인은 300자까지 쓸 수 있습니다."))
    return redirect("alerts", channel.slug)


@require_http_methods(["GET", "POST"])
@channel_view(Role.VIEWER, write=Role.EDITOR)
def mails(request: HttpRequest, channel: Channel) -> HttpResponse:
    """One's own settings: nobody turns off another person's mail."""
    off = set(
        AlertMute.objects.filter(channel=channel, user=request.user.pk).values_list(
            "kind", flat=True
        )
    )
    on = [kind.name for kind in kinds() if kind.mails and kind.name not in off]
    form = MailsForm(request.POST or None, initial={"mails": on})
    if request.method == "POST":
        form = MailsForm(request.POST)
        if form.is_valid():
            actions.set_mutes(user=request.user, channel=channel, kinds=form.off())  # type: ignore[arg-type]
            messages.success(request, _("저장했습니다."))
            return redirect("alert_mails", channel.slug)
    may_edit = allows(channel.role, Role.EDITOR)  # type: ignore[attr-defined]
    context = {"channel": channel, "form": form, "may_edit": may_edit}
    return render(request, "alerts/mails.html", context)
