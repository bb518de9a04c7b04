"""A minute of the soak: see `soaking`, which `make soak` runs for longer."""

import pytest

from tests.worker.soaking import LEAST, Plan, soak

pytestmark = [pytest.mark.worker, pytest.mark.timeout(900)]
SMALL = {
    "moment_accounts": 1, "campaigns": 2, "groups": 2, "creatives": 2, "keyword_accounts": 1,
    "keywords": 10,
}  # fmt: skip


def test_a_minute_of_faults_and_kills_leaves_every_figure_right(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    told = soak(Plan(seconds=60, seed=20261122, days=62, call_seconds=3, shape=SMALL))
    print(told)
    assert told.accounts == 40
    assert told.rows > 10_000
    assert (told.wrong, told.gaps, told.early) == (0, 0, 0)
    assert min(told.faults.values()) >= LEAST
    assert told.lost == []
    assert told.wordless == 0
    assert told.holds()
