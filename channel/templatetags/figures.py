"""The one place where a template prints a number of the domain."""

import datetime as dt
from functools import cache, lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from channel.figures.figure import Figure, format_number, unit_label

register = template.Library()


@register.simple_tag
def figure(
    value: Figure | float | None, unit: str = "", part: str = "value", link: bool = True
) -> SafeString:
    """`{% figure reading_or_number [unit] [part='low'|'high'] [link=False] %}`.

    A `Figure` brings its own unit and links to its papers; a bare number needs its unit.
    """
    if isinstance(value, Figure):
        shown = _number(getattr(value, part), value.unit)
        if link and value.papers_url:
            return format_html(
                '<a class="figure" href="{}" data-papers title="{}">{}</a>',
                value.papers_url, _("이 숫자는 어떻게 나왔나요"), shown,
            )  # fmt: skip
        return shown
    return _number(value, unit)


def _number(value: float | None, unit: str) -> SafeString:
    return _printed(value, unit, get_language())


@lru_cache(4_096)  # a list prints hundreds of numbers, most of them small
def _printed(value: float | None, unit: str, language: str | None) -> SafeString:
    """As the language of the moment has it, which `language` names."""
    if value is None:
        return format_html('<span class="unknown">{}</span>', format_number(None, unit))
    return format_html(
        '<span class="num">{}</span><span class="unit">{}</span>',
        format_number(value, unit), unit_label(unit),
    )  # fmt: skip


# With a context, because 일 is also the unit of days and 월 a month.
WEEKDAYS = (
    pgettext_lazy("요일", "월"),
    pgettext_lazy("요일", "화"),
    pgettext_lazy("요일", "수"),
    pgettext_lazy("요일", "목"),
    pgettext_lazy("요일", "금"),
    pgettext_lazy("요일", "토"),
    pgettext_lazy("요일", "일"),
)


def weekday_name(value: dt.date) -> str:
    return _weekday(value.weekday(), get_language())


@cache
def _weekday(number: int, language: str | None) -> str:
    """As the language of the moment has it, which `language` names."""
    return str(WEEKDAYS[number])


@register.filter(expects_localtime=True)  # a moment is shown on its Korean day
def day(value: dt.date | None) -> str:
    """2026-11-22(일): the weekday is what people remember."""
    if value is None:
        return ""
    return f"{value:%Y-%m-%d}({weekday_name(value)})"


@register.filter(expects_localtime=True)
def short_day(value: dt.date | None) -> str:
    """11/19(목), for tables."""
    if value is None:
        return ""
    return f"{value.month}/{value.day}({weekday_name(value)})"
