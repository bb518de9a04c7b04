"""What every test needs and no test is about."""

import pytest

from tests import make


@pytest.fixture(autouse=True)
def _prices(request: pytest.FixtureRequest) -> None:
    """A test that really commits empties every table afterwards, seeded prices among them."""
    for fixture in ("transactional_db", "db"):
        if fixture in request.fixturenames:
            request.getfixturevalue(fixture)
            make.prices()
            return
