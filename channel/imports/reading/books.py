"""Workbooks to a grid. Formulas are never evaluated: the values their program stored are read."""

import datetime as dt
import io
from typing import Any

from python_calamine import CalamineWorkbook, PasswordError, load_workbook

from channel.imports.reading.grid import Grid, refuse_too_many, refuse_too_wide
from channel.imports.reading.problems import ReadingError
from channel.imports.reading.zips import refuse_bombs

_SHEETS = 50


def grid_of_book(data: bytes, container: str) -> Grid:
    """The sheet with most cells, every cell as text."""
    if container == "xlsx":
        refuse_bombs(data)
    try:
        return _largest_sheet(load_workbook(io.BytesIO(data)), container)
    except ReadingError:
        raise
    except PasswordError as error:
        raise ReadingError("encrypted_file") from error
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic of the Rust reader is no Exception
        raise ReadingError("broken_file", format=container) from error


def _largest_sheet(book: CalamineWorkbook, container: str) -> Grid:
    best, best_cells = None, 0
    for index in range(min(len(book.sheet_names), _SHEETS)):
        sheet = book.get_sheet_by_index(index)
        if sheet.height * sheet.width > best_cells:
            best, best_cells = sheet, sheet.height * sheet.width
    if best is None:
        raise ReadingError("empty_file")
    refuse_too_wide(best.total_width, None)
    refuse_too_many(best.total_width * best.total_height)
    rows = [[_text(cell) for cell in row] for row in best.to_python(skip_empty_area=False)]
    return Grid(rows, list(range(1, len(rows) + 1)), format=container, sheet=best.name)


def _text(cell: Any) -> str:
    if cell.__class__ is str:
        return str(cell)
    if cell.__class__ is float:
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ", "seconds")
    return "" if cell is None else str(cell)
