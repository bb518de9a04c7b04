"""Report files of people without API access: guessed, loaded as the file says, and taken back."""

import datetime as dt
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from analytics.sync.table import rows
from campaigns.models import AdAccount, AdCampaign, AdDay
from channel.imports import actions
from channel.models import Channel, ImportBatch, User
from channel.runs.work import drain
from kakao.simulator.ads.files import FILES, AdReports
from tests import make
from tests.sync.test_screens import account_of

pytestmark = pytest.mark.django_db
REPORTS = AdReports(7, dt.date(2026, 10, 1), dt.date(2026, 10, 15))
# file, product of the truth, level of its rows, level that is stored for them
CASES = [
    ("ads_moment.csv", "moment", "leaf", "creative"),
    ("ads_moment.xlsx", "moment", "campaign", "campaign"),
    ("ads_keyword.csv", "keyword", "leaf", "keyword"),
]
NAMES = {
    "imp": "impressions", "click": "clicks", "cost": "cost_won", "msg_send": "sent",
    "msg_open": "opened", "msg_click": "message_clicks", "join_7d": "friends_added",
}  # fmt: skip


def brought(people: make.People, name: str, folder: Path) -> ImportBatch:
    kind, _about, write = FILES[name]
    write(REPORTS, folder / name)
    batch = actions.start_import(
        people.channel, by=people.owner, chunks=[(folder / name).read_bytes()], filename=name
    )
    drain()
    batch.refresh_from_db()
    assert (batch.kind, batch.state) == (kind, "ready"), batch.problems.all()
    actions.confirm(batch, by=people.owner)
    drain()
    batch.refresh_from_db()
    assert batch.state == "done"
    return batch


def told(product: str, level: str) -> dict[tuple[str, dt.date], dict[str, int]]:
    rows = REPORTS.rows(product, level)  # type: ignore[arg-type]
    return {(str(one), day): counts for day, one, counts in rows}


@pytest.mark.parametrize(("name", "product", "level", "stored"), CASES)
def test_a_report_is_stored_as_it_stands_and_taken_back(
    tmp_path: Path, name: str, product: str, level: str, stored: str
) -> None:
    from kakao.simulator.ads import Product

    people = make.people()
    batch = brought(people, name, tmp_path)
    truth = told(Product(product), level)
    found = {(one.object_id, one.day): one for one in AdDay.objects.filter(level=stored)}
    assert set(found) == set(truth)
    columns = [key for key in NAMES if product == "moment" or key in ("imp", "click", "cost")]
    for key, counts in truth.items():
        for column in columns:
            assert getattr(found[key], NAMES[column]) == counts[column]
    sums: dict[Any, int] = defaultdict(int)
    for (one, day), counts in told(Product(product), "campaign").items():
        sums[one, day] += counts["cost"]
    campaigns = AdDay.objects.filter(level="campaign")
    assert {(c.object_id, c.day): c.cost_won for c in campaigns} == sums
    assert set(AdDay.objects.values_list("channel", flat=True)) == {people.channel.pk}
    assert AdAccount.objects.get().connection is None
    again = brought(people, name, tmp_path)
    assert (again.new, again.changed) == (0, 0)
    actions.undo(batch, by=people.owner)
    drain()
    assert not AdDay.objects.exists()


def test_what_was_pulled_stays_where_a_file_says_otherwise(tmp_path: Path) -> None:
    people = make.people()
    brought(people, "ads_moment.xlsx", tmp_path)
    AdDay.objects.update(origin="pull", clicks=1, batch_id=None)
    batch = brought(people, "ads_moment.xlsx", tmp_path)
    assert (batch.new, batch.changed) == (0, 0)
    assert set(AdDay.objects.values_list("clicks", flat=True)) == {1}


TABLE = (
    "일자,캠페인 이름,비용,노출수,클릭수,발송수,열람수,메시지 전체 클릭수,친구 추가수 (7일)\n"
    "2026-10-01,여름 세일,{cost},{imp},10,0,0,0,7\n"
)


def load_table(place: Channel, owner: User, text: str) -> None:
    batch = actions.start_import(
        place, by=owner, chunks=[text.encode()], filename="맞춤보고서.csv", kind="ads_moment"
    )
    drain()
    batch.refresh_from_db()
    assert batch.state == "ready", (batch.state, batch.questions)
    actions.confirm(batch, by=owner)
    drain()
    batch.refresh_from_db()
    assert batch.state == "done"


def figures(place: Channel, way: str = "day") -> list[dict[str, int | None]]:
    found = rows(place, way, dt.date(2026, 10, 1), dt.date(2026, 10, 31))
    names = ("cost_won", "impressions", "friends_added")
    return [{name: row.figures[name] for name in names} for row in found]


@pytest.mark.parametrize("pulled_name", ["여름 세일", "가을 세일"])
def test_a_day_that_kakao_tells_itself_is_counted_once(pulled_name: str) -> None:
    """A file without ids, then a connection with the same campaign or another one."""
    people = make.people()
    load_table(people.channel, people.owner, TABLE.format(cost=5_000, imp=1_000))
    assert figures(people.channel) == [
        {"cost_won": 5_000, "impressions": 1_000, "friends_added": 7}
    ]
    account = account_of(people.channel)
    AdCampaign.objects.create(account=account, kakao_id="710001", name=pulled_name)
    AdDay.objects.create(
        account=account, channel=people.channel, level="campaign", object_id="710001",
        campaign_id="710001", day=dt.date(2026, 10, 1), cost_won=5_100, impressions=1_010,
        origin="pull", metrics={"imp": 1_010},
    )  # fmt: skip
    same = pulled_name == "여름 세일"
    whole = {"cost_won": 5_100 + (0 if same else 5_000), "friends_added": 7,
             "impressions": 1_010 + (0 if same else 1_000)}  # fmt: skip
    assert figures(people.channel) == [whole]
    for way in ("account", "campaign"):
        told = figures(people.channel, way)
        assert sum(one["cost_won"] or 0 for one in told) == whole["cost_won"]


def test_campaigns_of_one_name_are_each_channels_own() -> None:
    people = make.people()
    other = make.channel("둘째", organisation=people.channel.organisation)
    load_table(people.channel, people.owner, TABLE.format(cost=5_000, imp=1_000))
    load_table(other, people.owner, TABLE.format(cost=900, imp=80))
    assert figures(people.channel)[0]["cost_won"] == 5_000
    assert figures(other)[0]["cost_won"] == 900
