"""HTML tables to a grid: many Korean exports are pages named .xls."""

from lxml import etree

from channel.imports.reading import limits
from channel.imports.reading.grid import Grid, refuse_too_many, refuse_too_wide
from channel.imports.reading.problems import ReadingError


def grid_of_page(text: str, encoding: str = "") -> Grid:
    """The page's largest table; merged cells are written once, at their first place."""
    if len(text) > limits.PAGE_BYTES:
        raise ReadingError("file_too_large", limit_bytes=limits.PAGE_BYTES)
    tables = [_rows(table) for table in _tree(text).iter("table")]
    rows = max(tables, key=lambda rows: sum(map(len, rows)), default=[])
    if not rows:
        raise ReadingError("no_table")
    return Grid(rows, list(range(1, len(rows) + 1)), encoding, format="page")


def _tree(text: str) -> etree._Element:
    # The text is decoded already: whatever charset the page claims no longer counts.
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, recover=True, remove_comments=True
    )
    clean = text.replace("\x00", "").encode("utf-8", "replace")
    try:
        tree = etree.fromstring(clean, parser)
    except (etree.LxmlError, ValueError) as error:
        raise ReadingError("broken_file", format="page") from error
    if tree is None:
        raise ReadingError("no_table")
    return tree


def _rows(table: etree._Element) -> list[list[str]]:
    rows: list[list[str]] = []
    below: dict[int, int] = {}  # column -> rows that a cell from above still covers
    cells = 0
    for element in table.iter("tr"):
        if next(element.iterancestors("table"), None) is not table:
            continue
        rows.append(_row(element, below, len(rows) + 1))
        cells += len(rows[-1])
        refuse_too_many(cells)
    return rows


def _row(element: etree._Element, below: dict[int, int], line: int) -> list[str]:
    row: list[str] = []
    for cell in element:
        if cell.tag not in ("td", "th"):
            continue
        _pass_covered(row, below)
        wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
        refuse_too_wide(len(row) + wide, line)
        if high > 1:
            below.update({len(row) + step: high - 1 for step in range(wide)})
        row += ["".join(str(part) for part in cell.itertext()).strip(), *[""] * (wide - 1)]
    _pass_covered(row, below)
    return row


def _pass_covered(row: list[str], below: dict[int, int]) -> None:
    while below.get(len(row), 0) > 0 and len(row) <= limits.COLUMNS:
        below[len(row)] -= 1
        row.append("")


def _span(cell: etree._Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return max(int(value), 1) if value.isascii() and value.isdecimal() and len(value) < 8 else 1
