"""Every payload with every field changed: an extra one changes nothing, a missing or null one is
either not needed or named, and nothing else is ever raised."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from kakao.errors import BadPayload
from tests.kakao.test_payloads import CALLS, GONE, read, sample

# Objects whose keys are Kakao's own to choose: a new one there is news, not noise.
OPEN = ("metrics", "dimensions")
Path = tuple[str | int, ...]


def fields(body: Any, path: Path = ()) -> Iterator[Path]:
    """The path of every field of every object, at any depth."""
    if isinstance(body, dict):
        for name, value in body.items():
            yield (*path, name)
            yield from fields(value, (*path, name))
    elif isinstance(body, list):
        for number, value in enumerate(body):
            yield from fields(value, (*path, number))


def put(body: Any, path: Path, value: Any) -> Any:
    changed = place = deepcopy(body)
    for step in path[:-1]:
        place = place[step]
    if value is GONE:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return changed


def refused(name: str, body: Any) -> str | None:
    """The field that the error names; None where the answer is read all the same."""
    try:
        read(name, body)
    except BadPayload as error:
        return str(error.field)
    return None


@pytest.mark.parametrize("name", CALLS)
def test_a_field_more_anywhere_changes_nothing(name: str) -> None:
    body = sample(name)
    before = read(name, body)
    objects = {path[:-1] for path in fields(body)}
    for path in sorted(objects, key=str):
        if not path or path[-1] not in OPEN:
            assert read(name, put(body, (*path, "somethingNew"), {"deep": [1]})) == before, path


@pytest.mark.parametrize("value", [GONE, None], ids=["missing", "null"])
@pytest.mark.parametrize("name", CALLS)
def test_a_field_less_anywhere_is_not_needed_or_named(name: str, value: Any) -> None:
    body = sample(name)
    for path in fields(body):
        named = refused(name, put(body, path, value))
        assert named is None or str(path[-1]) in named, path


@pytest.mark.parametrize("name", CALLS)
def test_something_else_in_its_place_is_ignored_or_named(name: str) -> None:
    """Of another type altogether: an object for a value, a text for an object or a list."""
    body = sample(name)
    for path in fields(body):
        place = body
        for step in path:
            place = place[step]
        other = "text" if isinstance(place, (dict, list)) else {"other": True}
        named = refused(name, put(body, path, other))
        assert named is None or str(path[-1]) in named, path
