"""The shown reading of each measure: the newest day, of that day the newest revision."""

import datetime as dt

import pytest

from channel.figures.readings import latest
from channel.models import Channel, Reading
from tests import make

pytestmark = pytest.mark.django_db


def reading(place: Channel, measure: str, days: int, value: int, **fields: str) -> Reading:
    fields = {"subject": "channel", **fields}
    return Reading.objects.create(
        channel=place, measure=measure, as_of=make.DAY - dt.timedelta(days=days), value=value,
        unit="people", state="final", formula=measure, **fields,
    )  # fmt: skip


def test_the_newest_day_wins_and_of_a_day_the_last_revision() -> None:
    place, other = make.channel(), make.channel("다른 가게")
    for measure, days, value in (
        ("friends", 1, 10), ("friends", 0, 20), ("friends", 0, 30), ("friends", 2, 40),
        ("adds_30d", 9, 50), ("net_30d", 3, 60),
    ):  # fmt: skip
        reading(place, measure, days, value)
    reading(other, "friends", 0, 70)
    reading(other, "elsewhere", 0, 80)
    reading(place, "sent", 0, 90, subject="broadcast:1")
    found = {measure: one.value for measure, one in latest(place).items()}
    assert found == {"friends": 30, "adds_30d": 50, "net_30d": 60}
    asked = latest(place, measures=["friends", "net_30d", "elsewhere"])
    assert {measure: one.value for measure, one in asked.items()} == {"friends": 30, "net_30d": 60}


def test_a_channel_without_readings_has_none() -> None:
    assert latest(make.channel()) == {}
