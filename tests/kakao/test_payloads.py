"""Answers of Kakao as they are documented, and each way in which one may differ from that."""

import json
from copy import deepcopy
from datetime import date, datetime
from pathlib import Path

import pytest

from kakao import business, keyword, moment
from kakao.answers import decipher
from kakao.errors import (
    AuthDead,
    BadPayload,
    Misconfigured,
    RateLimited,
    Rejected,
    Temporary,
)
from kakao.figures import Level, Metric
from kakao.wire import KST, Answer, Hosts, Page

SAMPLES = Path(__file__).parent / "samples"
START, END = date(2026, 11, 1), date(2026, 11, 21)
CALLS = {
    "business_token": business.exchange(
        client_id="key", client_secret="secret", redirect_uri="http://x/", code="c"
    ),
    "business_tokeninfo": business.token_info(),
    "moment_accounts": moment.accounts(),
    "moment_profiles": moment.channel_profiles("1"),
    "moment_campaigns": moment.campaigns("1"),
    "moment_campaign": moment.campaign_detail("1", "710001"),
    "moment_groups": moment.groups("1", "710001"),
    "moment_creatives": moment.creatives("1", "820001"),
    "moment_friend_groups": moment.friend_groups("1"),
    "moment_report_campaign": moment.account_report("1", START, END),
    "moment_report_message": moment.account_report("1", START, END),
    "moment_message_ads": moment.message_ads("1", "45001", START, END),
    "moment_message_results": moment.message_results("1", "45001", ["msg-ad-55001"]),
    "keyword_campaigns": keyword.campaigns("1"),
    "keyword_groups": keyword.groups("1", "61001"),
    "keyword_keywords": keyword.keywords("1", "62001"),
    "keyword_report": keyword.report("1", Level.KEYWORD, START, END, campaign="61001"),
}


def sample(name):
    return json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))


def read(name, body, status=200):
    return decipher(CALLS[name], Answer(status, json.dumps(body).encode()))


@pytest.mark.parametrize("name", CALLS)
def test_a_documented_answer_is_read(name):
    assert read(name, sample(name))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("moment_accounts", '"id": ', '"id": 1' + "0" * 40),
        ("moment_campaigns", '"name": "', '"name": "\\u0000'),
        ("moment_campaigns", '"name": "', '"name": "\\ud83d'),
        ("moment_report_campaign", '"imp": ', '"imp": 9' + "0" * 20),
        ("moment_report_campaign", '"imp": ', f'"{"k" * 81}": 1, "imp": '),
    ],
)
def test_what_no_database_would_keep_is_not_understood(name, old, new):
    body = json.dumps(sample(name), ensure_ascii=False)
    assert old in body
    with pytest.raises(BadPayload):
        decipher(CALLS[name], Answer(200, body.replace(old, new, 1).encode()))


def test_every_sample_of_an_answer_has_a_call():
    files = {path.stem for path in SAMPLES.glob("*.json") if not path.stem.startswith("error_")}
    assert files == set(CALLS) | {"keyword_report_week"}


def test_what_is_read_is_what_was_written():
    assert read("business_token", sample("business_token")).scopes == (
        "moment_management",
        "keyword_management",
    )
    info = read("business_tokeninfo", sample("business_tokeninfo"))
    assert info.scopes() == {"moment_management", "keyword_management"}
    assert [a.ad_account_ids for a in info.agreements] == [("310001", "310002"), ("88001",)]
    accounts = read("moment_accounts", sample("moment_accounts"))
    assert isinstance(accounts, Page) and accounts.more
    assert accounts.items[1] == moment.AdAccount("310002", "들녘베이커리 2호점", "OFF", "MEMBER")
    detail = read("moment_campaign", sample("moment_campaign"))
    assert (detail.kind, detail.objective_value) == ("TALK_BIZ_BOARD", "45001")
    group = read("moment_friend_groups", sample("moment_friend_groups"))[0]
    assert group.friend_count == 534
    assert group.created_at == datetime(2026, 9, 14, 16, 20, tzinfo=KST)
    ads = read("moment_message_ads", sample("moment_message_ads")).items
    assert ads[0].send_at == datetime(2026, 11, 12, 11, tzinfo=KST)
    assert ads[0].metrics == {
        Metric.COST: 31500,
        Metric.SENT: 2100,
        Metric.OPENED: 690,
        Metric.MESSAGE_CLICKS: 31,
        Metric.FAILED: 2,
    }
    assert ads[1].metrics is None


def test_both_products_end_in_the_same_row():
    rows = read("moment_report_campaign", sample("moment_report_campaign"))
    assert [(r.object_id, r.day) for r in rows] == [
        ("710001", date(2026, 11, 17)),
        ("710001", date(2026, 11, 18)),
        ("710002", date(2026, 11, 18)),
    ]
    assert rows[0].metrics == {Metric.IMPRESSIONS: 9120, Metric.CLICKS: 131, Metric.COST: 40210}
    assert rows[1].metrics == {Metric.IMPRESSIONS: 8804, Metric.CLICKS: 117, Metric.COST: None}
    assert (rows[2].metrics, rows[2].unknown) == ({}, ())
    (row,) = read("keyword_report", sample("keyword_report"))
    assert (row.level, row.object_id, row.day) == (Level.KEYWORD, "63001", date(2026, 11, 17))
    assert row.metrics == {Metric.IMPRESSIONS: 411, Metric.CLICKS: 9, Metric.COST: 2880}
    assert row.raw["rank"] == 2.4


def test_conversions_keep_kakaos_keys_and_averages_are_no_figures():
    (row,) = read("moment_report_message", sample("moment_report_message"))
    assert row.metrics["conv_signup_7d"] == 1
    assert "cost_per_conv_signup_7d" not in row.metrics and not row.unknown


def test_unknown_metrics_are_kept_and_listed_but_never_known():
    body = sample("moment_report_campaign")
    body["data"][0]["metrics"] |= {"talk_friend_add": 3, "video_play_3s": "often"}
    row = read("moment_report_campaign", body)[0]
    assert row.unknown == ("talk_friend_add", "video_play_3s")
    assert row.raw["talk_friend_add"] == 3
    assert "talk_friend_add" not in row.metrics


def test_a_dimension_beside_the_ids_is_part_of_the_row():
    body = sample("moment_report_campaign")
    body["data"] = body["data"][:1] * 2
    body["data"] = [deepcopy(line) for line in body["data"]]
    body["data"][0]["dimensions"]["device_type"] = "PC"
    body["data"][1]["dimensions"] |= {"device_type": "iOS", "ad_account_id": "310001"}
    rows = read("moment_report_campaign", body)
    assert [row.dimension for row in rows] == ["device_type=PC", "device_type=iOS"]


def test_a_line_sent_twice_counts_once():
    body = sample("moment_report_campaign")
    body["data"].append(body["data"][0])
    assert len(read("moment_report_campaign", body)) == 3


def test_a_report_over_several_days_is_no_daily_figure():
    with pytest.raises(BadPayload, match="spans several days"):
        keyword.reports.report_reader(Level.ACCOUNT)(sample("keyword_report_week"))


GONE = object()
# sample, path to the field, what stands there instead, the field that the error names or None
CHANGES = [
    ("business_token", ["access_token"], GONE, "access_token"),
    ("business_token", ["access_token"], None, "access_token"),
    ("business_token", ["access_token"], 5, "access_token"),
    ("business_token", ["scope"], GONE, None),
    ("business_token", ["expires_in"], 3600, None),
    ("business_tokeninfo", ["biz_agreements"], GONE, "biz_agreements"),
    ("business_tokeninfo", ["biz_agreements", 0, "scope"], None, "biz_agreements[0].scope"),
    ("business_tokeninfo", ["biz_agreements", 0, "ad_account_ids"], None, None),
    ("business_tokeninfo", ["status"], GONE, None),
    ("moment_accounts", ["content"], GONE, "content"),
    ("moment_accounts", ["content"], {}, "content"),
    ("moment_accounts", ["content", 1], "x", "content[1]"),
    ("moment_accounts", ["content", 1, "id"], GONE, "content[1].id"),
    ("moment_accounts", ["content", 1, "id"], True, "content[1].id"),
    ("moment_accounts", ["content", 1, "id"], "310002", None),
    ("moment_accounts", ["content", 1, "memberType"], GONE, None),
    ("moment_accounts", ["totalPages"], GONE, None),
    ("moment_accounts", ["totalPages"], "two", "totalPages"),
    ("moment_campaigns", ["content", 0, "name"], None, "content[0].name"),
    ("moment_campaigns", ["content", 0, "systemConfig"], None, None),
    ("moment_campaigns", ["content", 0, "budget"], {"new": 1}, None),
    ("moment_campaign", ["campaignTypeGoal"], GONE, "campaignTypeGoal"),
    ("moment_campaign", ["objective"], None, None),
    ("moment_campaign", ["dailyBudgetAmount"], None, None),
    ("moment_campaign", ["dailyBudgetAmount"], 70000.5, "dailyBudgetAmount"),
    ("moment_campaign", ["status"], "READY", "status"),
    ("moment_creatives", ["content", 0, "format"], GONE, None),
    ("moment_friend_groups", [0, "friendCount"], None, None),
    ("moment_friend_groups", [0, "friendCount"], "534", "[0].friendCount"),
    ("moment_friend_groups", [0, "createdDate"], "yesterday", "[0].createdDate"),
    ("moment_report_campaign", ["data"], GONE, "data"),
    ("moment_report_campaign", ["data"], None, "data"),
    ("moment_report_campaign", ["data", 0, "start"], GONE, "data[0].start"),
    ("moment_report_campaign", ["data", 0, "start"], "17 Nov", "data[0].start"),
    ("moment_report_campaign", ["data", 0, "end"], "2026-11-18", "data[0].end"),
    ("moment_report_campaign", ["data", 0, "dimensions"], GONE, "data[0].dimensions"),
    (
        "moment_report_campaign",
        ["data", 0, "dimensions", "campaign_id"],
        GONE,
        "data[0].dimensions.campaign_id",
    ),
    ("moment_report_campaign", ["data", 0, "dimensions", "campaign_id"], 710001, None),
    ("moment_report_campaign", ["data", 0, "metrics"], GONE, None),
    ("moment_report_campaign", ["data", 0, "metrics", "imp"], None, None),
    ("moment_report_campaign", ["data", 0, "metrics", "imp"], "9,120", "data[0].metrics.imp"),
    ("moment_report_campaign", ["data", 0, "metrics", "imp"], True, "data[0].metrics.imp"),
    ("moment_report_campaign", ["data", 0, "metrics", "imp"], -1, "data[0].metrics.imp"),
    ("moment_report_campaign", ["data", 0, "metrics", "cost"], 40210.5, None),
    ("moment_report_campaign", ["data", 1, "start"], "2026-11-17", "data[1].end"),
    ("moment_message_ads", ["content", 0, "messageAdId"], GONE, "content[0].messageAdId"),
    ("moment_message_ads", ["content", 0, "sendingReservation"], None, None),
    (
        "moment_message_ads",
        ["content", 0, "sendingReservation", "date"],
        "11:00",
        "content[0].sendingReservation.date",
    ),
    (
        "moment_message_ads",
        ["content", 0, "metrics", "msg_open"],
        "690",
        "content[0].metrics.msg_open",
    ),
    ("moment_message_results", ["data", 0, "metrics"], None, "data[0].metrics"),
    ("keyword_campaigns", [0, "id"], 61001, None),
    ("keyword_campaigns", [0, "traceUrl"], GONE, None),
    ("keyword_campaigns", [0, "name"], GONE, "[0].name"),
    ("keyword_groups", [0, "campaignId"], GONE, "[0].campaignId"),
    ("keyword_keywords", [0, "text"], None, "[0].text"),
    ("keyword_report", ["data", 0, "metrics", "spending"], [], "data[0].metrics.spending"),
]


@pytest.mark.parametrize(
    ("name", "path", "value", "named"),
    CHANGES,
    ids=[f"{n}-{'.'.join(map(str, p))}-{'gone' if v is GONE else v}" for n, p, v, _ in CHANGES],
)
def test_a_changed_field_is_ignored_or_named(name, path, value, named):
    body = sample(name)
    place = body
    for step in path[:-1]:
        place = place[step]
    if value is GONE:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    if named is None:
        assert read(name, body)
        return
    with pytest.raises(BadPayload) as raised:
        read(name, body)
    assert raised.value.field == named
    assert raised.value.endpoint == CALLS[name].endpoint


def test_two_lines_that_disagree_are_refused():
    body = sample("moment_report_campaign")
    body["data"].append(deepcopy(body["data"][0]))
    body["data"][-1]["metrics"]["imp"] = 1
    with pytest.raises(BadPayload, match="contradicts"):
        read("moment_report_campaign", body)


OK, BAD = 200, 400
# status, body, class, reason
ERRORS = [
    (BAD, sample("error_period"), Rejected, "period"),
    (OK, sample("error_period"), Rejected, "period"),
    (BAD, sample("error_keyword"), Rejected, "other"),
    (BAD, {"code": -813, "extras": {"detailCode": 31001}}, Rejected, "not_found"),
    (BAD, {"code": -813, "extras": {"detailCode": 9004}}, Misconfigured, "no_permission"),
    (401, sample("error_token"), AuthDead, "dead_token"),
    (OK, sample("error_token"), AuthDead, "dead_token"),
    (403, sample("error_scope"), AuthDead, "scope"),
    (BAD, {"code": -101, "msg": "NotRegisteredUserException"}, AuthDead, "not_linked"),
    (429, sample("error_period"), RateLimited, "too_often"),
    (429, "slow down", RateLimited, "too_often"),
    (BAD, {"code": -10, "msg": "API limit has been exceeded."}, RateLimited, "quota"),
    (BAD, {"code": -1, "msg": "internal"}, Temporary, "server"),
    (OK, {"code": -1, "msg": "internal"}, Temporary, "server"),
    (OK, {"status": 500, "message": "Internal Server Error"}, Temporary, "server"),
    (OK, {"status": 429, "message": "Too Many Requests"}, RateLimited, "too_often"),
    (503, {"code": -9798, "msg": "maintenance"}, Temporary, "maintenance"),
    (502, "<html>Bad gateway</html>", Temporary, "server"),
    (403, {"code": -5, "msg": "no"}, Misconfigured, "no_permission"),
    (403, {"code": -3, "msg": "off"}, Misconfigured, "feature_off"),
    (BAD, {"code": -2, "msg": "parameter"}, Rejected, "parameter"),
    (302, "", Misconfigured, "address"),
    (404, "not here", Misconfigured, "address"),
    (401, {"error": "invalid_client", "error_code": "KOE010"}, Misconfigured, "key"),
    (BAD, {"error": "invalid_grant", "error_code": "KOE320"}, Rejected, "code_used"),
    (BAD, {"error": "invalid_grant", "error_code": "KOE303"}, Misconfigured, "redirect_uri"),
    (BAD, {"error": "x", "error_code": "KOE027"}, Misconfigured, "business_account"),
    (OK, "{'data': [", BadPayload, "not_json"),
    (OK, '{"data": [{"start": NaN}]}', BadPayload, "not_json"),
    (OK, "", BadPayload, "not_json"),
    (OK, [], BadPayload, "type"),
]


@pytest.mark.parametrize(("status", "body", "kind", "reason"), ERRORS)
def test_an_error_body_says_what_to_do_whatever_its_status(status, body, kind, reason):
    raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    with pytest.raises(kind) as raised:
        decipher(CALLS["moment_report_campaign"], Answer(status, raw))
    assert type(raised.value) is kind
    assert (raised.value.reason, raised.value.status) == (reason, status)


@pytest.mark.parametrize(
    ("retry_after", "body", "seconds"), [(None, {}, 6), (30, {}, 30), (None, {"code": -10}, 3600)]
)
def test_a_limit_says_how_long_to_wait(retry_after, body, seconds):
    status = 400 if body else 429
    with pytest.raises(RateLimited) as raised:
        decipher(CALLS["moment_accounts"], Answer(status, json.dumps(body).encode(), retry_after))
    assert raised.value.wait_seconds == seconds


def test_what_kakao_would_refuse_is_never_asked():
    with pytest.raises(ValueError, match="31 days"):
        moment.account_report("1", date(2026, 10, 1), date(2026, 11, 1))
    with pytest.raises(ValueError, match="allowed"):
        moment.campaign_report("1", [str(n) for n in range(6)], START, END)
    with pytest.raises(ValueError, match="per creative"):
        moment.campaign_report("1", ["2"], START, END, Level.CREATIVE)
    with pytest.raises(ValueError, match="campaign"):
        keyword.report("1", Level.KEYWORD, START, END)


def test_a_gate_is_the_accounts_for_one_id_and_the_apps_for_several():
    assert moment.group_report("1", ["5"], START, END).gate.account == "1"
    assert moment.group_report("1", ["5", "6"], START, END).gate.account == ""
    assert moment.group_report("1", ["5"], START, END).gate.seconds == 1
    assert moment.account_report("1", START, END).gate.seconds == 5


def test_no_text_of_a_call_or_token_shows_a_secret():
    call = business.exchange(
        client_id="key", client_secret="hush", redirect_uri="http://x/", code="once"
    )
    token = business.BusinessToken("hush", ())
    consent = business.read_callback({"code": "once", "state": "s"})
    assert not any(word in f"{call!r}{token!r}{consent!r}" for word in ("hush", "once"))


def test_the_consent_address_and_the_way_back():
    url = business.consent_url(
        Hosts(),
        client_id="key",
        redirect_uri="https://example.com/back",
        state="s",
        resource_ids=["moment:1", "moment:2"],
    )
    assert url.startswith("https://kauth.kakao.com/oauth/business/authorize?client_id=key&")
    assert url.count("resource_ids=moment%3A") == 2
    with pytest.raises(Rejected) as refused:
        business.read_callback({"error": "access_denied", "state": "s"})
    assert refused.value.reason == "refused"
    for said, kind, reason in [
        ({"error": "invalid_scope"}, Misconfigured, "other"),
        ({"error": "x", "error_code": "KOE028"}, Misconfigured, "redirect_uri"),
        ({"error": "x", "error_code": "KOE101"}, Misconfigured, "key"),
        ({"error": "server_error"}, Temporary, "server"),
    ]:
        with pytest.raises(kind) as raised:
            business.read_callback(said)
        assert raised.value.reason == reason
    with pytest.raises(Rejected):
        business.read_callback({"state": "s"})
