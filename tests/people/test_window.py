"""A kept mask as the messages one friend has seen, beside the same counted one by one."""

import pytest

from channel.people.window import seen


def one_by_one(mask: int, at: int, since: int | None, newest: int) -> tuple[bool, ...]:
    first = newest + 1 if since is None else max(since, newest - 59)
    return tuple(
        0 <= at - ordinal < 64 and bool(mask >> (at - ordinal) & 1)
        for ordinal in range(first, newest + 1)
    )


@pytest.mark.parametrize(
    ("mask", "at", "since", "newest"),
    [
        (0, 0, None, 80), (0, 0, 1, 80), (0, 0, 81, 80), (1, 80, 80, 80), (0b1011, 78, 1, 80),
        (0b1011, 10, 1, 80), (1, 3, 4, 80), (0b101, 3, 1, 3), (-1, 80, 1, 80), (-(2**63), 80, 1, 80),
        (0b11, 82, 70, 80), (2**62 + 1, 63, 1, 70),
    ],
)  # fmt: skip
def test_as_counted_one_by_one(mask: int, at: int, since: int | None, newest: int) -> None:
    found, told = seen(mask, at, since, newest), one_by_one(mask, at, since, newest)
    assert found.engaged == told
    last = max((n for n, yes in enumerate(told, 1) if yes), default=0)
    assert (found.x, found.t, found.n, found.silent) == (
        sum(told), last, len(told), len(told) - last,
    )  # fmt: skip
