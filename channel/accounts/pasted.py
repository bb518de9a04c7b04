"""Several channels from a pasted table: name, friend count, public id; problems by line."""

import csv
import re
import unicodedata
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from channel.accounts.names import clean_name, clean_public_id
from channel.models import Channel, Organisation

LINES = 1000
NUMBER = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)\s*명?")
HEADER = re.compile(r"채널\s*(이름|명)|^이름$|channel|^name$", re.IGNORECASE)


@dataclass
class Line:
    number: int
    name: str = ""
    friends: int | None = None
    public_id: str | None = None
    problems: list[str] = field(default_factory=list)


def read_table(text: str, organisation: Organisation) -> list[Line]:
    """Every line with what was understood and what is wrong with it; nothing is stored."""
    lines = [_read(number, cells) for number, cells in _rows(text)]
    _find_doubles(lines)
    _find_taken(lines, organisation)
    return lines


def _rows(text: str) -> list[tuple[int, list[str]]]:
    raw = unicodedata.normalize("NFC", text).splitlines()
    if len(raw) > LINES:
        words = _("한 번에 %(lines)s줄까지 넣을 수 있습니다. 나누어 넣어 주세요.")
        raise ValidationError({"table": words % {"lines": f"{LINES:,}"}})
    between = "\t" if "\t" in text else ","
    rows = [
        (number, [cell.strip() for cell in next(csv.reader([line[:2000]], delimiter=between))])
        for number, line in enumerate(raw, start=1)
        if line.strip()
    ]
    return rows[1:] if rows and HEADER.search(rows[0][1][0]) else rows


def _read(number: int, cells: list[str]) -> Line:
    name, friends, public_id = (*cells, "", "", "")[:3]
    line = Line(number, name=name)
    try:
        line.name = clean_name(name)
    except ValidationError as error:
        line.problems += error.messages
    try:
        line.public_id = clean_public_id(public_id)
    except ValidationError as error:
        line.problems += error.messages
    if friends:
        line.friends = _count(friends)
        if line.friends is None:
            line.problems.append(_("친구 수를 읽지 못했습니다: %(text)s") % {"text": friends[:40]})
    if len(cells) > 3:
        line.problems.append(_("칸이 너무 많습니다. 이름, 친구 수, 아이디 순서로 세 칸까지입니다."))
    return line


def _count(text: str) -> int | None:
    found = NUMBER.fullmatch(text)
    count = int(found[1].replace(",", "")) if found else None
    return count if count is not None and count < 10**12 else None


def _find_doubles(lines: list[Line]) -> None:
    names: dict[str, int] = {}
    ids: dict[str, int] = {}
    for line in lines:
        for value, seen in ((line.name, names), (line.public_id, ids)):
            if not value:
                continue
            first = seen.setdefault(value, line.number)
            if first != line.number:
                words = _("%(line)s번째 줄에 같은 값이 있습니다: %(text)s")
                line.problems.append(words % {"line": first, "text": value})


def _find_taken(lines: list[Line], organisation: Organisation) -> None:
    names = set(organisation.channels.values_list("name", flat=True))
    wanted = [line.public_id for line in lines if line.public_id]
    ids = set(Channel.objects.filter(public_id__in=wanted).values_list("public_id", flat=True))
    for line in lines:
        if line.name in names:
            line.problems.append(_("같은 이름의 채널이 이미 있습니다."))
        if line.public_id in ids:
            line.problems.append(_("이 아이디의 채널은 이미 등록되어 있습니다."))
