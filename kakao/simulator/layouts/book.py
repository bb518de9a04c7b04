"""Excel workbooks that are the same bytes for the same figures."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Protocol

import xlsxwriter


class Seen(Protocol):
    """Anything that is seen on a day."""

    @property
    def end(self) -> date: ...


@contextmanager
def workbook(path: Path, world: Seen) -> Iterator[xlsxwriter.Workbook]:
    """An open workbook, stamped with the day the world is seen."""
    book = xlsxwriter.Workbook(str(path), {"remove_timezone": True})
    book.set_properties({"created": datetime.combine(world.end, time())})
    yield book
    book.close()
