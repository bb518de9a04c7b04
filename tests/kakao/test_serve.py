"""The simulated Kakao keeps Kakao's limits, tells its truth, and is the same for the same seed."""

import socket
import subprocess
import sys
import time
from collections import defaultdict
from datetime import date, datetime, timedelta

import pytest
import requests

from kakao import keyword, moment
from kakao.errors import RateLimited, Rejected
from kakao.figures import Level
from kakao.simulator.ads import Account, Figures, Product, Shape, growth, make_accounts
from kakao.simulator.serve.faults import Faults
from kakao.wire import KST
from tests.kakao.conftest import FIRST, NOW, start

ACCOUNT, KEYWORD_ACCOUNT = "200100", "700100"
TODAY, YESTERDAY = NOW.date(), NOW.date() - timedelta(days=1)
MOMENT_IDS = {"account": "ad_account_id", "campaign": "campaign_id", "group": "ad_group_id"}


def ask(kakao, path: str, account: str = ACCOUNT, **query: object) -> requests.Response:
    headers = {"Authorization": "Bearer t1", "adAccountId": account}
    return requests.get(f"{kakao.url}{path}", headers=headers, params=query, timeout=10)


def report(kakao, path: str = "adAccounts/report", **changed: object) -> requests.Response:
    query = {"start": "20261101", "end": "20261110", "level": "CAMPAIGN", "timeUnit": "DAY"}
    return ask(kakao, f"/openapi/v4/{path}", **{**query, **changed})


# query, Kakao's code and detail
REFUSED = [
    ({"end": "20261120"}, -813, 60008),
    ({"start": "20261001", "end": "20261101"}, -813, 60007),
    ({"start": "2026-11-01"}, -813, 60005),
    ({"start": "20261111"}, -813, 60005),
    ({"end": "20261131"}, -813, 60005),
    ({"adAccountId": "2001x0"}, -2, None),
    ({"adAccountId": "1,2,3,4,5,6"}, -2, None),
    ({"adAccountId": "200200"}, -813, 9004),
    ({"level": "CREATIVE"}, -2, None),
    ({"metricsGroup": "EVERYTHING"}, -2, None),
    ({"timeUnit": "WEEK"}, -2, None),
    ({"path": "campaigns/report"}, -2, None),
    ({"path": "campaigns/report", "campaignId": "77"}, -813, 31001),
]


@pytest.mark.parametrize(("query", "code", "detail"), REFUSED)
def test_a_report_is_refused_as_documented(kakao, query, code, detail):
    answer = report(kakao, **query)
    assert answer.status_code == 400
    body = answer.json()
    assert (body["code"], body.get("extras", {}).get("detailCode")) == (code, detail)
    entry = kakao.log()[-1]
    assert (entry["outcome"], entry["code"], entry["detail_code"]) == ("refused", code, detail)


def test_a_second_report_within_the_limit_is_refused_and_logged(slow_kakao):
    with slow_kakao.client() as client:
        call = moment.account_report(ACCOUNT, date(2026, 11, 1), date(2026, 11, 5))
        client.send(call)
        with pytest.raises(RateLimited):
            client.send(call)
        # another account has a limit of its own, and lists have none
        client.send(moment.account_report("200101", date(2026, 11, 1), date(2026, 11, 5)))
        client.send(moment.campaigns(ACCOUNT))
        client.send(moment.campaigns(ACCOUNT))
        time.sleep(0.5)
        client.send(call)
    log = slow_kakao.log()
    assert [e["outcome"] for e in log] == ["ok", "limited", "ok", "ok", "ok", "ok"]
    assert log[1]["gap"] < log[1]["need"] == 0.5


def test_calls_with_several_ids_share_the_limit_of_their_app(slow_kakao):
    slow_kakao.put("tokens", token="t2", business=2)
    slow_kakao.put("tokens", token="t3", business=2, client_id="sim-rest-key-other")
    days = (date(2026, 11, 1), date(2026, 11, 5))

    def two(account: str):
        ids = [f"{account}01", f"{account}02"]
        return moment.campaign_report(account, ids, *days)

    with (
        slow_kakao.client("t1") as one,
        slow_kakao.client("t2") as two_,
        slow_kakao.client("t3") as three,
    ):
        one.send(two("200100"))
        with pytest.raises(RateLimited):
            two_.send(two("200200"))
        three.send(two("200200"))


def truth(kakao, **query: object) -> dict:
    return kakao.get("truth", **query)


def pulled(kakao, account: str, days: list[date], level: Level) -> dict:
    """What a patient client gets day by day: rows with figures, by object and day."""
    moment_level = {Level.GROUP: Level.CAMPAIGN, Level.CREATIVE: Level.GROUP}
    found = {}
    with kakao.client() as client:
        for day in days:
            try:
                if account == KEYWORD_ACCOUNT:
                    rows = []
                    for campaign in client.send(keyword.campaigns(account)):
                        call = keyword.report(account, level, day, day, campaign=campaign.id)
                        rows += client.send(call)
                elif level in moment_level:
                    calls = _calls(client, account, day, level)
                    rows = [row for call in calls for row in client.send(call)]
                else:
                    rows = client.send(moment.account_report(account, day, day, level))
            except Rejected as error:
                if error.detail_code != 60005:
                    raise
                continue
            found |= {(row.object_id, day.isoformat()): row.raw for row in rows if row.raw}
    return found


def _calls(client, account: str, day: date, level: Level):
    campaigns = [f"{account}{n:02d}" for n in (1, 2, 3)]
    if level is Level.GROUP:
        return [moment.campaign_report(account, campaigns, day, day, Level.GROUP)]
    groups = [g.id for c in campaigns for g in client.send(moment.groups(account, c))]
    return [moment.group_report(account, groups, day, day, Level.CREATIVE)]


@pytest.mark.parametrize(
    ("account", "level"),
    [
        (ACCOUNT, Level.ACCOUNT),
        (ACCOUNT, Level.CAMPAIGN),
        (ACCOUNT, Level.GROUP),
        (ACCOUNT, Level.CREATIVE),
        (KEYWORD_ACCOUNT, Level.KEYWORD),
    ],
)
def test_once_settled_every_row_is_the_truth_and_the_rest_is_withheld(kakao, account, level):
    days = [date(2026, 10, 1) + timedelta(days=n) for n in range(31)]
    query = {"account": account, "level": str(level), "from": days[0], "to": days[-1]}
    known = truth(kakao, **query)
    rows = {(row["id"], row["day"]): row["metrics"] for row in known["rows"]}
    assert len(rows) > 20
    assert pulled(kakao, account, days, level) == rows


def test_withheld_days_are_refused_in_every_period_that_touches_them(tmp_path):
    kakao = start(tmp_path, seed=3, shape=Shape(moment_accounts=1))
    try:
        kakao.put("clock", first="2025-10-16")
        withheld = [date.fromisoformat(one["day"]) for one in truth(kakao, level="account",
                    account=ACCOUNT)["withheld"]]  # fmt: skip
        assert 1 <= len(withheld) <= 12
        day = withheld[-1]
        with kakao.client() as client:
            for a, b in ((day, day), (day - timedelta(days=20), day)):
                with pytest.raises(Rejected) as raised:
                    client.send(moment.account_report(ACCOUNT, a, b))
                assert raised.value.reason == "period"
            before = day - timedelta(days=1)
            assert client.send(moment.account_report(ACCOUNT, before, before))
    finally:
        kakao.server.close()


def test_levels_add_up_and_truth_shows_what_is_shown(kakao):
    sums = defaultdict(lambda: defaultdict(int))
    for row in truth(kakao, account=ACCOUNT, shown=1)["rows"]:
        for name in ("imp", "click", "cost", "msg_send", "msg_open", "sim_friend_add_7d"):
            sums[row["level"], row["day"]][name] += row["metrics"].get(name) or 0
    days = {day for _, day in sums}
    assert len(days) > 60
    for day in days:
        per_level = {level: sums[level, day] for level in ("account", "campaign", "group")}
        assert all(found == sums["creative", day] for found in per_level.values())


def test_yesterday_moves_until_eight(kakao):
    call = moment.account_report(ACCOUNT, YESTERDAY, YESTERDAY, Level.ACCOUNT)
    shown = []
    for hour in (7, 8, 12):
        kakao.put("clock", now=f"2026-11-20T{hour:02d}:00:01+09:00", frozen=True)
        with kakao.client() as client:
            (row,) = client.send(call)
        shown.append(row.metrics["clicks"])
    assert shown[0] < shown[1] == shown[2]


def test_some_rows_are_revised_within_eight_days_and_then_stay(kakao):
    day = YESTERDAY
    at = {}
    for age in (1, 4, 8, 20):
        now = datetime(day.year, day.month, day.day, 9, 30, tzinfo=KST) + timedelta(days=age)
        kakao.put("clock", now=now.isoformat(), frozen=True)
        rows = truth(kakao, level="creative", shown=1, to=day)["rows"]
        at[age] = {(r["id"], r["day"]): r["metrics"] for r in rows if r["day"] == str(day)}
    final = truth(kakao, level="creative", to=day)["rows"]
    assert (
        at[8]
        == at[20]
        == {(r["id"], r["day"]): r["metrics"] for r in final if r["day"] == str(day)}
    )
    assert at[1].keys() == at[8].keys()


def test_two_rows_in_a_hundred_are_revised():
    account = next(make_accounts(Shape(), FIRST))
    figures = Figures(account, seed=1)
    days = [figures.day(FIRST + timedelta(days=n)) for n in range(60)]
    share = sum(int((d.revised_on > 0).sum()) for d in days) / sum(int(d.on.sum()) for d in days)
    assert 0.015 < share < 0.025


def test_results_of_a_message_grow_for_seven_days(kakao):
    with kakao.client() as client:
        profile = client.send(moment.channel_profiles(ACCOUNT))[0].id
    opened = []
    # it is sent on Thursday 19 November at 11:00
    for now in ("19T10:59", "19T11:30", "20T11:00", "26T11:00", "28T11:00"):
        kakao.put("clock", now=f"2026-11-{now}:00+09:00", frozen=True)
        call = moment.message_ads(ACCOUNT, profile, YESTERDAY, YESTERDAY)
        with kakao.client() as client:
            (ad,) = client.send(call).items
            results = client.send(moment.message_results(ACCOUNT, profile, [ad.id]))
        opened.append(ad.metrics and ad.metrics["opened"])
        assert bool(results) is (now[:2] >= "20")
    assert opened[0] is None
    assert opened[1] < opened[2] < opened[3] == opened[4]
    assert growth(timedelta(days=7)) == 1 and growth(timedelta()) == 0


def test_message_campaigns_are_in_reports_and_in_no_list(kakao):
    with kakao.client() as client:
        listed = {c.id for c in client.send(moment.campaigns(ACCOUNT))}
        days = (date(2026, 10, 1), date(2026, 10, 31))
        rows = client.send(moment.account_report(ACCOUNT, *days))
    hidden = {row.object_id for row in rows} - listed
    assert hidden == {"20010003"}
    sends = [row.metrics for row in rows if row.object_id == "20010003" and row.metrics]
    assert all(m["cost"] == 15 * m["sent"] for m in sends) and sends


def test_rows_without_delivery_are_missing_or_empty_and_days_come_in_both_forms(kakao):
    with kakao.client() as client:
        groups = [g.id for g in client.send(moment.groups(ACCOUNT, "20010002"))]
        rows, forms = [], set()
        for n in range(30):
            day = date(2026, 10, 1) + timedelta(days=n)
            rows += client.send(moment.group_report(ACCOUNT, groups, day, day, Level.CREATIVE))
            days = {"start": f"{day:%Y%m%d}", "end": f"{day:%Y%m%d}"}
            forms |= {len(line["start"]) for line in report(kakao, **days).json()["data"]}
    assert 0 < len([row for row in rows if not row.raw]) < len(rows) < 30 * 4
    assert forms == {8, 10}


def test_devices_add_up_to_the_whole(kakao):
    with kakao.client() as client:
        whole = client.send(moment.account_report(ACCOUNT, YESTERDAY, YESTERDAY, Level.ACCOUNT))
        parts = client.send(
            moment.account_report(
                ACCOUNT, YESTERDAY, YESTERDAY, Level.ACCOUNT, dimension="DEVICE_TYPE"
            )
        )
    assert sum(row.metrics["clicks"] for row in parts) == whole[0].metrics["clicks"]
    assert {row.dimension for row in parts} == {
        "device_type=Android",
        "device_type=iOS",
        "device_type=PC",
    }


def test_the_same_seed_is_the_same_kakao(tmp_path):
    def told(folder: str, seed: int):
        kakao = start(tmp_path / folder, seed=seed)
        try:
            return truth(kakao)
        finally:
            kakao.server.close()

    assert told("a", 1) == told("b", 1)
    assert told("c", 2)["rows"] != told("d", 1)["rows"]


def test_faults_meet_the_same_calls_whatever_the_order_of_accounts():
    def met(order: list[str]) -> dict[str, list[bool]]:
        faults = Faults(seed=7)
        faults.set([{"kind": "reset", "rate": 0.3}])
        found = defaultdict(list)
        for account in order:
            found[account].append(faults.choose("moment/campaigns", account)[0] is not None)
        return found

    assert met(["1", "2"] * 50) == met(["1"] * 50 + ["2"] * 50)
    assert 20 < sum(sum(hits) for hits in met(["1", "2"] * 50).values()) < 45


def test_rules_of_faults_say_where_when_and_how_often(kakao):
    kakao.fault("server_error", endpoint="moment/camp*", account=ACCOUNT, skip=1, times=2)
    paths = [("campaigns", ACCOUNT)] * 4 + [
        ("campaigns", "200101"),
        ("talkChannelGroupFiles", ACCOUNT),
    ]
    codes = [ask(kakao, f"/openapi/v4/{path}", account).status_code for path, account in paths]
    assert codes == [200, 500, 500, 200, 200, 200]
    assert kakao.get("state")["faults"]["server_error"] == 2
    assert kakao.put("faults", rules=[{"kind": "earthquake"}])["code"] == -2


@pytest.mark.parametrize(("kind", "change"), [("missing_rows", -1), ("duplicate_rows", 1)])
def test_rows_can_be_lost_or_doubled(kakao, kind, change):
    whole = len(report(kakao).json()["data"])
    kakao.fault(kind)
    assert len(report(kakao).json()["data"]) == whole + change


def test_two_hundred_stalled_connections_do_not_keep_another_from_its_answer(kakao):
    kakao.fault("drip", account=ACCOUNT, seconds=30)
    head = "GET /openapi/v4/campaigns HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t1\r\n"
    head += f"adAccountId: {ACCOUNT}\r\n\r\n"
    address = kakao.server.server_address[:2]
    stalled = [socket.create_connection(address) for _ in range(200)]
    try:
        for one in stalled:
            one.sendall(head.encode())
        assert ask(kakao, "/openapi/v4/campaigns", "200101").status_code == 200
        waiting = [e for e in kakao.log() if not e["finished"] and e["account"] == ACCOUNT]
        assert len(waiting) == 200
    finally:
        for one in stalled:
            one.close()


def test_tokens_and_the_first_day_outlive_a_restart(tmp_path):
    command = [sys.executable, "-m", "kakao.simulator", "serve", "--port", "0", "--seed", "5"]
    command += ["--data", str(tmp_path), "--moment-accounts", "1", "--days", "30"]
    states = []
    for n in range(2):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            try:
                url = child.stdout.readline().split()[0]
                if not n:
                    requests.put(f"{url}/_sim/tokens", json={"token": "kept", "business": 1})
                headers = {"Authorization": "Bearer kept"}
                info = requests.get(f"{url}/v1/business/tokeninfo", headers=headers, timeout=10)
                assert info.status_code == 200
                states.append(requests.get(f"{url}/_sim/state", timeout=10).json())
            finally:
                child.terminate()
        assert child.returncode == 0
    assert states[0]["first"] == states[1]["first"]
    assert states[0]["seed"] == 5 and states[0]["limit_scale"] == 1.0


def test_an_account_knows_which_ids_are_its_own():
    account = Account(200100, Product.MOMENT, 1, "x", FIRST, (2, 3, 4))
    assert account.place("leaf", 200100020304) == (1, 2, 3)
    assert len(account.ids("leaf")) == 24
    for level, stranger in (("leaf", 200100020305), ("leaf", 200101020304), ("campaign", 20010003)):
        assert account.place(level, stranger) is None
