from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from analytics import recompute
from analytics.typed.actions import delete_typed, save_typed
from analytics.typed.forms import FORMS, N1Form, TypedForm
from analytics.typed.selectors import changed_figures, initial_of, kinds, most_openers
from channel.access import allows, channel_view
from channel.models import Channel, Origin, Role, TypedFigure


@require_http_methods(["GET", "POST"])
@channel_view()
def typed(request: HttpRequest, channel: Channel) -> HttpResponse:
    """The three counts: where to read each, what it changes, what was typed so far."""
    form = None
    if request.method == "POST":
        kind = request.POST.get("kind", "")
        if kind not in FORMS:
            raise Http404
        form = FORMS[kind](request.POST, prefix=kind)
        if _is_right(form, channel) and _saved(form, user=request.user, channel=channel):
            return _done(request, channel, _("넣었습니다. 바뀐 숫자를 확인해 주세요."))
    context = {
        "channel": channel, "kinds": kinds(channel, form), "figures": changed_figures(channel),
        "may_edit": allows(channel.role, Role.EDITOR),  # type: ignore[attr-defined]  # channel_view
    }  # fmt: skip
    status = 422 if form and form.errors else 200
    return render(request, "analytics/typed/list.html", context, status=status)


@require_http_methods(["GET", "POST"])
@channel_view()
def typed_edit(request: HttpRequest, channel: Channel, typed_id: int) -> HttpResponse:
    kept = _typed(channel, typed_id)
    form = FORMS[kept.kind](request.POST or None, initial=initial_of(kept))
    if (
        request.method == "POST"
        and _is_right(form, channel)
        and _saved(form, user=request.user, channel=channel, edited=kept)
    ):
        return _done(request, channel, _("고쳤습니다. 바뀐 숫자를 확인해 주세요."))
    context = {"channel": channel, "form": form, "kept": kept}
    status = 422 if form.errors else 200
    return render(request, "analytics/typed/edit.html", context, status=status)


@require_POST
@channel_view()
def typed_delete(request: HttpRequest, channel: Channel, typed_id: int) -> HttpResponse:
    kept = _typed(channel, typed_id)
    delete_typed(user=request.user, channel=channel, typed=kept)  # type: ignore[arg-type]  # channel_view
    return _done(request, channel, _("지웠습니다."))


def _typed(channel: Channel, pk: int) -> TypedFigure:
    """What was pulled is nobody's to rewrite."""
    return get_object_or_404(
        TypedFigure.objects.exclude(origin=Origin.PULL), channel=channel, pk=pk
    )


def _saved(form: TypedForm, **said: Any) -> bool:
    try:
        save_typed(kind=form.kind, as_of=form.cleaned_data["as_of"], values=form.values(), **said)
    except ValidationError as error:
        form.add_error("as_of", error)
        return False
    return True


def _is_right(form: TypedForm, channel: Channel) -> bool:
    if form.is_valid() and isinstance(form, N1Form):
        form.bound_by(most_openers(channel, form.cleaned_data["as_of"]))
    return not form.errors


def _done(request: HttpRequest, channel: Channel, words: str) -> HttpResponse:
    recompute.refresh(channel)
    messages.success(request, words)
    return redirect("typed", channel.slug)
