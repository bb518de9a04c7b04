"""What is stored is what Kakao said, row by row; what it withheld is a gap."""

import pytest

from analytics.sync.cursors import runnable, start_round
from campaigns.models import AdAccount, AdAnswer, AdDay, AdDayRevision, DiscoveredMetric
from channel.models import Broadcast, Connection, SyncCursor
from tests import make
from tests.sync.arrange import SHAPE, Kakao, connect, pull_all, stored, truth, withheld

pytestmark = pytest.mark.django_db


@pytest.fixture
def connection(kakao: Kakao) -> Connection:
    return connect(make.people().channel, kakao)


def gaps(account: AdAccount, level: str) -> set[str]:
    days = AdAnswer.objects.filter(account=account, level=level, refused=True)
    return {day.isoformat() for day in days.values_list("day", flat=True)}


def test_every_stored_figure_is_the_simulators_own(kakao: Kakao, connection: Connection) -> None:
    pull_all()
    accounts = AdAccount.objects.all()
    assert {account.platform for account in accounts} == {"moment", "keyword"}
    for account in accounts:
        assert stored(account) == truth(kakao, account)
        leaf = "creative" if account.platform == "moment" else "keyword"
        assert withheld(kakao, account)
        for level in ("account", "campaign", "group", leaf):
            assert gaps(account, level) == withheld(kakao, account)
            answered = AdAnswer.objects.filter(account=account, level=level)
            assert answered.count() == SHAPE.days
    connection.refresh_from_db()
    assert connection.state == Connection.State.WORKING
    assert not SyncCursor.objects.exclude(due_at=None).exists()


def test_no_call_came_sooner_than_the_limit(kakao: Kakao, connection: Connection) -> None:
    pull_all()
    assert not [call for call in kakao.calls() if call["outcome"] == "limited"]


def test_a_second_round_leaves_the_same_rows(kakao: Kakao, connection: Connection) -> None:
    pull_all()
    before = list(AdDay.objects.order_by("pk").values())
    messages = list(Broadcast.objects.order_by("pk").values())
    start_round(runnable())
    pull_all()
    assert list(AdDay.objects.order_by("pk").values()) == before
    assert list(Broadcast.objects.order_by("pk").values()) == messages
    assert AdDayRevision.objects.count() == 0


def test_messages_become_messages_of_the_channel(kakao: Kakao, connection: Connection) -> None:
    pull_all()
    told = kakao.get("truth?account=200100")["messages"]
    found = {one.kakao_id: one for one in Broadcast.objects.select_related("result")}
    assert set(found) == {one["id"] for one in told}
    for one in told:
        assert found[one["id"]].result.sent == one["sent"]


def test_an_unknown_figure_is_listed_and_summed_by_nobody(
    kakao: Kakao, connection: Connection
) -> None:
    pull_all()
    keys = set(DiscoveredMetric.objects.filter(name="").values_list("key", flat=True))
    assert keys == {"sim_friend_add_1d", "sim_friend_add_7d"}
    assert not AdDay.objects.exclude(friends_added=None).exists()
