"""What is stored is what Kakao said, row by row; what it withheld is a gap."""

import datetime as dt

import pytest
from django.utils import timezone

from analytics.sync.cursors import runnable, start_round
from campaigns.ads.answers import mark_answered
from campaigns.models import (
    AdAccount,
    AdAnswer,
    AdCampaign,
    AdDay,
    AdDayRevision,
    AdGroup,
    DiscoveredMetric,
)
from channel import clock
from channel.models import Broadcast, Connection, Origin, SyncCursor, SyncRun
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


def test_a_campaign_that_is_gone_stops_no_other_names(kakao: Kakao, connection: Connection) -> None:
    pull_all()
    account = AdAccount.objects.filter(platform="moment").earliest("pk")
    gone = AdCampaign.objects.create(account=account, kakao_id="0")  # before all the others
    names = AdGroup.objects.filter(account=account)
    known = dict(names.values_list("kakao_id", "name"))
    names.update(name="")
    start_round(runnable())
    pull_all()
    assert dict(names.values_list("kakao_id", "name")) == known
    said = SyncRun.objects.filter(kind="names", account=account.kakao_id, state="failed")
    assert set(said.values_list("error_reason", flat=True)) == {"not_found"}
    assert not AdGroup.objects.filter(campaign=gone).exists()
    connection.refresh_from_db()
    assert connection.state == Connection.State.WORKING


def test_a_group_that_gets_known_late_gets_the_days_that_were_settled_without_it(
    kakao: Kakao, connection: Connection
) -> None:
    """Its lists may fail for so long that the days below it were given up as contradictory."""
    pull_all()
    for account in AdAccount.objects.all():
        group = AdGroup.objects.filter(account=account).earliest("pk")
        below = {"account": account, "campaign_id": group.campaign.kakao_id}
        assert AdDay.objects.filter(object_id=group.kakao_id, **below).delete()[0]
        AdDay.objects.filter(level__in=["creative", "keyword"], **below).delete()
        group.delete()
    AdAnswer.objects.update(doubts=3, answered_at=timezone.now() - dt.timedelta(hours=1))
    start_round(runnable())
    pull_all()
    for account in AdAccount.objects.all():
        assert stored(account) == truth(kakao, account)
    calls = len(kakao.calls())
    pull_all()
    assert len(kakao.calls()) == calls


def test_a_channel_that_nothing_came_for_gets_all_its_messages(
    kakao: Kakao, connection: Connection
) -> None:
    pull_all()
    told = set(Broadcast.objects.values_list("kakao_id", flat=True))
    Broadcast.objects.all().delete()  # as where its channel was not known in the first round
    start_round(runnable())
    pull_all()
    assert set(Broadcast.objects.values_list("kakao_id", flat=True)) == told


@pytest.mark.parametrize(
    ("days_ago", "refused", "provisional"), [(9, False, False), (8, False, True), (9, True, True)]
)
def test_what_an_answer_no_longer_holds_settles_with_its_day(
    days_ago: int, refused: bool, provisional: bool
) -> None:
    channel = make.channel()
    account = AdAccount.objects.create(
        organisation=channel.organisation, platform="moment", kakao_id="1", name="계정",
        history_from=clock.today() - dt.timedelta(days=30),
    )  # fmt: skip
    day = clock.today() - dt.timedelta(days=days_ago)
    row = AdDay.objects.create(
        account=account, level="account", object_id="1", day=day, clicks=7, provisional=True,
        origin=Origin.PULL,
    )  # fmt: skip
    mark_answered(account, "account", day, day, refused=refused)
    row.refresh_from_db()
    assert (row.clicks, row.provisional) == (7, provisional)
