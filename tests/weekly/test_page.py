"""The five steps through the page: what is typed is kept, stored once, and can be taken back."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from analytics.weekly.models import WeeklyVisit
from analytics.weekly.tasks import tell_the_week
from analytics.weekly.visits import find_visit, grid_of
from analytics.weekly.week import Week
from channel.alerts.raising import raise_alert
from channel.clock import KST
from channel.models import (
    Alert,
    AuditEntry,
    Broadcast,
    BroadcastResult,
    DailyFriends,
    ImportBatch,
    PeriodFriends,
    Reading,
    Run,
    TypedFigure,
)
from channel.runs.work import drain
from tests import make

pytestmark = pytest.mark.django_db
WEEK = Week(dt.date(2026, 11, 16))
KNIT = "겨울 니트 입고"


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, tzinfo=KST), tick=False):
        yield


@pytest.fixture
def people() -> make.People:
    """A message sent on Thursday, no result and no friends' figures yet."""
    people = make.people()
    make.broadcast(people.channel, dt.date(2026, 11, 19), KNIT, sent=None, opened=None,
                   clicked=None)  # fmt: skip
    return people


@pytest.fixture
def owner(people: make.People) -> Client:
    client = Client()
    client.force_login(people.owner)
    return client


def post(client: Client, people: make.People, name: str, data: dict[str, Any]) -> Any:
    return client.post(reverse(name, args=[people.channel.slug]), data)


def page(client: Client, people: make.People, step: int | str = "") -> Any:
    return client.get(reverse("weekly", args=[people.channel.slug]), {"step": step})


def cell(column: str) -> str:
    return f"message:{Broadcast.objects.get(title=KNIT).pk}:{column}"


def full() -> dict[str, str]:
    days: dict[str, str] = {}
    for n, day in enumerate(WEEK.days):
        days |= {f"day:{day}:added": f"{40 + n}", f"day:{day}:blocked": f"{20 + n}"}
    days |= {"day:2026-11-22:total": "18,000명"}
    results = {cell("sent"): "17,950", cell("opened"): "4,846명", cell("clicked"): "120회"}
    return days | results


def empty(people: make.People) -> int:
    return grid_of(people.channel, WEEK, find_visit(people.channel, WEEK)).empty


def test_the_grid_asks_for_what_is_missing(people: make.People, owner: Client) -> None:
    assert empty(people) == 7 * 2 + 1 + 3
    make.daily(people.channel, dt.date(2026, 11, 17))
    assert empty(people) == 6 * 2 + 1 + 3
    assert "빈칸 16개가 남았습니다." in page(owner, people).content.decode()


def test_saving_stores_rows_and_shows_what_happened(people: make.People, owner: Client) -> None:
    answer = post(owner, people, "weekly_figures", full())
    assert answer.url.endswith("?step=2")
    friends = DailyFriends.objects.get(channel=people.channel, day="2026-11-22")
    assert (friends.total, friends.added, friends.blocked) == (18_000, 46, 26)
    result = BroadcastResult.objects.get(broadcast__title=KNIT)
    assert (result.sent, result.opened, result.clicked, result.free_sends) == (
        17_950,
        4_846,
        120,
        0,
    )
    assert Reading.objects.get(measure="week_adds", as_of="2026-11-22", value=301).gaps == []
    assert empty(people) == 0
    assert "열람 한 번에" in page(owner, people, 2).content.decode()


def test_what_happened_links_each_figure_to_its_papers(people: make.People, owner: Client) -> None:
    for day in WEEK.before.days:
        make.daily(people.channel, day)
    post(owner, people, "weekly_figures", full())
    shown = page(owner, people, 2).content.decode()
    for measure in ("week_adds", "week_blocks", "blocks_after"):
        reading = Reading.objects.filter(measure=measure, value__gte=0).latest("pk")
        assert reverse("papers", args=[people.channel.slug, reading.pk]) in shown


def test_undo_takes_back_the_whole_week(people: make.People, owner: Client) -> None:
    post(owner, people, "weekly_figures", full())
    post(owner, people, "weekly_undo", {})
    assert not DailyFriends.objects.filter(channel=people.channel).exists()
    assert BroadcastResult.objects.get(broadcast__title=KNIT).sent is None
    assert set(ImportBatch.objects.values_list("state", flat=True)) == {ImportBatch.State.UNDONE}
    assert empty(people) == 18
    newest = Reading.objects.filter(measure="week_adds", as_of="2026-11-22").newest().get()
    assert newest.value is None


def test_saving_again_without_a_change_writes_nothing(people: make.People, owner: Client) -> None:
    post(owner, people, "weekly_figures", full())
    shown = {f"shown-{c.name}": c.text
             for row in grid_of(people.channel, WEEK, None).rows for c in row.cells}  # fmt: skip
    typed = {name.removeprefix("shown-"): value for name, value in shown.items()}
    batches = ImportBatch.objects.count()
    post(owner, people, "weekly_figures", {**typed, **shown})
    assert ImportBatch.objects.count() == batches


def test_a_period_row_stands_for_seven_days(people: make.People, owner: Client) -> None:
    post(owner, people, "weekly_answer", {"mode": "period"})
    assert empty(people) == 3 + 3
    post(owner, people, "weekly_figures", {
        "period:week:added": "281", "period:week:blocked": "163", "period:week:total": "18,000",
    })  # fmt: skip
    row = PeriodFriends.objects.get(channel=people.channel)
    assert (row.first_day, row.last_day) == (WEEK.first, WEEK.last)
    assert (row.added, row.blocked, row.total_after) == (281, 163, 18_000)
    assert Reading.objects.filter(measure="week_blocks", value=163).exists()
    assert "새 친구" in page(owner, people, 2).content.decode()


def test_the_next_week_remembers_days_or_period(people: make.People, owner: Client) -> None:
    post(owner, people, "weekly_answer", {"mode": "period"})
    with time_machine.travel(dt.datetime(2026, 11, 30, 9, tzinfo=KST), tick=False):
        assert page(owner, people, 1).context["grid"].mode == "period"


@pytest.mark.parametrize(
    ("column", "text", "words"),
    [
        ("added", "마흔", "0 이상의 수를 적어 주세요"),
        ("added", "-3", "0 이상의 수를 적어 주세요"),
        ("blocked", "4.5", "0 이상의 수를 적어 주세요"),
        ("total", "999999999999", "너무 큰 수입니다"),
        ("opened", "18,000", "발송수 17,950보다 많습니다"),
        ("free_sends", "17,951", "발송수 17,950보다 많습니다"),
    ],
)
def test_bad_cells_keep_their_text_and_store_nothing(
    people: make.People, owner: Client, column: str, text: str, words: str
) -> None:
    name = f"day:2026-11-22:{column}" if column in ("added", "blocked", "total") else cell(column)
    answer = post(owner, people, "weekly_figures", {**full(), name: text})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert words in shown
    assert f'value="{text}"' in shown
    assert not ImportBatch.objects.exists()
    assert BroadcastResult.objects.get(broadcast__title=KNIT).sent is None


def test_opens_without_sends_ask_for_the_sends(people: make.People, owner: Client) -> None:
    answer = post(owner, people, "weekly_figures", {cell("opened"): "10"})
    assert "발송수도 함께 적어 주세요." in answer.content.decode()


def test_a_stored_value_is_not_blanked_here(people: make.People, owner: Client) -> None:
    post(owner, people, "weekly_figures", full())
    answer = post(owner, people, "weekly_figures", {cell("opened"): ""})
    assert answer.status_code == 422
    assert BroadcastResult.objects.get(broadcast__title=KNIT).opened == 4_846


NEW = {
    "new-title": "코트 특가", "new-sent_on": "11/20", "new-audience": "part",
    "new-content": "benefit", "new-benefit": "yes", "new-sent": "3,000", "new-opened": "900",
}  # fmt: skip


def test_a_message_can_be_added_with_its_tags(people: make.People, owner: Client) -> None:
    post(owner, people, "weekly_figures", NEW)
    made = Broadcast.objects.get(title="코트 특가")
    assert (made.sent_on, made.audience) == (dt.date(2026, 11, 20), "part")
    assert (made.content, made.benefit, made.result.sent) == ("benefit", True, 3_000)
    post(owner, people, "weekly_undo", {})
    assert not Broadcast.objects.filter(title="코트 특가").exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("new-title", "", "이 칸도 채워 주세요."),
        ("new-sent_on", "어제", "날짜를 적어 주세요."),
        ("new-sent_on", "2027-01-01", "아직 오지 않은 날입니다."),
        ("new-opened", "3,001", "발송수보다 많습니다."),
        ("new-sent", "", "발송수도 함께 적어 주세요."),
    ],
)
def test_a_wrong_new_message_says_where(
    people: make.People, owner: Client, field: str, value: str, words: str
) -> None:
    answer = post(owner, people, "weekly_figures", {**full(), **NEW, field: value})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_the_second_of_two_messages_of_a_title_gets_its_own_result(
    people: make.People, owner: Client
) -> None:
    first = Broadcast.objects.get(title=KNIT)
    second = Broadcast.objects.create(
        channel=people.channel, title=KNIT, folded_title=first.folded_title,
        sent_on=first.sent_on, nth_of_day=2,
    )  # fmt: skip
    typed = {f"message:{second.pk}:sent": "500", f"message:{second.pk}:opened": "100"}
    answer = post(owner, people, "weekly_figures", typed)
    assert "먼저 보낸 것의 발송수부터 적어 주세요." in answer.content.decode()
    BroadcastResult.objects.update(sent=17_950)
    post(owner, people, "weekly_figures", typed)
    assert BroadcastResult.objects.get(broadcast=second).sent == 500
    assert BroadcastResult.objects.get(broadcast=first).opened is None
    assert Broadcast.objects.count() == 2


def test_leaving_in_the_middle_loses_nothing(people: make.People, owner: Client) -> None:
    day = "day:2026-11-16:added"
    post(owner, people, "weekly_draft", {day: "41", f"shown-{day}": "", "new-title": "코트"})
    shown = page(owner, people).content.decode()
    assert f'name="{day}" value="41"' in shown
    assert 'value="코트"' in shown
    assert not DailyFriends.objects.exists()
    post(owner, people, "weekly_answer", {"step": "2"})
    post(owner, people, "weekly_answer", {"step": "3"})
    assert page(owner, people).context["step"] == 1
    post(owner, people, "weekly_figures", {day: "41"})
    assert page(owner, people).context["step"] == 4


def test_a_draft_opens_no_new_message_that_nobody_began(people: make.People, owner: Client) -> None:
    post(owner, people, "weekly_draft", {"day:2026-11-16:added": "41", "new-audience": "all"})
    assert page(owner, people, 1).context["new"].initial == {}


def test_a_draft_is_seen_by_who_typed_it_only(people: make.People, owner: Client) -> None:
    post(owner, people, "weekly_draft", {"day:2026-11-16:added": "41"})
    teammate = Client()
    teammate.force_login(people.teammate)
    assert 'value="41"' not in page(teammate, people, 1).content.decode()


def test_two_people_fill_the_same_week_at_once(people: make.People, owner: Client) -> None:
    teammate = Client()
    teammate.force_login(people.teammate)
    added, blocked = "day:2026-11-16:added", "day:2026-11-16:blocked"
    page(owner, people), page(teammate, people)
    nothing_shown = {f"shown-{added}": "", f"shown-{blocked}": ""}
    post(owner, people, "weekly_figures", {added: "41", blocked: "", **nothing_shown})
    post(teammate, people, "weekly_figures", {added: "", blocked: "20", **nothing_shown})
    row = DailyFriends.objects.get(channel=people.channel, day="2026-11-16")
    assert (row.added, row.blocked) == (41, 20)
    visit = WeeklyVisit.objects.get(channel=people.channel)
    assert len(visit.answers["batches"]) == 2


def test_a_page_left_open_does_not_bring_back_older_values(
    people: make.People, owner: Client
) -> None:
    day = "day:2026-11-16:added"
    post(owner, people, "weekly_figures", {day: "41", f"shown-{day}": ""})
    post(owner, people, "weekly_figures", {day: "45", f"shown-{day}": "41"})
    post(owner, people, "weekly_figures", {
        day: "41", f"shown-{day}": "41", "day:2026-11-16:blocked": "20",
    })  # fmt: skip
    assert DailyFriends.objects.get(channel=people.channel).added == 45


def test_a_message_sent_on_the_weekend_is_asked_for_a_week_later(
    people: make.People, owner: Client
) -> None:
    Broadcast.objects.update(sent_on=dt.date(2026, 11, 21))
    assert page(owner, people, 1).context["grid"].messages == []
    with time_machine.travel(dt.datetime(2026, 11, 30, 9, tzinfo=KST), tick=False):
        [row] = page(owner, people, 1).context["grid"].messages
        assert row.label == KNIT


@pytest.mark.parametrize(
    ("moment", "first"),
    [
        (dt.datetime(2026, 11, 22, 14, 59, tzinfo=dt.UTC), dt.date(2026, 11, 9)),
        (dt.datetime(2026, 11, 22, 15, 0, tzinfo=dt.UTC), dt.date(2026, 11, 16)),
        (dt.datetime(2026, 11, 29, 14, 59, tzinfo=dt.UTC), dt.date(2026, 11, 16)),
        (dt.datetime(2026, 12, 31, 15, 0, tzinfo=dt.UTC), dt.date(2026, 12, 21)),
    ],
)
def test_a_week_ends_at_midnight_in_korea(
    people: make.People, owner: Client, moment: dt.datetime, first: dt.date
) -> None:
    with time_machine.travel(moment, tick=False):
        owner.force_login(people.owner)
        assert page(owner, people).context["week"].first == first


def test_checks_are_answered_and_remembered(people: make.People, owner: Client) -> None:
    keys = [check.key for check in page(owner, people, 3).context["checks"]]
    assert keys == ["gaps:2026-11-16", "numbers:2026-11"]
    post(owner, people, "weekly_check", {"key": keys[0], "answer": "na"})
    post(owner, people, "weekly_check", {"key": keys[1], "answer": "later"})
    post(owner, people, "weekly_check", {"key": "made:up", "answer": "done"})
    shown = page(owner, people, 3)
    assert [check.answer for check in shown.context["checks"]] == ["na", "later"]
    assert "확인할 것이 없습니다." in shown.content.decode()
    assert set(WeeklyVisit.objects.get().answers["checks"]) == set(keys)


def alert(people: make.People) -> Alert:
    params = {"title": KNIT, "blocks": 84, "expected": 27, "upper": 44, "weekday": 3}
    return raise_alert(people.channel.pk, "risk_spike", "1", words_id="spike", params=params)


@pytest.mark.parametrize(
    ("answer", "acknowledged", "snoozed"),
    [("done", True, None), ("later", False, dt.date(2026, 11, 30)), ("na", False, None)],
)
def test_an_alert_hears_what_was_said_of_it(
    people: make.People,
    owner: Client,
    answer: str,
    acknowledged: bool,
    snoozed: dt.date | None,
) -> None:
    page(owner, people)  # the first look computes, which would clear an alert without a ground
    raised = alert(people)
    shown = page(owner, people, 3).context["checks"]
    assert shown[0].key == f"alert:{raised.pk}"
    assert len(shown) == 3
    post(owner, people, "weekly_check", {"key": shown[0].key, "answer": answer})
    raised.refresh_from_db()
    assert (raised.acknowledged_at is not None) == acknowledged
    assert raised.snoozed_until == snoozed
    # it stays where it was, so that nothing else takes its place
    assert page(owner, people, 3).context["checks"][0].answer == answer


def test_a_difference_nobody_explained_is_shown_with_its_size(
    people: make.People, owner: Client
) -> None:
    make.daily(people.channel, dt.date(2026, 11, 17), total=18_000)
    make.daily(people.channel, dt.date(2026, 11, 18), total=18_100, added=40, blocked=22)
    [found] = [c for c in page(owner, people, 3).context["checks"] if c.figure]
    assert found.key == "unexplained:2026-11-18"
    assert found.figure.value == 100 - 40 + 22


@pytest.mark.parametrize(
    ("read_on", "today", "due"),
    [
        (dt.date(2026, 11, 10), dt.date(2026, 11, 23), False),
        (dt.date(2026, 10, 20), dt.date(2026, 11, 23), True),
        # the first Monday of December
        (dt.date(2026, 11, 20), dt.date(2026, 12, 7), True),
        (dt.date(2026, 12, 1), dt.date(2026, 12, 7), False),
        (dt.date(2026, 11, 20), dt.date(2026, 12, 14), False),
    ],
)
def test_monthly_counts_are_due_on_the_first_monday_or_after_a_month(
    people: make.People, owner: Client, read_on: dt.date, today: dt.date, due: bool
) -> None:
    TypedFigure.objects.create(channel=people.channel, kind="n1", as_of=read_on, values={"size": 9})
    with time_machine.travel(dt.datetime.combine(today, dt.time(9), KST), tick=False):
        owner.force_login(people.owner)
        keys = [check.key for check in page(owner, people, 3).context["checks"]]
    assert (f"numbers:{today:%Y-%m}" in keys) == due


def test_not_sent_is_one_tap_and_can_be_taken_back(people: make.People, owner: Client) -> None:
    Broadcast.objects.all().delete()
    post(owner, people, "weekly_answer", {"not_sent": "yes"})
    assert page(owner, people, 1).context["grid"].not_sent
    post(owner, people, "weekly_answer", {"not_sent": "no"})
    assert not page(owner, people, 1).context["grid"].not_sent


def test_the_end_says_how_long_it_took_and_is_reached_once(
    people: make.People, owner: Client
) -> None:
    page(owner, people)
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, 8, tzinfo=KST), tick=False):
        post(owner, people, "weekly_finish", {})
        assert "8분 걸렸습니다." in page(owner, people, 5).content.decode()
    ended = WeeklyVisit.objects.get().finished_at
    post(owner, people, "weekly_finish", {})
    assert WeeklyVisit.objects.get().finished_at == ended
    assert AuditEntry.objects.filter(verb="월요일 10분을 마쳤습니다").count() == 1


def test_a_viewer_reads_and_begins_no_visit(people: make.People) -> None:
    viewer = Client()
    viewer.force_login(people.viewer)
    for step in (1, 2, 3, 4, 5):
        answer = page(viewer, people, step)
        assert answer.status_code == 200
        assert "저장하고 다음" not in answer.content.decode()
    assert not WeeklyVisit.objects.exists()


def test_the_page_asks_no_more_of_twenty_messages(
    people: make.People, owner: Client, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    page(owner, people, 1)
    with CaptureQueriesContext(connection) as few:
        page(owner, people, 1)
    for n in range(20):
        make.broadcast(people.channel, dt.date(2026, 11, 18), f"소식 {n}")
    with django_assert_num_queries(len(few)):
        page(owner, people, 1)


def test_an_agency_fills_many_channels_in_one_batch(people: make.People, owner: Client) -> None:
    second = make.channel("코트상점", organisation=people.channel.organisation)
    url = reverse("organisation_weekly", args=[people.channel.organisation.slug])
    typed = {
        f"channel:{people.channel.pk}:added": "281", f"channel:{people.channel.pk}:blocked": "163",
        f"channel:{second.pk}:added": "30", f"channel:{second.pk}:blocked": "",
        f"channel:{second.pk}:total": "2,000",
    }  # fmt: skip
    assert owner.post(url, typed).status_code == 302
    assert ImportBatch.objects.count() == 1
    rows = {row.channel_id: row for row in PeriodFriends.objects.all()}
    assert rows[people.channel.pk].blocked == 163
    assert (rows[second.pk].added, rows[second.pk].blocked) == (30, None)
    shown = owner.get(url).content.decode()
    assert "[코트상점 채널 주간 요약]" in shown
    assert "온 친구 281, 떠난 친구 163" in shown
    assert owner.post(url, {f"channel:{second.pk}:added": "많이"}).status_code == 422


def test_an_agency_of_untold_channels_asks_for_a_recount(
    people: make.People, owner: Client
) -> None:
    url = reverse("organisation_weekly", args=[people.channel.organisation.slug])
    for _time in (1, 2):
        assert owner.get(url).status_code == 200
    assert Run.objects.filter(kind="recompute").count() == 1
    drain()
    assert Reading.objects.filter(measure="week_adds", as_of="2026-11-22").exists()


def test_early_on_monday_every_open_channel_is_recounted(people: make.People) -> None:
    make.channel("닫은 가게", closed_at=timezone.now())
    for _time in (1, 2):
        tell_the_week()
    names = set(Run.objects.values_list("channel__name", flat=True))
    assert (Run.objects.count(), names) == (2, {"무드옷장", "다른 가게"})
