"""Two worlds through files and the nightly job: the forecast of silence keeps its bars.

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
    result = measure(world, 1, 5_000, nights=1)
    found = [bar for bar in bars(world, [result.judged]) if bar.name != "ten groups off by"]
    assert [str(bar) for bar in found if not bar.holds] == []
    assert len(found) == 5
    assert result.verdict == "fitted"
