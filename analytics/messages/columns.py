"""The list of messages as a file."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from analytics.messages.selectors import MessageRow
from channel.exports.tables import Cell, Column


def _of_result(name: str) -> Callable[[MessageRow], Cell]:
    return lambda row: getattr(row.result, name, None)


def _told(name: str, part: str = "value") -> Callable[[MessageRow], Cell]:
    return lambda row: _whole(getattr(row.figures.get(name), part, None))


def _whole(value: Any) -> Cell:
    """Won and people are whole, as the screen prints them."""
    return None if value is None else round(value)


COLUMNS = [
    Column(_("보낸 날"), lambda row: row.broadcast.sent_on),
    Column(_("보낸 때"), lambda row: row.broadcast.sent_at),
    Column(_("제목"), lambda row: row.broadcast.title),
    Column(_("대상"), lambda row: row.broadcast.get_audience_display()),
    Column(_("내용"), lambda row: row.broadcast.get_content_display()),
    Column(_("혜택"), lambda row: row.broadcast.benefit),
    Column(_("발송수"), _of_result("sent")),
    Column(_("열람수(명)"), _of_result("opened")),
    Column(_("클릭수(회)"), _of_result("clicked")),
    Column(_("무료 발송수"), _of_result("free_sends")),
    Column(_("발송 비용(원)"), _told("cost")),
    Column(_("열람 한 번의 비용(원)"), _told("per_open")),
    Column(_("클릭 한 번의 비용(원)"), _told("per_click")),
    Column(_("더 떠난 친구(명)"), _told("blocks_after")),
    Column(_("보통 떠나는 친구(적게)"), _told("expected_blocks", "low")),
    Column(_("보통 떠나는 친구(많게)"), _told("expected_blocks", "high")),
    Column(_("차단 신호"), lambda row: str(row.state)),
    Column(_("열람"), lambda row: str(_("늘어나는 중") if row.growing else _("확정"))),
]
