"""Files and pasted tables: in, looked at, loaded, taken back."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from channel.access import allows
from channel.exports.files import exported
from channel.imports import actions, selectors
from channel.imports.forms import MappingForm
from channel.imports.messages import KINDS, say
from channel.imports.reading import Problem
from channel.imports.reading.limits import FILE_BYTES
from channel.models import Channel, ImportBatch, Organisation, Role
from channel.paging import page_of

Place = Channel | Organisation
State = ImportBatch.State


def address(place: Place, name: str, *args: object) -> str:
    """The same screens stand below a channel and below an organisation."""
    prefix = "" if isinstance(place, Channel) else "organisation_"
    return reverse(f"{prefix}{name}", args=[place.slug, *args])


def _context(place: Place) -> dict[str, Any]:
    role = place.role  # type: ignore[union-attr]
    key = "channel" if isinstance(place, Channel) else "organisation"
    return {
        key: place,
        "may_edit": allows(role, Role.EDITOR),
        "list_url": address(place, "imports"),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest, place: Place) -> HttpResponse:
    if request.method == "POST":
        return _receive(request, place)
    return _list(request, place)


def _list(request: HttpRequest, place: Place, status: int = 200, error: str = "") -> HttpResponse:
    page = page_of(selectors.imports_of(place), request.GET, "created_at")
    for batch in page.rows:
        batch.label = selectors.label_of(batch)
        batch.words = selectors.counts_words(batch)
        batch.url = address(place, "import", batch.pk)
        batch.tone = selectors.TONES.get(batch.state, "grey")
    context = {**_context(place), "page": page, "error": error, "limit": FILE_BYTES >> 20}
    return render(request, "imports/list.html", context, status=status)


def _receive(request: HttpRequest, place: Place) -> HttpResponse:
    """Every file is an import of its own; one that is too large does not lose the others."""
    kind = request.POST.get("kind", "")
    fields: dict[str, Any] = {"by": request.user, "kind": kind if kind in KINDS else ""}
    batches = [
        actions.start_import(place, chunks=file.chunks(), filename=file.name or "", **fields)
        for file in request.FILES.getlist("files")
        if isinstance(file, UploadedFile)
    ]
    if pasted := request.POST.get("table", "").strip():
        chunk, fields["way"] = pasted.encode(), ImportBatch.Way.PASTE
        batches.append(actions.start_import(place, chunks=[chunk], **fields))
    refused = _refused(request)
    if not batches:
        words = refused or _("파일을 고르거나 표를 붙여 넣어 주세요.")
        return _list(request, place, 413 if refused else 422, words)
    if refused:
        messages.error(request, refused)
    one = len(batches) == 1 and not refused
    return redirect(address(place, "import", batches[0].pk) if one else address(place, "imports"))


def _refused(request: HttpRequest) -> str:
    names = getattr(request, "refused_files", [])
    if not names:
        return ""
    words = say(Problem("file_too_large", params={"limit_bytes": FILE_BYTES}))
    return f"{', '.join(names)}: {words}"


def _batch(place: Place, pk: int) -> ImportBatch:
    batch: ImportBatch = get_object_or_404(selectors.imports_of(place), pk=pk)
    return batch


@require_GET
def show(request: HttpRequest, place: Place, pk: int) -> HttpResponse:
    return _show(request, place, _batch(place, pk))


def _show(
    request: HttpRequest, place: Place, batch: ImportBatch, form: MappingForm | None = None
) -> HttpResponse:
    context = _context(place) | {
        "batch": batch,
        "label": selectors.label_of(batch),
        "kind": KINDS.get(batch.kind, ""),
        "counts": selectors.counts_words(batch),
        "urls": {name: address(place, f"import_{name}", batch.pk)
                 for name in ("answer", "confirm", "cancel", "undo", "retry", "errors", "progress")},
        "problems": selectors.problems_of(batch),
        "can_undo": actions.can_undo(batch),
        "tone": selectors.TONES.get(batch.state, "grey"),
        **_progress(place, batch),
    }  # fmt: skip
    if batch.state in (State.ASKING, State.READY):
        context["form"] = form or MappingForm(batch=batch)
        context["questions"] = {question["code"]: question for question in batch.questions}
    if batch.state == State.READY:
        context["preview"] = selectors.preview_of(batch)
        context["near"] = batch.preview.get("near", [])
    status = 422 if form else 200
    return render(request, "imports/show.html", context, status=status)


def _progress(place: Place, batch: ImportBatch) -> dict[str, Any]:
    if batch.state not in selectors.STEPS:
        return {}
    run = selectors.run_of(batch)
    return {
        "step": selectors.STEPS[batch.state],
        "run": run,
        "error": run.words() if run and run.state == run.State.FAILED else "",
        "poll": address(place, "import_progress", batch.pk),
    }


@require_GET
def progress(request: HttpRequest, place: Place, pk: int) -> HttpResponse:
    """The bar while work goes on; the whole page again once there is something to see."""
    batch = _batch(place, pk)
    state = _progress(place, batch)
    if not state or state["error"]:
        response = HttpResponse(status=200)
        response["HX-Refresh"] = "true"
        return response
    return render(request, "imports/progress.html", state)


@require_POST
def answer(request: HttpRequest, place: Place, pk: int) -> HttpResponse:
    batch = _batch(place, pk)
    form = MappingForm(request.POST, batch=batch)
    if batch.state not in (State.ASKING, State.READY):
        return _moved_on(request, place, batch)
    if not form.is_valid():
        return _show(request, place, batch, form)
    kind, mapping = form.cleaned_data["kind"], form.mapping()
    return _do(
        request, place, batch,
        lambda: actions.answer_questions(batch, kind=kind, mapping=mapping, options=form.options()),
    )  # fmt: skip


@require_POST
def confirm(request: HttpRequest, place: Place, pk: int) -> HttpResponse:
    batch = _batch(place, pk)
    offered = {f"{one['line']}:{one['stored_id']}" for one in batch.preview.get("near", [])}
    chosen = [value.split(":") for value in request.POST.getlist("same") if value in offered]
    same = {line: int(stored) for line, stored in chosen}
    by: Any = request.user
    return _do(request, place, batch, lambda: actions.confirm(batch, by=by, same=same))


@require_POST
def cancel(request: HttpRequest, place: Place, pk: int) -> HttpResponse:
    batch, by = _batch(place, pk), request.user
    return _do(request, place, batch, lambda: actions.cancel(batch, by=by))  # type: ignore[arg-type]


@require_POST
def undo(request: HttpRequest, place: Place, pk: int) -> HttpResponse:
    batch, by = _batch(place, pk), request.user
    return _do(request, place, batch, lambda: actions.undo(batch, by=by))  # type: ignore[arg-type]


@require_POST
def retry(request: HttpRequest, place: Place, pk: int) -> HttpResponse:
    batch, by = _batch(place, pk), request.user
    return _do(request, place, batch, lambda: actions.retry(batch, by=by))  # type: ignore[arg-type]


def _do(request: HttpRequest, place: Place, batch: ImportBatch, action: Any) -> HttpResponse:
    try:
        action()
    except actions.NotNow:
        return _moved_on(request, place, batch)
    return redirect(address(place, "import", batch.pk))


def _moved_on(request: HttpRequest, place: Place, batch: ImportBatch) -> HttpResponse:
    messages.warning(request, _("그사이 상태가 바뀌었습니다. 지금 상태를 확인해 주세요."))
    return redirect(address(place, "import", batch.pk))


@require_GET
def errors(request: HttpRequest, place: Place, pk: int) -> HttpResponseBase:
    table = selectors.error_table(_batch(place, pk))
    return exported(request, table, place) or redirect(f"{request.path}?format=csv")
