"""Two worlds, three seeds each, through files and the nightly job: the forecast keeps its bars.

At this size ten groups hold some 260 friends each, whose shares vary by more than their bar by
chance alone; `make accuracy` judges the groups at full size.
"""

import pytest

from analytics.accuracy.bars import bars
from analytics.accuracy.measuring import measure

pytestmark = pytest.mark.django_db


@pytest.mark.timeout(400)
@pytest.mark.parametrize("world", ["classes", "return"])
def test_the_forecast_holds_at_five_thousand_friends(world):
    results = [measure(world, seed, 5_000, nights=1) for seed in (1, 2, 3)]
    judged = bars(world, [result.judged for result in results])
    found = [bar for bar in judged if bar.name != "ten groups off by"]
    assert [str(bar) for bar in found if not bar.holds] == []
    assert len(found) == 5
    assert {result.verdict for result in results} == {"fitted"}
