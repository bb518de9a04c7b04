"""What every test needs and no test is about."""

import pytest

from tests import make

DATABASE = {"db", "transactional_db", "live_server"}


@pytest.fixture(autouse=True)
def _prices(request: pytest.FixtureRequest) -> None:
    """A test that really commits empties every table afterwards, seeded prices among them."""
    if request.node.get_closest_marker("django_db") or DATABASE & set(request.fixturenames):
        request.getfixturevalue("_django_db_helper")
        make.prices()
