"""`python -m config.messages update|check|compile`: the English catalogue without GNU gettext.

The source language is Korean, so English is the one catalogue. Django's own `templatize` turns a
template into text that Babel can read as Python.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale/en/LC_MESSAGES/django.po"
ROOMS = ("config", "channel", "personas", "campaigns", "content", "analytics", "templates")
KEYWORDS: dict[str, Any] = dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop", "_", "N_"))
KEYWORDS |= {"ngettext": (1, 2), "ngettext_lazy": (1, 2)}
KEYWORDS |= dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2))


def extract_template(
    file: Any, keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[Any, ...]]:
    text = templatize(file.read().decode(), origin=getattr(file, "name", None))
    # A template's indentation means nothing, to Python it would.
    source = "\n".join(line.lstrip() for line in text.splitlines())
    yield from extract_python(io.BytesIO(source.encode()), keywords, comment_tags, options)


def extract() -> Catalog:
    catalog = Catalog(locale="en", project="Dangol", charset="utf-8")
    methods: list[Any] = [("**/tests/**", "ignore"), ("**.py", "python"),
               ("**.html", extract_template), ("**.txt", extract_template)]  # fmt: skip
    for room in ROOMS:
        for row in extract_from_dir(ROOT / room, methods, keywords=KEYWORDS):
            _file, _line, message, _comments, context = row
            catalog.add(message, context=context)
    return catalog


def load() -> Catalog:
    if not PO.exists():
        return Catalog(locale="en", charset="utf-8")
    return read_po(io.BytesIO(PO.read_bytes()), locale="en")


def updated() -> Catalog:
    known, template = load(), extract()
    known.update(template, no_fuzzy_matching=True, keep_user_comments=False)
    known.obsolete.clear()
    return known


def update() -> int:
    buffer = io.BytesIO()
    write_po(buffer, updated(), sort_output=True, no_location=True, omit_header=False, width=0)
    lines = [line for line in buffer.getvalue().decode().splitlines() if "-Date:" not in line]
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_text("\n".join(lines) + "\n")
    return 0


def untranslated(catalog: Catalog) -> list[str]:
    def done(string: Any) -> bool:
        return all(string) if isinstance(string, tuple | list) else bool(string)

    return [str(m.id) for m in catalog if m.id and (m.fuzzy or not done(m.string))]


def check() -> int:
    missing = untranslated(updated())
    for message in missing:
        print(f"no English for: {message}")
    return 1 if missing else 0


def compile_catalogue() -> int:
    with (PO.parent / "django.mo").open("wb") as file:
        write_mo(file, load())
    return 0


if __name__ == "__main__":
    sys.exit({"update": update, "check": check, "compile": compile_catalogue}[sys.argv[1]]())
