from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from analytics.sources.known import KnownOfSource, known_by_source
from analytics.sources.selectors import SourceRow, SourcesPage, sources_page
from channel.access import allows, channel_view
from channel.exports.files import exported
from channel.exports.tables import Cell, Column, Table
from channel.models import Channel, Role


def _told(name: str, days: str) -> Callable[[SourceRow], Cell]:
    """People are whole, as the screen prints them; shares as they are."""

    def cell(row: SourceRow) -> Cell:
        figure = getattr(row, name).get(days)
        value = figure.value if figure else None
        return round(value) if value is not None and name == "adds" else value

    return cell


COLUMNS = [
    Column(gettext_lazy("유입 경로"), lambda row: row.name),
    Column(gettext_lazy("최근 30일(명)"), _told("adds", "d30")),
    Column(gettext_lazy("최근 30일 비율"), _told("share", "d30")),
    Column(gettext_lazy("최근 90일(명)"), _told("adds", "d90")),
    Column(gettext_lazy("최근 90일 비율"), _told("share", "d90")),
]


def _silent(part: str) -> Callable[[KnownOfSource], Cell]:
    """People are whole, as the screen prints them."""

    def cell(row: KnownOfSource) -> Cell:
        value = getattr(row.silent, part, None)
        return None if value is None else round(value)

    return cell


KNOWN_COLUMNS = [
    Column(gettext_lazy("유입 경로"), lambda row: row.name),
    Column(gettext_lazy("확인된 친구(명)"), lambda row: round(row.people.value or 0)),
    Column(gettext_lazy("판단한 친구(명)"), lambda row: row.judged),
    Column(gettext_lazy("반응하지 않을 친구(명)"), _silent("value")),
    Column(gettext_lazy("적어도(명)"), _silent("low")),
    Column(gettext_lazy("많아야(명)"), _silent("high")),
    Column(gettext_lazy("판단한 친구 가운데 비율"), lambda row: row.share and row.share.value),
]


@require_GET
@channel_view()
def sources(request: HttpRequest, channel: Channel) -> HttpResponseBase:
    """Where friends came from, by Kakao's categories, and of those we know who may stay silent."""
    page, known = sources_page(channel), known_by_source(channel)
    if request.GET.get("table") == "known":
        table = Table(_("유입 경로별 확인된 친구"), KNOWN_COLUMNS, known)
        if file := exported(request, table, channel):
            return file
    if file := exported(request, Table(_("유입 경로"), COLUMNS, _lines(page)), channel):
        return file
    context = {
        "channel": channel, "page": page, "known": known,
        "may_write": allows(channel.role, Role.EDITOR),  # type: ignore[attr-defined]  # channel_view
    }  # fmt: skip
    return render(request, "analytics/sources/sources.html", context)


def _lines(page: SourcesPage) -> list[SourceRow]:
    """The rows of the screen, those below the line among them."""
    more = [SourceRow(_("경로를 모르는 친구"), page.unknown, {})] if page.last else []
    return [*page.rows, *more]
