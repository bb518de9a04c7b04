"""Excel workbooks that are the same bytes for the same figures."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path

import xlsxwriter

from kakao.simulator.world import World


@contextmanager
def workbook(path: Path, world: World) -> Iterator[xlsxwriter.Workbook]:
    """An open workbook, stamped with the day the world is seen."""
    book = xlsxwriter.Workbook(str(path), {"remove_timezone": True})
    book.set_properties({"created": datetime.combine(world.end, time())})
    yield book
    book.close()
