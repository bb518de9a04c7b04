import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from channel.clock import KST
from channel.models import Channel
from tests import make


@pytest.fixture(autouse=True)
def sunday() -> Iterator[None]:
    with time_machine.travel(dt.datetime.combine(make.DAY, dt.time(12), KST), tick=True):
        yield


@pytest.fixture
def people(db: None) -> make.People:
    return make.people()


@pytest.fixture
def place(people: make.People) -> Channel:
    return people.channel
