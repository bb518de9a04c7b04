"""One figure over the weeks, as it was kept each Sunday; the chart, its table, its notes."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from analytics.risk.screen import label, mark
from channel.figures.figure import Figure
from channel.models import AxisNote, Channel, Reading

WEEKS = 104
DJANGO_SUNDAY = 1  # of `__week_day`
FEWEST = 2


@dataclass(frozen=True)
class Trend:
    """`measure` is the line, `beside` a second one with the same unit."""

    measure: str
    name: Any
    line: Any
    sentence: Any
    beside: str = ""
    beside_line: Any = ""
    from_zero: bool = True


TRENDS = {
    trend.measure: trend
    for trend in (
        Trend(
            "friends", _("친구 추세"), _("친구"), _("일요일마다 친구가 몇 명이었는지입니다."),
            from_zero=False,
        ),
        Trend(
            "openers_low", _("메시지를 여는 친구 추세"), _("적어도 연 친구"),
            _(
                "일요일마다 그때까지의 최근 5번 가운데 가장 많이 열린 메시지를 연 친구입니다. 적어도 "
                "이만큼은 열었습니다."
            ),
        ),
        Trend(
            "ghost_high", _("유령 친구 추정 추세"), _("많아야"),
            _(
                "일요일마다 그때까지의 최근 5번을 한 번도 열지 않은 친구의 비율은 두 선 사이에 "
                "있습니다. 발송 총합만으로는 더 좁힐 수 없습니다."
            ),
            "ghost_low", _("적어도"),
        ),
        Trend(
            "t1_ghost_share", _("확인된 친구의 유령 친구 추정 추세"), _("유령 친구 추정"),
            _(
                "일요일마다 누구인지 확인된 친구 가운데 앞으로 반응하지 않을 가능성이 90% 이상인 친구의 "
                "비율입니다. 그날까지의 자료로 계산했으며, 전체 친구의 비율이 아닙니다."
            ),
        ),
        Trend(
            "unopened_cost", _("열리지 않은 발송 비용 추세"), _("열리지 않은 비용"),
            _("일요일마다 그때까지의 최근 5번에 쓴 비용과 그 가운데 열리지 않은 비용입니다."),
            "cost_recent", _("쓴 비용"),
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Week:
    sunday: dt.date
    figure: Figure
    beside: Figure | None


def weeks(channel: Channel, trend: Trend) -> list[Week]:
    """Oldest first; a Sunday without a figure stays in as a gap where it was told once."""
    readings = Reading.objects.filter(
        channel=channel, subject="channel", measure__in=[trend.measure, trend.beside],
        as_of__week_day=DJANGO_SUNDAY,
    ).newest()  # fmt: skip
    told = {(r.measure, r.as_of): Figure.of(r, channel) for r in readings}
    days = sorted(day for measure, day in told if measure == trend.measure)[-WEEKS:]
    return [
        Week(day, told[trend.measure, day], told.get((trend.beside, day))) for day in days
    ]  # fmt: skip


def notes(channel: Channel, shown: list[Week]) -> list[AxisNote]:
    if not shown:
        return []
    found = AxisNote.objects.filter(channel=channel, day__gte=shown[0].sunday)
    return list(found.order_by("day", "pk"))


def chart(channel: Channel, trend: Trend) -> dict[str, Any]:
    """Plotly's data and layout, from kept readings only."""
    shown = weeks(channel, trend)
    beside = [_beside(trend, shown)] if trend.beside else []
    marked = notes(channel, shown)
    yaxis: dict[str, Any] = {"rangemode": "tozero"} if trend.from_zero else {}
    if shown and shown[-1].figure.unit == "share":
        yaxis |= {"tickformat": ".0%", "range": [0, 1]}
    return {
        "data": [*beside, _line(trend, shown)],
        "layout": {
            "yaxis": yaxis, "margin": {"t": 28, "r": 32},
            "shapes": [mark(note) for note in marked],
            "annotations": [*(label(note) for note in marked), *_ends(trend, shown)],
        },
    }  # fmt: skip


def _hover(shown: list[Week]) -> str:
    share = bool(shown) and shown[-1].figure.unit == "share"
    return "%{y:.0%}" if share else "%{y:,.0f}"


def _sundays(shown: list[Week]) -> dict[dt.date, Week | None]:
    """Every Sunday from the first to the last; where nothing was told the line is broken."""
    told = {week.sunday: week for week in shown}
    days = (max(told) - min(told)).days if told else -1
    every = (min(told) + dt.timedelta(days=n) for n in range(0, days + 1, 7))
    return {sunday: told.get(sunday) for sunday in every}


def _line(trend: Trend, shown: list[Week]) -> dict[str, Any]:
    found = _sundays(shown)
    return {
        "x": [str(sunday) for sunday in found],
        "y": [week.figure.value if week else None for week in found.values()],
        "name": str(trend.line), "mode": "lines+markers", "connectgaps": False,
        "cliponaxis": False,
        "line": {"color": "token:accent", "width": 2.5},
        "marker": {
            "size": 7,
            "symbol": [_symbol(week.figure) if week else "circle" for week in found.values()],
        },
        "hovertemplate": _hover(shown),
        **({"fill": "tonexty", "fillcolor": "token:accent/0.14"} if _is_band(trend) else {}),
    }  # fmt: skip


def _is_band(trend: Trend) -> bool:
    return trend.measure == "ghost_high"


def _symbol(figure: Figure) -> str:
    return "circle-open" if figure.state == Reading.State.PROVISIONAL else "circle"


def _beside(trend: Trend, shown: list[Week]) -> dict[str, Any]:
    found = _sundays(shown)
    return {
        "x": [str(sunday) for sunday in found],
        "y": [week.beside.value if week and week.beside else None for week in found.values()],
        "name": str(trend.beside_line), "mode": "lines", "connectgaps": False,
        "cliponaxis": False,
        "line": {"color": "token:quiet", "width": 2}, "hovertemplate": _hover(shown),
    }  # fmt: skip


def _ends(trend: Trend, shown: list[Week]) -> list[dict[str, Any]]:
    """Each line's name at its end."""
    if not shown:
        return []
    last = shown[-1]
    lines = [(trend.line, last.figure, "accent"), (trend.beside_line, last.beside, "ink-3")]
    return [
        {
            "x": str(last.sunday), "y": found.value, "text": str(name), "showarrow": False,
            "xanchor": "left", "xshift": 10, "yshift": 9, "font": {"color": f"token:{colour}"},
        }
        for name, found, colour in lines
        if found is not None and found.value is not None
    ]  # fmt: skip
