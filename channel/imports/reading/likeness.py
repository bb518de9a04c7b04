"""How much a header reads like a wanted column."""

import unicodedata

from channel.imports.kinds import Column
from channel.imports.reading.words import header_word

# From here on a header is taken for the column without a look at its values.
SURE = 0.8


def likeness(column: Column, header: str) -> float:
    """0 to 1: the whole header is one of the column's words, or holds one of them."""
    word = header_word(header)
    if not word:
        return 0.0
    if word in column.words:
        return 1.0 - 0.005 * column.words.index(word)
    raw = unicodedata.normalize("NFKC", header).casefold()
    if any(other in word or other in raw for other in column.unless):
        return 0.0
    held = [len(known) for known in column.words if len(known) > 1 and known in word]
    return 0.55 + 0.4 * max(held) / len(word) if held else 0.0
