"""Daily friends as they are stored."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from channel.access import channel_view
from channel.exports.files import exported
from channel.exports.tables import Column, Table
from channel.figures.days import SHOWN_DAYS, Day, Span, days_of, gaps_in, span_of
from channel.forms import PeriodFilter
from channel.models import Channel, Role


def _state(day: Day) -> str:
    if day.row is None:
        return _("비어 있음")
    return _("아직 바뀔 수 있음") if day.row.provisional else ""


COLUMNS = [
    Column(gettext_lazy("날짜"), lambda day: day.day),
    Column(gettext_lazy("친구 수"), lambda day: day.row and day.row.total),
    Column(gettext_lazy("추가"), lambda day: day.row and day.row.added),
    Column(gettext_lazy("차단"), lambda day: day.row and day.row.blocked),
    Column(gettext_lazy("출처"), lambda day: day.row and day.row.get_origin_display()),
    Column(gettext_lazy("상태"), _state),
]


@require_GET
@channel_view(Role.VIEWER)
def daily(request: HttpRequest, channel: Channel) -> HttpResponseBase:
    """The file has every day asked for; the page shows the newest and says where it stopped."""
    form = PeriodFilter(request.GET or None)
    wanted: dict[str, Any] = form.wanted()
    span = span_of(channel, wanted.get("since"), wanted.get("until"))
    rows = days_of(channel, span) if span else iter(())
    if file := exported(request, Table(_("일별 친구"), COLUMNS, rows), channel):
        return file
    cut = span is not None and span.days > SHOWN_DAYS
    if span and cut:
        span = Span(span.until - timedelta(days=SHOWN_DAYS - 1), span.until)
    days = list(days_of(channel, span)) if span else []
    context = {
        "channel": channel, "form": form, "days": days, "gaps": gaps_in(days), "span": span,
        "cut": cut, "filtered": any(wanted.values()),
    }  # fmt: skip
    return render(request, "figures/daily.html", context)
