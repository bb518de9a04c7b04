"""Who changed what, and when."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from channel.access import channel_view, organisation_role
from channel.audit.changes import changes_of, in_words
from channel.audit.forms import AuditFilter
from channel.clock import kst_midnight
from channel.exports.files import exported
from channel.exports.tables import Column, Table
from channel.members.actions import LEFT, VISITED
from channel.models import AuditEntry, Channel, Role, User
from channel.paging import page_of

COLUMNS = [
    Column(gettext_lazy("언제"), lambda entry: entry.at),
    Column(gettext_lazy("누가"), lambda entry: str(entry.user or "")),
    Column(gettext_lazy("한 일"), lambda entry: _(entry.verb)),
    Column(gettext_lazy("대상"), lambda entry: entry.subject),
    Column(gettext_lazy("바뀐 값"), in_words),
]


@require_GET
@channel_view(Role.VIEWER)
def audit(request: HttpRequest, channel: Channel) -> HttpResponseBase:
    seen = _seen(request, channel)
    form = AuditFilter(request.GET or None, seen)
    entries = _filtered(seen, form).select_related("user")
    table = Table(_("변경 기록"), COLUMNS, entries.iterator(chunk_size=2000))
    if file := exported(request, table, channel):
        return file
    page = page_of(entries, request.GET, "at")
    for entry in page.rows:
        entry.changes = list(changes_of(entry))
    filtered = any(form.data.get(name) for name in form.fields)
    context = {"channel": channel, "form": form, "page": page, "filtered": filtered}
    return render(request, "audit/audit.html", context)


def _seen(request: HttpRequest, channel: Channel) -> QuerySet[AuditEntry]:
    """What happened to the whole organisation is shown to its own members, not to a guest."""
    user: User = request.user  # type: ignore[assignment]
    here = Q(channel=channel)
    if organisation_role(user, channel.organisation):
        here |= Q(channel=None, organisation=channel.organisation_id)
    elif channel.is_demo:
        here &= Q(user=user) | ~Q(verb__in=[VISITED, LEFT])
    return AuditEntry.objects.filter(here)


def _filtered(entries: QuerySet[AuditEntry], form: AuditFilter) -> QuerySet[AuditEntry]:
    wanted: dict[str, Any] = form.wanted()
    if wanted.get("person"):
        entries = entries.filter(user=wanted["person"])
    if wanted.get("verb"):
        entries = entries.filter(verb=wanted["verb"])
    if wanted.get("since"):
        entries = entries.filter(at__gte=kst_midnight(wanted["since"]))
    if wanted.get("until"):
        entries = entries.filter(at__lt=kst_midnight(wanted["until"] + timedelta(days=1)))
    return entries
