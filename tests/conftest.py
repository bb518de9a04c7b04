"""What every test needs and no test is about."""

import pytest

from tests import make

DATABASE = {"db", "transactional_db", "live_server"}


@pytest.fixture(autouse=True)
def _prices(request: pytest.FixtureRequest, _django_db_helper: None) -> None:
    """A test that really commits empties every table afterwards, seeded prices among them."""
    if request.node.get_closest_marker("django_db") or DATABASE & set(request.fixturenames):
        make.prices()
