"""An alert's sentences in the reader's language, made anew whenever somebody reads them."""

from typing import Any

from django.utils.translation import gettext as _

from channel.alerts.kinds import get_words


def title_of(words_id: str, params: dict[str, Any]) -> str:
    return _(get_words(words_id).title) % _shown(params)


def body_of(words_id: str, params: dict[str, Any]) -> str:
    return _(get_words(words_id).body) % _shown(params)


def _shown(params: dict[str, Any]) -> dict[str, str]:
    return {name: _show(name, value) for name, value in params.items()}


def _show(name: str, value: Any) -> str:
    """`weekday` is a number and `why` a sentence of the catalogue; the others say themselves."""
    if name == "weekday":
        return weekday_name(int(value))
    if name == "why":
        return _(value)
    if isinstance(value, float):
        return f"{value:,.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def weekday_name(number: int) -> str:
    """Monday is 0."""
    names = [
        _("월요일"), _("화요일"), _("수요일"), _("목요일"), _("금요일"), _("토요일"), _("일요일"),
    ]  # fmt: skip
    return names[number]
