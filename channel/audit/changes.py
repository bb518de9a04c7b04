"""An audit row's values as a person reads them."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from channel.models import AuditEntry, Broadcast, Role


class Change(NamedTuple):
    name: str
    before: str
    after: str


def changes_of(entry: AuditEntry) -> Iterator[Change]:
    """Names that begin with a dash are for undoing and not for reading."""
    for field in {**entry.before, **entry.after}:
        if field.startswith("_"):
            continue
        before, after = entry.before.get(field), entry.after.get(field)
        if before != after:
            yield Change(_label(field), _shown(field, before), _shown(field, after))


def in_words(entry: AuditEntry) -> str:
    return ", ".join(
        f"{change.name}: {change.before} → {change.after}" if change.before
        else f"{change.name}: {change.after}"
        for change in changes_of(entry)
    )  # fmt: skip


def _label(field: str) -> str:
    labels = {
        "name": _("이름"), "friends": _("친구 수"), "public_id": _("채널 URL의 아이디"),
        "search_id": _("검색용 아이디"), "category": _("업종"), "role": _("역할"),
        "invited": _("초대한 주소"), "as": _("들어온 계정"), "until": _("언제까지"),
        "note": _("원인"), "off": _("꺼 둔 메일"), "title": _("제목"), "sent_on": _("보낸 날"),
        "sent_at": _("보낸 때"), "audience": _("대상"), "content": _("내용"),
        "benefit": _("혜택"), "sent": _("발송수"), "opened": _("열람수(명)"),
        "clicked": _("클릭수(회)"), "free_sends": _("무료 발송수"), "as_of": _("읽은 날"),
        "new": _("새로 넣은 줄"), "changed": _("바뀐 줄"), "same": _("그대로인 줄"),
        "bad": _("넣지 못한 줄"), "size": _("한 번이라도 연 친구 수"), "received": _("받은 친구 수"),
        "enabled": _("알림"), "weekday": _("요일"), "at": _("시각"), "tried": _("올린 고객 수"), "registered": _("등록된 고객 수"),
    }  # fmt: skip
    return labels.get(field, field)


def _shown(field: str, value: Any) -> str:
    if value in (None, "", [], {}):
        return ""
    if field == "role" and value in Role.values:
        return str(Role(value).label)
    if field == "weekday" and value in WEEKDAYS:
        return str(WEEKDAYS[value])
    if field in ("audience", "content"):
        labels = {**dict(Broadcast.Audience.choices), **dict(Broadcast.Content.choices)}
        return str(labels.get(value, value))
    if isinstance(value, bool):
        return _("예") if value else _("아니요")
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return f"{value:,}" if isinstance(value, int) else str(value)
