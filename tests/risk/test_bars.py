"""The bars of the block signal on simulated channels: few false alarms, a doubling found soon.

Twenty seeds from daily totals in memory; the first ones also as files through the import, which
must leave the same alarms. `make accuracy` takes all twenty through files.
"""

import pytest

from analytics.management.commands.measure_risk import FRIENDS, summary
from analytics.risk.measuring import Seen, from_totals, through_files, world
from channel.models import Channel, Run, User

SEEDS, THROUGH_FILES = 20, 2


@pytest.fixture(scope="module")
def seen() -> dict[str, list[Seen]]:
    return {
        name: [from_totals(world(name, seed, FRIENDS)) for seed in range(SEEDS)]
        for name in ("risk", "risk_double")
    }


def test_without_a_change_it_is_nearly_silent(seen):
    line = summary("risk", FRIENDS, seen["risk"], barred=True)
    assert line.red_median <= 1
    assert line.red_mean <= 0.5
    assert line.either_mean <= 1


def test_a_doubling_is_red_within_twelve_messages(seen):
    line = summary("risk_double", FRIENDS, seen["risk_double"], barred=True)
    assert line.found_within_12 >= 19


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(THROUGH_FILES))
@pytest.mark.parametrize("name", ["risk", "risk_double"])
def test_files_through_the_import_leave_the_same_alarms(seen, name, seed):
    assert through_files(world(name, seed, FRIENDS)) == seen[name][seed]


@pytest.mark.django_db
def test_measuring_leaves_nothing_behind():
    through_files(world("risk", 0, 5_000))
    assert not any(model.objects.exists() for model in (Channel, Run, User))
