import datetime as dt

import pytest
import time_machine

from channel.models import Channel
from tests import make
from tests.risk.history import TODAY

NOON = dt.datetime.combine(TODAY, dt.time(12), dt.timezone(dt.timedelta(hours=9)))


@pytest.fixture(autouse=True)
def sunday():
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def people(db) -> make.People:
    return make.people()


@pytest.fixture
def place(people: make.People) -> Channel:
    return people.channel
