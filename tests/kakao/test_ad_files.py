"""The report files of people without API access say what happened, in any of their forms."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from python_calamine import load_workbook

from kakao.simulator.__main__ import main

END = date(2026, 11, 20)


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("ads")
    words = ["write", "--world", "ads", "--from", "2026-08-01", "--to", f"{END}", "--seed", "5"]
    assert main([*words, "--data", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def truth(data) -> dict:
    return json.loads((data / "truth.json").read_text("utf-8"))


def table(path: Path, encoding: str) -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def test_the_custom_report_per_creative_is_the_truth(data, truth):
    rows = table(data / "ads/ads_moment.csv", "utf-8-sig")
    told = [
        (r["일자"], int(r["소재 ID"]), *(int(r[name].replace(",", "")) for name in
         ("노출수", "비용", "친구 추가수 (1일)", "친구 추가수 (7일)", "발송수")))
        for r in rows
    ]  # fmt: skip
    names = ("day", "id", "imp", "cost", "join_1d", "join_7d", "msg_send")
    assert told == [tuple(row[name] for name in names) for row in truth["moment_leaf"]]
    assert all(r["캠페인 이름"] and r["광고그룹 이름"] for r in rows)


def test_the_custom_report_per_campaign_has_titles_and_a_total(data, truth):
    rows = load_workbook(data / "ads/ads_moment.xlsx").get_sheet_by_index(0).to_python()
    assert rows[0][0] == "맞춤보고서" and rows[2][:2] == ["일자", "캠페인 ID"]
    body = [(str(r[0]), int(r[1]), int(r[3])) for r in rows[3:-1]]
    assert body == [(t["day"], t["id"], t["imp"]) for t in truth["moment_campaign"]]
    assert rows[-1][0] == "합계" and rows[-1][3] == sum(imp for *_, imp in body)


def test_the_keyword_report_is_the_truth_in_the_encoding_of_korean_excel(data, truth):
    rows = table(data / "ads/ads_keyword.csv", "cp949")
    told = [(r["날짜"].replace(".", "-"), int(r["키워드 ID"]), int(r["총비용"])) for r in rows]
    assert told == [(t["day"], t["id"], t["cost"]) for t in truth["keyword_leaf"]]


def test_today_and_withheld_days_are_in_no_file(truth):
    days = {row["day"] for row in truth["moment_campaign"]}
    all_days = {
        str(date(2026, 8, 1) + timedelta(days=n)) for n in range((END - date(2026, 8, 1)).days)
    }
    assert days == all_days - set(truth["withheld"]["moment"])
    assert truth["withheld"]["moment"] and truth["withheld"]["keyword"]
