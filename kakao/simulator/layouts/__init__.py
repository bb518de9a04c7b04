"""The layouts a Manager Center file may come in: one module each, registered in LAYOUTS.

To add one: write a module with a LAYOUT and name it here. Every layout carries the same figures.
"""

from kakao.simulator.layouts import (
    csv_channels,
    csv_cp949,
    csv_periods,
    csv_utf8,
    html_xls,
    pasted,
    tsv_utf16,
    xlsx_titled,
    xlsx_wide,
)
from kakao.simulator.layouts.layout import Layout

LAYOUTS: dict[str, Layout] = {
    module.LAYOUT.name: module.LAYOUT
    for module in (
        csv_utf8,
        csv_cp949,
        tsv_utf16,
        xlsx_titled,
        xlsx_wide,
        html_xls,
        pasted,
        csv_periods,
        csv_channels,
    )
}

__all__ = ["LAYOUTS", "Layout"]
