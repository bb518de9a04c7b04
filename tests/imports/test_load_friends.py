import datetime as dt

import pytest
import time_machine

from channel.imports import actions, read
from channel.imports.load import work
from channel.models import (
    Channel,
    DailyFriends,
    ImportBatch,
    PeriodFriends,
    Run,
    Source,
    SourceDay,
)
from channel.runs.registry import RunError
from channel.runs.work import claim, drain
from tests import make
from tests.imports.arrange import counts, load, take_back, upload, words

pytestmark = pytest.mark.django_db

WEEK = """날짜,전체 친구수,추가,차단
2026-11-16,18000,40,22
2026-11-17,18018,41,20
2026-11-18,18030,35,-
"""
MANY = "채널,날짜,친구수\n무드옷장,2026-11-16,18000\n모자가게,2026-11-16,900\n"
OTHER_SHAPE = """조회 기간: 2026.11.16 ~ 2026.11.18

일자\t누적 친구\t신규 친구\t차단 친구
2026. 11. 16.\t18,000명\t40명\t22명
2026. 11. 17.\t18,018명\t41명\t20명
합계\t\t81명\t42명
"""


def stored() -> list[tuple[int, int | None, int | None, int | None]]:
    days = DailyFriends.objects.order_by("day")
    return [(d.day.day, d.total, d.added, d.blocked) for d in days]


def test_new_days_are_stored_and_a_dash_is_a_gap() -> None:
    people = make.people()
    batch = load(people.channel, people.owner, WEEK)
    assert counts(batch) == (3, 0, 0, 0)
    assert stored() == [(16, 18000, 40, 22), (17, 18018, 41, 20), (18, 18030, 35, None)]


def test_the_same_figures_in_another_shape_are_same() -> None:
    people = make.people()
    load(people.channel, people.owner, WEEK)
    assert counts(load(people.channel, people.owner, OTHER_SHAPE)) == (0, 0, 2, 0)


def test_the_preview_counts_what_the_load_then_does() -> None:
    people = make.people()
    load(people.channel, people.owner, WEEK)
    more = WEEK.replace("18030,35,-", "18030,35,19") + "2026-11-19,18040,30,20\n"
    batch = upload(people.channel, people.owner, more)
    previewed = counts(batch)
    assert stored()[-1] == (18, 18030, 35, None)
    actions.confirm(batch, by=people.owner)
    assert previewed == (1, 1, 2, 0)
    drain()
    batch.refresh_from_db()
    assert counts(batch) == previewed
    assert stored()[-2:] == [(18, 18030, 35, 19), (19, 18040, 30, 20)]


def test_an_empty_cell_never_erases_a_known_figure() -> None:
    people = make.people()
    load(people.channel, people.owner, WEEK)
    batch = load(people.channel, people.owner, "날짜,친구수,추가,차단\n2026-11-17,,41,\n")
    assert (counts(batch), stored()[1]) == ((0, 0, 1, 0), (17, 18018, 41, 20))


@pytest.mark.parametrize(
    ("before", "way", "stays"),
    [("pull", "file", True), ("file", "typed", False), ("typed", "file", False)],
)
def test_a_pulled_figure_stays_and_between_people_the_newest_act_wins(
    before: str, way: str, stays: bool
) -> None:
    people = make.people()
    make.daily(people.channel, dt.date(2026, 11, 16), origin=before, blocked=None)
    row = {"day": dt.date(2026, 11, 16), "total": 17_000, "blocked": 9}
    actions.import_rows(people.channel, "daily_friends", [row], by=people.owner, way=way)
    day = DailyFriends.objects.get()
    assert (day.total, day.blocked) == (18_000 if stays else 17_000, 9)
    assert day.origin == (before if stays else way)


def test_period_rows_and_counts_before_and_after_are_kept_as_periods() -> None:
    people = make.people()
    load(
        people.channel,
        people.owner,
        "기간,추가,차단\n2026-10-01 ~ 2026-10-31,1204,664\n2026-11-01 ~ 2026-11-15,500,300\n",
    )
    rows = [
        {
            "period_from": "2026-11-16",
            "period_to": "2026-11-18",
            "total_before": 18_000,
            "total_after": 17_960,
        }
    ]
    actions.import_rows(people.channel, "daily_friends", rows, by=people.owner)
    found = PeriodFriends.objects.order_by("first_day").values_list(
        "first_day", "last_day", "added", "blocked", "total_before", "total_after"
    )
    assert list(found) == [
        (dt.date(2026, 10, 1), dt.date(2026, 10, 31), 1204, 664, None, None),
        (dt.date(2026, 11, 1), dt.date(2026, 11, 15), 500, 300, None, None),
        (dt.date(2026, 11, 16), dt.date(2026, 11, 18), None, None, 18_000, 17_960),
    ]
    assert not DailyFriends.objects.exists()


def test_a_total_that_does_not_follow_from_yesterday_is_no_reason_to_reject() -> None:
    people = make.people()
    text = "날짜,친구수,추가,차단\n2026-11-16,18000,40,22\n2026-11-17,15000,1,1\n"
    assert counts(load(people.channel, people.owner, text)) == (2, 0, 0, 0)


def test_bad_rows_lose_no_good_row() -> None:
    people = make.people()
    text = WEEK + "2026-02-30,1,1,1\n2026-11-20,-5,1,1\n2027-11-20,5,1,1\n"
    batch = load(people.channel, people.owner, text)
    assert counts(batch) == (3, 0, 0, 3)
    said = words(batch)
    assert "5번째 줄 '날짜'" in said[0]
    assert "없는 날짜" in said[0]
    assert "6번째 줄 '친구 수'" in said[1]
    assert "0보다 작은" in said[1]
    assert "7번째 줄 '날짜'" in said[2]
    assert "아직 오지 않은" in said[2]
    assert batch.problems.first().row == ["2026-02-30", "1", "1", "1"]


def test_days_that_disagree_within_a_file_are_named_and_none_is_loaded() -> None:
    people = make.people()
    text = WEEK + "2026-11-17,18019,41,20\n"
    batch = load(people.channel, people.owner, text)
    assert (counts(batch), len(stored())) == ((2, 0, 0, 2), 2)


def test_one_table_for_many_channels_goes_to_each_and_unknown_names_are_bad_rows() -> None:
    people = make.people()
    second = make.channel("모자가게", organisation=people.channel.organisation)
    text = MANY + "다른 가게,2026-11-16,5\n"
    batch = load(people.channel.organisation, people.owner, text)
    assert counts(batch) == (2, 0, 0, 1)
    assert DailyFriends.objects.get(channel=second).total == 900
    assert "'다른 가게' 채널이 없거나" in words(batch)[0]


def test_the_many_channel_table_writes_only_where_the_person_is_an_editor() -> None:
    people = make.people()
    make.channel("모자가게", organisation=people.channel.organisation)
    make.member(people.outsider, people.channel, "editor", whole=False)
    batch = load(people.channel.organisation, people.outsider, MANY)
    assert counts(batch) == (1, 0, 0, 1)


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("a.csv", "채널,날짜,친구수\n모자가게,2026-11-16,900\n", "names"),
        ("모자가게_11월.csv", "날짜,친구수\n2026-11-16,900\n", "title"),
        ("a.csv", "모자가게 친구 통계\n\n날짜,친구수\n2026-11-16,900\n", "title"),
        ("a.csv", "날짜,친구수\n2026-11-16,900\n2026-11-17,901\n2026-11-18,902\n", "totals"),
    ],
)
def test_a_file_that_looks_like_another_channels_is_asked_about_first(
    name: str, text: str, why: str
) -> None:
    people = make.people()
    make.channel("모자가게", organisation=people.channel.organisation)
    load(people.channel, people.owner, WEEK)
    batch = upload(people.channel, people.owner, text, name=name)
    assert (batch.state, batch.questions[0]["why"]) == ("asking", why)
    actions.answer_questions(
        batch, kind=batch.kind, mapping=batch.mapping, options={"channel_ok": True}
    )
    drain()
    batch.refresh_from_db()
    assert batch.state == "ready"


def test_sources_by_day_are_stored_under_their_names_once() -> None:
    people = make.people()
    text = "날짜,유입경로,추가수\n2026-11-16,검색,10\n2026-11-16,QR 코드,5\n2026-11-17,검색,7\n"
    batch = load(people.channel, people.owner, text)
    assert (counts(batch), Source.objects.count()) == ((3, 0, 0, 0), 2)
    wide = "날짜,검색,QR코드\n2026-11-16,10,6\n"
    assert counts(load(people.channel, people.owner, wide, kind="daily_sources")) == (0, 1, 1, 0)
    take_back(ImportBatch.objects.earliest("pk"), people.owner)
    assert list(SourceDay.objects.values_list("reported", flat=True)) == [6]


def test_a_load_asks_for_a_recount_of_the_channels_it_touched_only() -> None:
    people = make.people()
    load(people.channel, people.owner, WEEK)
    assert (
        Run.objects.filter(kind="recompute").values_list("channel", flat=True)[0]
        == people.channel.pk
    )
    before = Run.objects.filter(kind="recompute").count()
    load(people.channel, people.owner, WEEK)
    assert Run.objects.filter(kind="recompute").count() == before


def test_a_remembered_header_asks_nothing_the_next_time() -> None:
    people = make.people()
    text = "날짜,일자,친구수\n2026-11-16,2026-11-15,18000\n"
    first = upload(people.channel, people.owner, text)
    assert first.state == "asking"
    mapping = {"columns": {"day": 0, "total": 2}}
    actions.answer_questions(first, kind="daily_friends", mapping=mapping)
    drain()
    first.refresh_from_db()
    actions.confirm(first, by=people.owner)
    drain()
    again = upload(people.channel, people.owner, text.replace("18000", "18001"))
    assert (again.state, counts(again)) == ("ready", (0, 1, 0, 0))


def test_a_second_work_of_the_same_run_changes_nothing() -> None:
    people = make.people()
    batch = load(people.channel, people.owner, WEEK)
    run = Run.objects.get(kind="import_load")
    before = list(DailyFriends.objects.order_by("pk").values())
    work(run)
    assert list(DailyFriends.objects.order_by("pk").values()) == before
    made = batch.journal.get()
    assert [made.row_id, made.last_id] == [before[0]["id"], before[-1]["id"]]
    assert len(before) == 3


def test_a_day_may_change_until_it_is_over_and_not_after() -> None:
    people = make.people()
    file = "날짜,친구수,추가,차단\n2026-11-19,18000,10,5\n"
    with time_machine.travel("2026-11-19T14:59:00+00:00", tick=True):
        load(people.channel, people.owner, file)
        assert DailyFriends.objects.get().provisional
    with time_machine.travel("2026-11-19T15:01:00+00:00", tick=True):
        assert counts(load(people.channel, people.owner, file)) == (0, 1, 0, 0)
    assert not DailyFriends.objects.get().provisional


def test_a_reader_that_lost_its_lease_leaves_the_import_to_the_other_one() -> None:
    people = make.people()
    batch = actions.start_import(people.channel, by=people.owner, chunks=[WEEK.encode()])
    run = claim()
    assert run is not None
    Run.objects.update(attempts=run.attempts + 1)  # somebody else took it over
    with pytest.raises(RunError):
        read.work(run)
    batch.refresh_from_db()
    assert (batch.state, batch.parts.count()) == ("reading", 1)


def test_a_channel_archived_after_the_preview_takes_no_row_of_a_table_for_many() -> None:
    people = make.people()
    organisation = people.channel.organisation
    other = make.channel("모자가게", organisation=organisation)
    file = f"채널,날짜,친구수\n{people.channel.name},2026-11-16,18000\n모자가게,2026-11-16,900\n"
    batch = upload(organisation, people.owner, file)
    Channel.objects.filter(pk=other.pk).update(closed_at=batch.created_at)
    actions.confirm(batch, by=people.owner)
    drain()
    batch.refresh_from_db()
    assert (batch.state, counts(batch)) == ("done", (1, 0, 0, 1))
    assert DailyFriends.objects.get().channel == people.channel
    assert words(batch) == [
        "3번째 줄 '채널': '모자가게' 채널은 보관되어 있어 넣지 않았습니다. "
        "채널을 다시 연 뒤 올려 주세요."
    ]
