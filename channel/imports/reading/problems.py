"""What the reader has to say about a file: codes and parameters, never sentences."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong. `line` counts from 1 as the file's own program shows it."""

    code: str
    line: int | None = None
    field: str | None = None
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)


class ReadingError(Exception):
    """The file as a whole cannot be read; the only error that leaves this package."""

    def __init__(self, code: str, line: int | None = None, **params: Any) -> None:
        self.problem = Problem(code, line, params.pop("field", None), params)
        super().__init__(f"{code} line={line} {params}")
