"""QR codes of links: SVG for print, PNG for where pictures are uploaded."""

import io
from typing import Literal

import segno

Kind = Literal["svg", "png"]
TYPES: dict[Kind, str] = {"svg": "image/svg+xml", "png": "image/png"}


def qr_code(url: str, kind: Kind) -> bytes:
    """With the quiet zone of four modules that scanners need, dark on white in any theme."""
    code = segno.make_qr(url, error="m")
    file = io.BytesIO()
    code.save(
        file, kind=kind, scale=12 if kind == "png" else 8, border=4, dark="#000", light="#fff"
    )
    return file.getvalue()
