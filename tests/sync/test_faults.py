"""Every way Kakao may fail: the right words, the right wait, and never a wrong number."""

from typing import Any

import pytest

from analytics.sync import asking, outcomes
from analytics.sync.cursors import runnable, start_round
from campaigns.models import AdAccount, AdDay, AdGroup
from channel.models import Alert, Connection, SyncCursor, SyncRun
from kakao.client import Patience
from tests import make
from tests.sync.arrange import Kakao, connect, pull_all, stored, truth

pytestmark = pytest.mark.django_db

# fault, what is done about it, the reason that the record names
FAULTS = [
    ("server_error", "temporary", "server"),
    ("unavailable", "temporary", "server"),
    ("limited", "rate_limited", "too_often"),
    ("error_200", None, None),
    ("malformed", "bad_payload", "not_json"),
    ("truncated", "bad_payload", "not_json"),
    ("cut_off", "temporary", "cut_off"),
    ("reset", "temporary", "cut_off"),
    ("stall", "temporary", None),
    ("drip", "temporary", "timeout"),
    ("missing_rows", None, None),
    ("duplicate_rows", None, None),
]


@pytest.mark.parametrize(("fault", "kind", "reason"), FAULTS)
def test_after_a_fault_every_figure_is_there(
    kakao: Kakao, monkeypatch: Any, fault: str, kind: str | None, reason: str | None
) -> None:
    if fault in ("stall", "drip"):
        monkeypatch.setattr(asking, "PATIENCE", Patience(connect=5, read=1, total=1.5))
    rule = {"kind": fault, "rate": 0.3, "endpoint": "*/report", "times": 3, "seconds": 2}
    kakao.faults(rule)
    connect(make.people().channel, kakao, platforms=["moment"])
    pull_all()
    if fault == "missing_rows":  # days that may still change are asked for again by the next round
        start_round(runnable())
        pull_all()
    spoiled = [call for call in kakao.calls() if call["fault"] == fault]
    assert spoiled
    for account in AdAccount.objects.all():
        assert stored(account) == truth(kakao, account)
    failed = SyncRun.objects.exclude(error_kind="").exclude(error_reason="period")
    if kind:
        assert failed.filter(error_kind=kind).count() == len(spoiled)
        assert not reason or set(failed.values_list("error_reason", flat=True)) == {reason}
    assert Connection.objects.get().state == Connection.State.WORKING


def test_a_dead_token_stops_its_own_pulls_with_one_alert(kakao: Kakao) -> None:
    people = make.people()
    dead, alive = connect(people.channel, kakao, 1), connect(people.channel, kakao, 2)
    kakao.put("tokens", business=1, dead=True)
    pull_all()
    dead.refresh_from_db()
    alive.refresh_from_db()
    assert dead.state == Connection.State.NEEDS_RECONNECT
    assert "다시 연결" in dead.state_words
    assert alive.state == Connection.State.WORKING
    assert Alert.objects.count() == 1
    assert len([call for call in kakao.calls() if call["business"] is None]) == 1
    assert SyncCursor.objects.filter(connection=dead).exclude(due_at=None).exists()
    assert {account.connection_id for account in AdAccount.objects.all()} == {alive.pk}


def test_a_revoked_scope_says_so(kakao: Kakao) -> None:
    connection = connect(make.people().channel, kakao)
    kakao.put("tokens", business=1, scopes=["keyword_management"])
    pull_all()
    connection.refresh_from_db()
    assert "범위가 줄었습니다" in connection.state_words


def test_a_lost_encryption_key_loses_nothing(kakao: Kakao, settings: Any) -> None:
    from cryptography.fernet import Fernet

    connection = connect(make.people().channel, kakao)
    settings.DANGOL_SECRET_KEYS = [Fernet.generate_key().decode()]
    pull_all()
    connection.refresh_from_db()
    assert connection.state == Connection.State.NEEDS_RECONNECT
    assert "암호화 키" in connection.state_words
    assert not kakao.calls()


def test_one_kind_that_fails_stops_no_other(kakao: Kakao) -> None:
    connect(make.people().channel, kakao, platforms=["moment"])
    kakao.faults({"kind": "server_error", "rate": 1, "endpoint": "moment/message-ads", "times": 4})
    pull_all()
    assert AdDay.objects.exists()
    assert SyncRun.objects.filter(kind="messages", state="failed").count() == 4


def test_lists_of_a_campaign_that_stay_unreadable_keep_no_other_from_its_names(
    kakao: Kakao,
) -> None:
    """They are passed over, and asked for again where sums differ without them or days may change."""
    kakao.faults(
        {"kind": "malformed", "endpoint": "moment/adGroups", "times": outcomes.BAD_ANSWERS}
    )
    connect(make.people().channel, kakao, platforms=["moment"])
    pull_all()
    said = SyncRun.objects.filter(kind="names", error_kind="bad_payload")
    assert said.count() == outcomes.BAD_ANSWERS
    assert AdGroup.objects.exists()
    start_round(runnable())
    pull_all()
    for account in AdAccount.objects.all():
        assert stored(account) == truth(kakao, account)
    assert Connection.objects.get().state == Connection.State.WORKING
