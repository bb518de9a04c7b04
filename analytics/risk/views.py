from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from analytics.risk import actions, screen
from analytics.risk.forms import PRESETS, CauseForm, NoteForm
from analytics.risk.signal import signal
from analytics.risk.words import Sentence
from channel.access import allows, channel_view
from channel.models import AxisNote, Broadcast, Channel, RiskBaseline, Role


@require_GET
@channel_view()
def risk(request: HttpRequest, channel: Channel) -> HttpResponse:
    """차단 신호: state, sentence, chart and table, what one can do, notes on the time axis."""
    return render(request, "analytics/risk/risk.html", _page(channel, NoteForm()))


def _page(channel: Channel, form: NoteForm) -> dict[str, object]:
    said, rows = signal(channel), screen.table(channel)
    return {
        "channel": channel, "signal": said, "scope": Sentence("scope"), "how": Sentence("how"),
        "rows": rows, "weekdays": screen.weekdays(said.baseline, rows),
        "notes": screen.notes(channel), "form": form, "presets": PRESETS,
        "may_write": allows(channel.role, Role.EDITOR),  # type: ignore[attr-defined]  # channel_view
    }  # fmt: skip


@require_GET
@channel_view()
def chart(request: HttpRequest, channel: Channel) -> HttpResponse:
    return JsonResponse(screen.chart(channel))


@require_POST
@channel_view()
def note_add(request: HttpRequest, channel: Channel) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        return render(request, "analytics/risk/risk.html", _page(channel, form), status=422)
    actions.add_note(user=request.user, channel=channel, **form.values())  # type: ignore[arg-type]  # channel_view
    messages.success(request, _("적었습니다."))
    return redirect("risk", channel.slug)


@require_http_methods(["GET", "POST"])
@channel_view(Role.EDITOR)
def note_edit(request: HttpRequest, channel: Channel, note_id: int) -> HttpResponse:
    note = get_object_or_404(AxisNote, channel=channel, pk=note_id)
    form = NoteForm(request.POST or None, initial={"day": note.day, "text": note.text})
    if request.method == "POST" and form.is_valid():
        actions.change_note(user=request.user, note=note, **form.values())  # type: ignore[arg-type]  # channel_view
        messages.success(request, _("고쳤습니다."))
        return redirect("risk", channel.slug)
    context = {"channel": channel, "note": note, "form": form}
    return render(request, "analytics/risk/note.html", context, status=422 if form.errors else 200)


@require_POST
@channel_view()
def note_delete(request: HttpRequest, channel: Channel, note_id: int) -> HttpResponse:
    note = get_object_or_404(AxisNote, channel=channel, pk=note_id)
    actions.delete_note(user=request.user, note=note)  # type: ignore[arg-type]  # channel_view
    messages.success(request, _("지웠습니다."))
    return redirect("risk", channel.slug)


@require_http_methods(["GET", "POST"])
@channel_view(Role.EDITOR)
def cause(request: HttpRequest, channel: Channel, broadcast_id: int) -> HttpResponse:
    """원인 적어 두기: beside the message's day in the chart, and on its alert."""
    broadcast = get_object_or_404(Broadcast, channel=channel, pk=broadcast_id)
    form = CauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.write_cause(
            user=request.user, broadcast=broadcast, text=form.cleaned_data["text"]  # type: ignore[arg-type]  # channel_view
        )  # fmt: skip
        messages.success(request, _("적었습니다."))
        return redirect("risk", channel.slug)
    context = {"channel": channel, "broadcast": broadcast, "form": form, "presets": PRESETS}
    return render(request, "analytics/risk/cause.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@channel_view(Role.EDITOR)
def new_baseline(request: HttpRequest, channel: Channel) -> HttpResponse:
    """Asks first; the answer is one audit row and can be taken back."""
    if request.method == "POST":
        if actions.start_baseline(user=request.user, channel=channel):  # type: ignore[arg-type]  # channel_view
            messages.success(request, _("새 기준을 시작했습니다. 언제든 되돌릴 수 있습니다."))
        else:
            messages.info(request, _("지금은 계속 늘어나고 있지 않아 기준을 바꾸지 않았습니다."))
        return redirect("risk", channel.slug)
    baseline = RiskBaseline.objects.filter(channel=channel).first()
    day = actions.first_day_of_level(channel, baseline.starts_on if baseline else None)
    context = {"channel": channel, "day": day, "question": Sentence("rebase")}
    return render(request, "analytics/risk/baseline.html", context)


@require_POST
@channel_view()
def old_baseline(request: HttpRequest, channel: Channel) -> HttpResponse:
    get_object_or_404(RiskBaseline, channel=channel)
    if actions.keep_baseline(user=request.user, channel=channel):  # type: ignore[arg-type]  # channel_view
        messages.success(request, _("이전 기준으로 되돌렸습니다."))
    return redirect("risk", channel.slug)
