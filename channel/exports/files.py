"""CSV that Excel opens in Korean, and XLSX with a second sheet that says what the table is."""

import csv
import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from channel.clock import KST, today
from channel.exports.tables import Table, plain
from channel.models import Channel, Organisation

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Excel's own limit, header included; CSV has none.
XLSX_ROWS = 1_048_576
Place = Channel | Organisation


class _Line:
    """csv.writer writes here and hands the finished line back."""

    def write(self, line: str) -> str:
        return line


def exported(request: HttpRequest, table: Table, place: Place) -> HttpResponseBase | None:
    """The file when the address asks for one, else None and the view shows its page."""
    wanted = request.GET.get("format")
    if wanted == "csv":
        return csv_file(table, place)
    if wanted == "xlsx":
        return _xlsx(table, place, request)
    return None


def _name(table: Table, place: Place, ending: str) -> str:
    """Files of a demo channel say so in their name: a CSV has no other place for it."""
    parts = [place.name, table.title, f"{today():%Y%m%d}"]
    if isinstance(place, Channel) and place.is_demo:
        parts.insert(0, _("예시 자료"))
    return "_".join(parts).replace("/", "-") + ending


def csv_file(table: Table, place: Place) -> StreamingHttpResponse:
    response = StreamingHttpResponse(
        _csv_lines(table, get_language()), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = content_disposition_header(True, _name(table, place, ".csv"))
    return response


def _csv_lines(table: Table, language: str) -> Iterator[str]:
    """Runs after the middleware has put its language away, so it brings its own."""
    writer = csv.writer(_Line())
    with translation.override(language):
        yield "\ufeff" + writer.writerow(table.head)  # without the mark Excel reads CP949
        for line in table.lines():
            yield writer.writerow(line)


def _xlsx(table: Table, place: Place, request: HttpRequest) -> FileResponse:
    file = tempfile.TemporaryFile()  # noqa: SIM115  # FileResponse closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(file, {**options, "default_date_format": "yyyy-mm-dd hh:mm"})
    _write_table(book, table)
    _write_papers(book, _papers(table, place, request))
    book.close()
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename=_name(table, place, ".xlsx"), content_type=XLSX
    )


def _write_table(book: Workbook, table: Table) -> None:
    sheet = book.add_worksheet(table.title[:31])
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, table.head, bold)
    for number, line in enumerate(table.lines(), start=1):
        if number >= XLSX_ROWS:
            break
        for place, cell in enumerate(line):
            if isinstance(cell, dt.date) and not isinstance(cell, dt.datetime):
                sheet.write_datetime(number, place, cell, day)
            elif cell is not None:
                sheet.write(number, place, cell)


def _write_papers(book: Workbook, facts: Iterable[tuple[str, Any]]) -> None:
    sheet = book.add_worksheet("papers")
    sheet.set_column(0, 1, 30)
    for number, (name, value) in enumerate(facts):
        sheet.write_row(number, 0, [name, plain(value)])


def _papers(table: Table, place: Place, request: HttpRequest) -> Iterator[tuple[str, Any]]:
    yield _("채널"), place.name
    yield _("표"), table.title
    yield _("만든 때"), timezone.now().astimezone(KST).strftime("%Y-%m-%d %H:%M")
    filters = [f"{key}={value}" for key, value in request.GET.items() if value and key != "format"]
    yield _("조건"), " ".join(filters) or _("없음")
    if isinstance(place, Channel) and place.is_demo:
        yield _("예시 자료"), _("예시 자료입니다. 실제 채널의 숫자가 아닙니다.")
